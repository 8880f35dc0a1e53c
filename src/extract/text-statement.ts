/** What one line of source code declares, told by its shape: strings of a list, a named list, a field. */
import { countStrings, type TextLine, withStrings } from './text-lines.ts';
import { unquoted } from './text-places.ts';

export type Statement =
  /** Elements of the list that the line stands in. */
  | { readonly kind: 'items'; readonly items: readonly string[] }
  /** A whole list with its name. */
  | { readonly kind: 'list'; readonly name: string; readonly items: readonly string[] }
  | { readonly kind: 'field'; readonly key: string; readonly value: string }
  | { readonly kind: 'prose'; readonly text: string }
  /** A bracket or name that is said by the place of what it holds. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'code' };

/** Longer lines are data or machine-made; they are kept as code. */
const maxShape = 1_000;

export const onlyClosing = /^[\s)\]},;]*$/;
const onlyStrings = /^[|,\s]*""(?:\s*[,|]\s*"")*[\s,|;)\]}]*$/;
const strings = '""(?:\\s*[,|]\\s*"")*\\s*,?\\s*';
/** `["a"]`, `Literal["a", "b"]`, `new Set(["a"])`, `[]string{"a"}`, `("a", "b")`, `"a" | "b"`. */
const stringList = new RegExp(
  `^(?:[\\w.$ <>]{0,60}(?:\\[\\]\\w{0,30})?[\\s({[]*[[{]\\s*${strings}[\\]})\\s]*|` +
    `(?:\\w{1,40}\\()?\\(\\s*""\\s*,\\s*(?:${strings})?\\)\\)?|""(?:\\s*\\|\\s*"")+)[;,]?$`,
);
const scalar = /^(?:""|[-+]?[\d._]+[\w%]{0,10}|[\w$][\w.$-]*|\[\s*\]|\{\s*\})$/;
/** What opens an element of a list: a bracket, or the making of something. */
const bareElement = /^(?:new\s+)?(?:&?[\w$.]+\s*)?[[({]$/;
const modifiers =
  /^(?:(?:export|default|declare|public|private|protected|internal|static|final|readonly|const|constexpr|let|var|val|pub|type|override|lazy)\s+)+/;
const typed =
  /^(?:(?:export|default|declare|public|private|abstract|final|static|pub|data|sealed|const)\s+)*(?:class|enum|interface|struct|namespace|module|object|trait|record|message|type)\s+(?:class\s+)?([\w$.]+)/;
const running =
  /^(?:async\s+)?(?:def|if|elif|else|for|while|with|try|except|finally|match|case|switch|function|fn|func|return|do|catch|lambda|when|unless|loop)\b/;

/** Reads a line of declarations; `isInList` says whether it stands within brackets or a union. */
export function readStatement(line: TextLine, isInList: boolean): Statement {
  const { shape, texts } = line;
  if (shape.length > maxShape) return { kind: 'code' };
  if (onlyClosing.test(shape) || (shape === '""' && texts.length > 0)) return { kind: 'nothing' };
  if (onlyStrings.test(shape) && (isInList || shape.startsWith('|')))
    return { kind: 'items', items: line.strings };
  if (shape === '""') return { kind: 'prose', text: line.strings[0] ?? '' };
  if (isInList && bareElement.test(shape)) return { kind: 'nothing' };
  const assigned = assignment(line);
  if (assigned) return readAssignment(line, assigned, isInList);
  const isElement = isInList && shape.endsWith(',') && isBalanced(shape);
  return isElement
    ? { kind: 'items', items: [withStrings(shape, line.strings, 0).replace(/,$/, '')] }
    : { kind: 'code' };
}

function readAssignment(line: TextLine, { name, value }: Assignment, isInList: boolean): Statement {
  const before = countStrings(line.shape) - countStrings(value);
  if (stringList.test(value)) return { kind: 'list', name, items: line.strings.slice(before) };
  const plain = value.replace(/[;,]$/, '').trimEnd();
  if (scalar.test(plain) && line.texts.length === 0) {
    return { kind: 'field', key: name, value: unquoted(withStrings(plain, line.strings, before)) };
  }
  if (isInList && /^[[({]$/.test(plain)) return { kind: 'nothing' };
  return (isInList || /^[[{]/.test(plain)) && isBalanced(plain)
    ? { kind: 'field', key: name, value: withStrings(plain, line.strings, before) }
    : { kind: 'code' };
}

interface Assignment {
  readonly name: string;
  /** Shape of what stands right of the sign. */
  readonly value: string;
}

/** `name = value`, `name: Type = value`, `"name": value`; null when a line assigns nothing. */
function assignment({ shape, strings: texts }: TextLine): Assignment | null {
  if (shape.length > maxShape || running.test(shape)) return null;
  const match = /^([\w$.@\s*&<>[\]?"|,-]{1,200}?)\s*(?::=|=>|=(?![=>~])|:(?![:=]))\s*(.*)$/.exec(shape);
  const [, key = '', value = ''] = match ?? [];
  if (!match || /[<>!+\-*|&]$/.test(key) || (key.includes('"') && key !== '""')) return null;
  // `name: Type = value`: the type says how, not what.
  const annotated = /^([^="(]{0,200}[^=!<>"(])=(?![=>~])\s*(.*)$/.exec(value);
  return {
    name: key === '""' ? (texts[0] ?? '') : key.replace(modifiers, '').trim(),
    value: annotated?.[2] ?? value,
  };
}

/**
 * What the scope that a line opens is called: the name that is assigned or declared, the empty text for an
 * element of a list, null when it runs rather than declares.
 */
export function labelOfScope(line: TextLine, isInList: boolean): string | null {
  const { shape } = line;
  if (shape.length > maxShape || running.test(shape)) return null;
  const type = typed.exec(shape)?.[1];
  if (type) return type;
  if (isInList ? bareElement.test(shape) : /^(?:const|var|type)\s*\($/.test(shape)) return '';
  const assigned = assignment(line);
  if (!assigned || /=>\s*\{?$/.test(assigned.value) || running.test(assigned.value)) return null;
  return assigned.name;
}

/** Whether a line opens a block that ends where the indentation does. */
export function opensIndented({ shape }: TextLine): boolean {
  return shape.endsWith(':') && (running.test(shape) || typed.test(shape));
}

function isBalanced(shape: string): boolean {
  let depth = 0;
  for (const [sign] of shape.matchAll(/[[({\])}]/g)) {
    depth += /[[({]/.test(sign) ? 1 : -1;
    if (depth < 0) return false;
  }
  return depth === 0;
}
