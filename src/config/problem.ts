/** What is wrong with the configuration: each problem says where, what stands there, and what was expected. */
import { ConfigError } from '../domain/errors.ts';

export interface ConfigProblem {
  /** File within the configuration folder, `vendors/openai.yaml`. */
  readonly file: string;
  /** Both count from 1. */
  readonly line: number;
  readonly column: number;
  /** Where in the file's structure: `route.routes[0].contacts[1]`; empty for the file as a whole. */
  readonly path: string;
  /** The value as written, so `${NAME}` rather than what the environment holds; null when there is none to show. */
  readonly value: string | null;
  /** What is wrong and what was expected. */
  readonly message: string;
  /** The valid word nearest to what was written. */
  readonly suggestion: string | null;
}

/** The configuration cannot be used. Carries every problem found, not only the first. */
export class InvalidConfigError extends ConfigError {
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[], cause?: unknown) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    super(
      `${count} in the configuration:\n${problems.map((problem) => `  ${formatProblem(problem)}`).join('\n')}`,
      {
        code: 'config_invalid',
        retry: 'never',
        fault: 'config',
        advice: 'Mend the places named, then run `modelwarden config check`.',
        cause,
      },
    );
    this.problems = problems;
  }
}

/** One line for a terminal: `contacts.yaml:12:7 route.contacts[0]: unknown contact (found: amy; did you mean "ami"?)`. */
export function formatProblem(problem: ConfigProblem): string {
  const place = `${problem.file}:${problem.line}:${problem.column}`;
  const path = problem.path === '' ? '' : ` ${problem.path}`;
  const asides = [
    ...(problem.value === null ? [] : [`found: ${problem.value}`]),
    ...(problem.suggestion === null ? [] : [`did you mean "${problem.suggestion}"?`]),
  ];
  return `${place}${path}: ${problem.message}${asides.length === 0 ? '' : ` (${asides.join('; ')})`}`;
}

/** Writes a path the way operators read it: `watch[2].only[0]`. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? String(step) : `${text}.${String(step)}`;
  }, '');
}

/** Orders problems by file, then line, so that a file can be mended from top to bottom. */
export function sortProblems(problems: readonly ConfigProblem[]): readonly ConfigProblem[] {
  return [...problems].sort(
    (a, b) => a.file.localeCompare(b.file, 'en') || a.line - b.line || a.column - b.column,
  );
}
