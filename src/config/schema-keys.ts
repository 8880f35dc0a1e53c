/** Which keys a schema knows at a place, read from its JSON Schema so that it holds for every kind of zod type. */
import { z } from 'zod';

type Node = Readonly<Record<string, unknown>>;

/** JSON Schema of what is written (before defaults and conversions); types without one allow anything. */
export function writtenSchema(schema: z.ZodType): Node {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
}

/** The keys that `schema` allows at `path`, in its own order; empty when it allows any. */
export function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  const root = writtenSchema(schema);
  let nodes: readonly Node[] = branches(root, root);
  for (const step of path) {
    nodes = nodes.flatMap((node) => branches(below(node, step), root));
  }
  return [...new Set(nodes.flatMap((node) => Object.keys(asNode(node['properties']) ?? {})))];
}

function below(node: Node, step: PropertyKey): unknown {
  if (typeof step === 'number') return node['items'];
  return asNode(node['properties'])?.[String(step)] ?? node['additionalProperties'];
}

/** A node with references followed and alternatives laid open. */
function branches(value: unknown, root: Node): readonly Node[] {
  const node = asNode(value);
  if (node === null) return [];
  const reference = node['$ref'];
  if (typeof reference === 'string') {
    const target = reference
      .split('/')
      .slice(1)
      .reduce<unknown>((current, step) => asNode(current)?.[step], root);
    return target === node ? [] : branches(target, root);
  }
  const alternatives = [node['anyOf'], node['oneOf'], node['allOf']].flatMap((list) =>
    Array.isArray(list) ? list : [],
  );
  return [node, ...alternatives.flatMap((alternative: unknown) => branches(alternative, root))];
}

function asNode(value: unknown): Node | null {
  return isNode(value) ? value : null;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
