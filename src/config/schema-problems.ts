/** Turns zod's issues into problems: the place in the file, words for operators, and the nearest valid word. */
import type { z } from 'zod';
import { nearest } from './nearest.ts';
import type { ConfigProblem } from './problem.ts';
import { keysAt } from './schema-keys.ts';
import type { Path, YamlFile } from './yaml-file.ts';

type Issue = z.core.$ZodIssue;

export interface Checked<Output> {
  /** What can be worked with; null when faults leave nothing that could be trusted. */
  readonly value: Output | null;
  readonly problems: readonly ConfigProblem[];
}

/** Checks the part of `file` at `path` against `schema`; every issue becomes a problem with its own place. */
export function checkSchema<Output>(
  file: YamlFile,
  schema: z.ZodType<Output>,
  path: Path = [],
): Checked<Output> {
  const result = schema.safeParse(file.valueAt(path) ?? {});
  if (result.success) return { value: result.data, problems: [] };
  const { issues } = result.error;
  return { value: withoutUnknownKeys(), problems: schemaProblems(file, schema, issues, path) };

  /** Unknown keys spoil nothing else, so what else is wrong with the file can be told at the same time. */
  function withoutUnknownKeys(): Output | null {
    const pruned = structuredClone(file.valueAt(path));
    for (const issue of issues) {
      if (issue.code !== 'unrecognized_keys') return null;
      const holder = issue.path.reduce<unknown>(stepInto, pruned);
      if (typeof holder !== 'object' || holder === null) return null;
      for (const key of issue.keys) Reflect.deleteProperty(holder, key);
    }
    return schema.safeParse(pruned).data ?? null;
  }
}

function stepInto(value: unknown, step: PropertyKey): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined;
}

/** The problems that `issues` of `schema` stand for, their paths counted from `base`. */
function schemaProblems(
  file: YamlFile,
  schema: z.ZodType,
  issues: readonly Issue[],
  base: Path = [],
): readonly ConfigProblem[] {
  const problems = issues.flatMap((issue) => explain(issue, []));
  // Several checks may refuse one value; the first says what is wrong, the rest only repeat it.
  return problems.filter(
    (problem, index) => problems.findIndex(({ path }) => path === problem.path) === index,
  );

  function explain(issue: Issue, above: Path): readonly ConfigProblem[] {
    const below = [...above, ...issue.path];
    const path = [...base, ...below];
    if (issue.code === 'unrecognized_keys') {
      const known = keysAt(schema, below);
      return issue.keys.map((key) =>
        file.problem(
          [...path, key],
          known.length === 0 ? 'unknown key' : `unknown key: expected one of ${known.join(', ')}`,
          {
            suggestion: nearest(key, known),
            at: 'key',
          },
        ),
      );
    }
    if (issue.code === 'invalid_key') {
      return [file.problem(path, messageOf(issue.issues[0] ?? issue), { at: 'key' })];
    }
    if (issue.code === 'invalid_union' && isDefaultMessage(issue)) return explainUnion(issue, below);
    if (file.valueAt(path) === undefined && path.length > 0) {
      return isMisspelt(path) ? [] : [file.problem(path, missing(issue))];
    }
    return [file.problem(path, messageOf(issue), { suggestion: suggestionFor(issue, file.valueAt(path)) })];
  }

  /** The branch that got furthest says best what is wrong; when none got anywhere, all are named. */
  function explainUnion(issue: z.core.$ZodIssueInvalidUnion, below: Path): readonly ConfigProblem[] {
    const deeper = issue.errors.find((branch) => branch.every((inner) => !isWrongType(inner)));
    if (deeper !== undefined && deeper.length > 0) return deeper.flatMap((inner) => explain(inner, below));
    const messages = issue.errors.flatMap((branch) => branch.map((inner) => messageOf(inner)));
    const expected = [...new Set(messages)].join(', or ');
    return [file.problem([...base, ...below], expected === '' ? messageOf(issue) : expected)];
  }

  /** Whether a missing key's sibling is that key misspelt; then the message about the sibling says it all. */
  function isMisspelt(path: Path): boolean {
    const siblings = file.valueAt(path.slice(0, -1));
    const key = path.at(-1);
    if (typeof key !== 'string' || typeof siblings !== 'object' || siblings === null) return false;
    const known = keysAt(schema, path.slice(base.length, -1));
    return Object.keys(siblings).some(
      (sibling) => !known.includes(sibling) && nearest(sibling, known) === key,
    );
  }
}

function isWrongType(issue: Issue): boolean {
  return issue.code === 'invalid_type' && issue.path.length === 0;
}

/** Whether zod chose the message, rather than the schema's author. */
function isDefaultMessage(issue: Issue): boolean {
  return issue.message.startsWith('Invalid ');
}

function missing(issue: Issue): string {
  if (issue.code === 'invalid_value')
    return `missing: expected one of ${issue.values.map(String).join(', ')}`;
  const message = messageOf(issue);
  return message.startsWith('expected ') ? `missing: ${message}` : 'missing';
}

function messageOf(issue: Issue): string {
  if (issue.code !== 'custom' && !/^(?:Invalid|Too|Unrecognized)/u.test(issue.message)) return issue.message;
  if (issue.code === 'invalid_type') return `expected ${typeWords[issue.expected] ?? issue.expected}`;
  if (issue.code === 'invalid_value') return `expected one of ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'too_small') return `expected ${unitWords[issue.origin] ?? ''}at least ${issue.minimum}`;
  if (issue.code === 'too_big') return `expected ${unitWords[issue.origin] ?? ''}at most ${issue.maximum}`;
  return lowerFirst(issue.message);
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'keys and values',
  record: 'keys and values',
};

const unitWords: Readonly<Record<string, string>> = {
  string: 'a length of ',
  array: 'a number of items of ',
};

function suggestionFor(issue: Issue, value: unknown): string | null {
  if (issue.code === 'invalid_value' && typeof value === 'string')
    return nearest(value, issue.values.map(String));
  const suggestion: unknown = issue.code === 'custom' ? issue.params?.['suggestion'] : null;
  return typeof suggestion === 'string' ? suggestion : null;
}

function lowerFirst(message: string): string {
  return message.slice(0, 1).toLowerCase() + message.slice(1);
}
