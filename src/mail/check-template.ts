/** Checks a template of the operator's before it is used: each fault with its place, and the name that was meant. */
import Mustache from 'mustache';
import { type TemplateName, templateNames, templateRules } from './template-names.ts';

interface TemplateFault {
  /** Both count from 1. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
  /** A name that is not known, for the caller to find the nearest known one. */
  readonly unknown: { readonly name: string; readonly known: readonly string[] } | null;
}

interface Token {
  readonly type: string;
  /** Name, or text. */
  readonly value: string;
  /** Offset in the template. */
  readonly start: number;
  readonly within: readonly Token[];
}

/** What a mail must not hold: it would be loaded, run, or make a second first heading. */
const forbiddenMarkup: readonly (readonly [RegExp, string])[] = [
  [/<script\b/iu, 'scripts do not run in mail and make it look like an attack'],
  [/<(?:img|link|iframe|object|embed|video|audio|form)\b/iu, 'nothing may be loaded or sent from a mail'],
  [/\b(?:src|srcset|background)\s*=/iu, 'nothing may be loaded from a mail'],
  [/url\(|@import/iu, 'nothing may be loaded from a mail'],
  [/\bon[a-z]+\s*=/iu, 'scripts do not run in mail'],
  [/<h1\b/iu, 'the one first heading is in {{header}}'],
];

/** What the configuration is checked with. */
export const templateChecks = {
  names: templateNames,
  check: (name: string, text: string): readonly TemplateFault[] => {
    const known = templateNames.find((candidate) => candidate === name);
    return known === undefined ? [] : checkTemplate(known, text);
  },
};

/** Everything that is wrong with a template; empty when it may be used. */
export function checkTemplate(name: TemplateName, text: string): readonly TemplateFault[] {
  const rules = templateRules[name];
  if (text.length > rules.maxLength) {
    return [
      fault(text, 0, `longer than ${rules.maxLength} characters, which leaves no room for what it shows`),
    ];
  }
  const tokens = parse(text);
  if ('message' in tokens) return [tokens];
  const used = new Set<string>();
  const faults = tokens.list.flatMap(checkToken);
  for (const wanted of rules.required) {
    if (used.has(wanted)) continue;
    faults.push(fault(text, 0, `{{${wanted}}} is missing: a message must not leave it out`));
  }
  if (name === 'notice.html') faults.push(...checkMarkup(text));
  return faults;

  function checkToken({ type, value, start, within }: Token): readonly TemplateFault[] {
    if (type === 'text' || type === '!') return [];
    if (type === '&' || type === '{') {
      used.add(value);
      return [fault(text, start, 'values are always escaped: write {{name}}')];
    }
    if (type === '>' || type === '=') return [fault(text, start, `{{${type}…}} is not supported here`)];
    used.add(value);
    const own = rules.names.includes(value)
      ? []
      : [
          {
            ...fault(text, start, `unknown field {{${value}}}`),
            unknown: { name: value, known: rules.names },
          },
        ];
    return [...own, ...within.flatMap(checkToken)];
  }
}

function parse(text: string): { readonly list: readonly Token[] } | TemplateFault {
  try {
    return { list: Mustache.parse(text).flatMap(readToken) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const at = Number(/ at (?<at>\d+)$/.exec(message)?.groups?.['at'] ?? 0);
    return fault(text, at, `not a template: ${message.replace(/ at \d+$/, '').toLowerCase()}`);
  }
}

/** Mustache gives arrays: type, name or text, start, end, and for sections the tokens within. */
function readToken(raw: unknown): readonly Token[] {
  if (!Array.isArray(raw)) return [];
  const [type, value, start, , within]: readonly unknown[] = raw;
  if (typeof type !== 'string' || typeof value !== 'string' || typeof start !== 'number') return [];
  return [{ type, value, start, within: Array.isArray(within) ? within.flatMap(readToken) : [] }];
}

function checkMarkup(text: string): readonly TemplateFault[] {
  const faults = forbiddenMarkup.flatMap(([pattern, message]) => {
    const at = text.search(pattern);
    return at < 0 ? [] : [fault(text, at, message)];
  });
  if (!/<html[^>]*\blang=["'][a-z]/iu.test(text))
    faults.push(
      fault(text, Math.max(text.search(/<html/iu), 0), 'missing: <html lang="…">, for screen readers'),
    );
  return faults;
}

function fault(text: string, offset: number, message: string): TemplateFault {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1, message, unknown: null };
}
