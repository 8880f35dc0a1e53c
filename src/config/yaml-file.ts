/**
 * One YAML file, parsed so that every value can be traced back to its line. Variables are put in place here;
 * what is shown of a value later is always the source text, which never holds what the environment gave.
 */
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { type Environment, expandVariables } from './environment.ts';
import { type ConfigProblem, formatPath } from './problem.ts';
import { showWritten } from './show-written.ts';

export type Path = readonly PropertyKey[];

export interface YamlFile {
  readonly name: string;
  /** Plain values with variables put in place; keys whose value is empty count as not written. */
  readonly data: unknown;
  /** The problem at `path`, or at the nearest thing above it that is written. `at: 'key'` points at the key. */
  problem(path: Path, message: string, detail?: ProblemDetail): ConfigProblem;
  /** The value at `path`, undefined when there is none. */
  valueAt(path: Path): unknown;
  /** The source text of the scalar at `path`, before variables were put in place; null when there is none. */
  writtenAt(path: Path): string | null;
}

interface ProblemDetail {
  readonly suggestion?: string | null;
  readonly at?: 'key' | 'value';
}

interface Mark {
  readonly keyOffset: number;
  readonly valueOffset: number;
  readonly written: string | null;
}

/** Deeper nesting than any of our files has; keeps the walk off the stack's end. */
const maxDepth = 32;

export interface ParsedYaml {
  readonly file: YamlFile;
  readonly problems: readonly ConfigProblem[];
  /** Whether the syntax itself is at fault, so that parts of the data may be missing. */
  readonly isBroken: boolean;
}

/** Parses `text`. Never throws: what is wrong with the syntax, keys or variables comes back as problems. */
export function parseYamlFile(name: string, text: string, environment: Environment): ParsedYaml {
  const lines = new LineCounter();
  const parsed = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const problems: ConfigProblem[] = [];
  const marks = new Map<string, Mark>();
  const secrets = new Set<string>();

  for (const fault of [...parsed.errors, ...parsed.warnings]) {
    const isDuplicate = fault.code === 'DUPLICATE_KEY';
    const key = /^[\w./-]*/u.exec(text.slice(fault.pos[0]))?.[0] ?? '';
    const message = isDuplicate ? `key "${key}" is written twice` : `not valid YAML: ${fault.message}`;
    problems.push({ ...placeAt(fault.pos[0]), path: '', value: null, message, suggestion: null });
  }
  const data = read(parsed.contents, [], 0) ?? {};
  const file: YamlFile = { name, data, problem, valueAt, writtenAt };
  return { file, problems, isBroken: parsed.errors.length + parsed.warnings.length > 0 };

  function placeAt(offset: number): { file: string; line: number; column: number } {
    const { line, col } = lines.linePos(offset);
    return { file: name, line: Math.max(line, 1), column: Math.max(col, 1) };
  }

  function problem(path: Path, message: string, detail: ProblemDetail = {}): ConfigProblem {
    const mark = marks.get(markKey(path));
    let nearestMark = mark;
    for (let length = path.length - 1; nearestMark === undefined && length >= 0; length -= 1) {
      nearestMark = marks.get(markKey(path.slice(0, length)));
    }
    const offset = detail.at === 'key' ? nearestMark?.keyOffset : nearestMark?.valueOffset;
    const written = detail.at === 'key' ? null : (mark?.written ?? null);
    return {
      ...placeAt(offset ?? 0),
      path: formatPath(path),
      value: written === null ? null : showWritten(written, path),
      message: redact(message),
      suggestion: detail.suggestion ?? null,
    };
  }

  function valueAt(path: Path): unknown {
    return path.reduce<unknown>((value, step) => {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
      return Reflect.get(value, step);
    }, data);
  }

  function writtenAt(path: Path): string | null {
    return marks.get(markKey(path))?.written ?? null;
  }

  /** An adapter's own message may quote the value; what came from the environment is taken out again. */
  function redact(message: string): string {
    return [...secrets]
      .filter((secret) => secret.length > 2)
      .sort((a, b) => b.length - a.length)
      .reduce((shown, secret) => shown.replaceAll(secret, '(from the environment)'), message);
  }

  function read(node: unknown, path: Path, keyOffset: number): unknown {
    const range = rangeOf(node);
    const written = range !== null && isScalar(node) ? text.slice(range[0], range[1]) : null;
    marks.set(markKey(path), { keyOffset, valueOffset: range?.[0] ?? keyOffset, written });
    if (path.length > maxDepth) {
      problems.push(problem(path, `nested more than ${maxDepth} levels deep`));
      return undefined;
    }
    if (isAlias(node)) {
      problems.push(problem(path, 'anchors and aliases are not supported: write the value out'));
      return undefined;
    }
    if (isMap(node)) return readMap(node.items, path);
    if (isSeq(node))
      return node.items.map((item, index) => read(item, [...path, index], rangeOf(item)?.[0] ?? 0));
    return isScalar(node) ? expand(node.value, path) : undefined;
  }

  function readMap(
    items: readonly { readonly key: unknown; readonly value: unknown }[],
    path: Path,
  ): unknown {
    const result: Record<string, unknown> = {};
    for (const { key, value: valueNode } of items) {
      if (!isScalar(key) || typeof key.value !== 'string') continue; // Reported by the parser (`stringKeys`).
      const below = [...path, key.value];
      const value = read(valueNode, below, rangeOf(key)?.[0] ?? 0);
      if (key.value === '__proto__') problems.push(problem(below, 'this key is not allowed', { at: 'key' }));
      else if (!isNotWritten(value, below)) result[key.value] = value;
    }
    return result;
  }

  /** `key:` without a value, or a variable that came out empty: the default applies as if the line were absent. */
  function isNotWritten(value: unknown, path: Path): boolean {
    return (
      value === undefined || value === null || (value === '' && writtenAt(path)?.includes('${') === true)
    );
  }

  function expand(value: unknown, path: Path): unknown {
    if (typeof value !== 'string' || !value.includes('${')) return value;
    const expansion = expandVariables(value, environment);
    for (const secret of expansion.secrets) secrets.add(secret);
    for (const fault of expansion.faults) {
      problems.push(problem(path, fault.message, { suggestion: fault.suggestion }));
    }
    return expansion.value;
  }
}

function markKey(path: Path): string {
  return path.map(String).join('\u0000');
}

function rangeOf(node: unknown): readonly [number, number, number] | null {
  if (!isScalar(node) && !isMap(node) && !isSeq(node) && !isAlias(node)) return null;
  return node.range ?? null;
}
