/** `docs/config.md`: every key of every configuration file, from the same schemas that check them. */
import type { FileSchema } from './file-schemas.ts';
import { writtenSchema } from './schema-keys.ts';

type Node = Readonly<Record<string, unknown>>;

const introduction = `# Configuration

Everything an operator sets is YAML in one folder (\`config/\` unless told otherwise). This page lists every key; it
is made from the schemas that check the files (\`node src/config/write-schemas.ts\`), so it cannot be out of date.

- \`npx modelwarden config check\` reads the folder, tells every mistake with file, line and column, and prints what
  is watched, who is told, and what is left out and why.
- Unknown keys, keys written twice and names that nothing bears are refused: a typing mistake never turns into silence.
- **Variables**: \`\${NAME}\` and \`\${NAME:-default}\` may stand in any value. A variable that is not set and has no
  default is a mistake; \`$\${\` stands for a plain \`\${\`. Keep secrets in variables: messages show \`\${NAME}\`,
  never its content.
- A key without a value, or whose variable comes out empty, counts as not written: its default applies.
- **Durations** are a whole number and a unit: \`90s\`, \`15m\`, \`6h\`, \`30d\`.
- A changed folder is read again while the worker runs (and upon SIGHUP). A folder with mistakes is refused and the
  last good one stays in force. Settings in \`modelwarden.yaml\` that open connections take effect at the next start.
- Editors that know YAML complete keys by the schema that each file names in its first line.
- Anchors, aliases and tags of YAML are not supported.
`;

/** The whole page, as Markdown. */
export function describeKeys(schemas: readonly FileSchema[]): string {
  return [introduction, ...schemas.map(describeFile)].join('\n');
}

function describeFile({ files, purpose, schema }: FileSchema): string {
  const root = writtenSchema(schema);
  const rows = keyRows(root, root, '', new Set());
  const table = ['| key | value | default | meaning |', '|---|---|---|---|', ...rows].join('\n');
  return `## ${files}\n\n${purpose}\n\n${table}\n`;
}

/** One row for each key, those within it below it; a schema that holds itself is described once. */
function keyRows(given: Node, root: Node, prefix: string, seen: ReadonlySet<Node>): readonly string[] {
  const node = follow(given, root);
  if (seen.has(node)) return [];
  const within = new Set([...seen, node]);
  const items = isNode(node['items']) ? follow(node['items'], root) : null;
  if (items !== null) return keyRows(items, root, `${prefix}[]`, within);
  const properties = isNode(node['properties']) ? node['properties'] : {};
  const required = Array.isArray(node['required']) ? node['required'] : [];
  return Object.entries(properties).flatMap(([key, value]) => {
    if (!isNode(value)) return [];
    const path = prefix === '' ? key : `${prefix}.${key}`;
    const cells = [
      `\`${path}\``,
      describeValue(follow(value, root), root),
      describeDefault(value, required.includes(key)),
      describeMeaning(value, root),
    ];
    return [
      `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`,
      ...keyRows(value, root, path, within),
    ];
  });
}

function describeValue(node: Node, root: Node): string {
  if (Array.isArray(node['enum'])) return node['enum'].map((word) => `\`${String(word)}\``).join(', ');
  if (isNode(node['items'])) return `list of ${describeValue(follow(node['items'], root), root)}`;
  const types = [node['type'], ...(Array.isArray(node['anyOf']) ? node['anyOf'].filter(isNode) : [])].flatMap(
    (part) => (isNode(part) ? part['type'] : part),
  );
  if (types.includes('boolean')) return '`true` or `false`';
  if (types.includes('number')) return 'number';
  if (node['type'] !== 'object') return node['type'] === 'string' ? 'text' : 'any';
  if (isNode(node['properties'])) return 'keys below';
  return isNode(node['additionalProperties']) ? 'names and values' : 'any keys';
}

function describeDefault(node: Node, isRequired: boolean): string {
  if (isRequired) return '**required**';
  return node['default'] === undefined ? '' : `\`${JSON.stringify(node['default']).replaceAll('"', '')}\``;
}

function describeMeaning(node: Node, root: Node): string {
  const description = node['description'] ?? follow(node, root)['description'];
  return typeof description === 'string' ? description : '';
}

function follow(node: Node, root: Node): Node {
  const reference = node['$ref'];
  if (typeof reference !== 'string') return node;
  const target = reference
    .split('/')
    .slice(1)
    .reduce<unknown>((current, step) => (isNode(current) ? current[step] : undefined), root);
  return isNode(target) ? target : node;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
