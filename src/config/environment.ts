/**
 * Variables in configuration values: `${NAME}` and `${NAME:-default}`, so that secrets live in the environment
 * and never in a file. `$${` stands for a literal `${`.
 */
import { nearest } from './nearest.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Expansion {
  readonly value: string;
  /** What the environment put into the value; must never be shown. */
  readonly secrets: readonly string[];
  readonly faults: readonly { readonly message: string; readonly suggestion: string | null }[];
}

const reference = /\$\$\{|\$\{([^{}]*)\}|\$\{/gu;
const insideBraces = /^(?<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?<fallback>.*))?$/su;

/**
 * Puts variables' values in place. As in a shell, `:-` also covers a variable that is set but empty; a
 * variable that is not set and has no default is a fault, since guessing would hide a missing secret.
 */
export function expandVariables(text: string, environment: Environment): Expansion {
  const secrets: string[] = [];
  const faults: { message: string; suggestion: string | null }[] = [];
  const value = text.replace(reference, (whole: string, inside: string | undefined) => {
    if (whole === '$${') return '${';
    const groups = inside === undefined ? undefined : insideBraces.exec(inside)?.groups;
    const name = groups?.name;
    if (name === undefined) {
      faults.push({
        message: 'expected ${NAME} or ${NAME:-default}; write $${ for a plain ${',
        suggestion: null,
      });
      return '';
    }
    const found = Object.hasOwn(environment, name) ? environment[name] : undefined;
    const fallback = groups?.fallback;
    if (found !== undefined && (found !== '' || fallback === undefined)) {
      if (found !== '') secrets.push(found);
      return found;
    }
    if (fallback !== undefined) return fallback;
    faults.push({
      message: `environment variable ${name} is not set and has no default`,
      suggestion: nearest(name, Object.keys(environment)),
    });
    return '';
  });
  return { value, secrets, faults };
}

/** Whether a value as written takes anything from the environment. */
export function hasVariable(written: string): boolean {
  return /(?<!\$)\$\{/u.test(written);
}
