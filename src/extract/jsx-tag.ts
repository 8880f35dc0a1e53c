/** Reads one JSX tag where it stands; attribute values may hold quotes, braces and line ends. */

export interface JsxTag {
  readonly name: string;
  readonly isEnd: boolean;
  readonly isSelfClosing: boolean;
  /** Attributes whose value is plain text. */
  readonly attributes: ReadonlyMap<string, string>;
  /** Offset of the first character after the tag. */
  readonly end: number;
}

const start = /<(\/?)([A-Z][\w.]*|(?=>))/y;
const attributeName = /\s*([\w:.-]+)\s*(=?)\s*/y;
const close = /\s*(\/?)>/y;
const quoted = /"([^"]*)"|'([^']*)'/y;

/** The component tag or fragment (`<>`) at an offset, or null when there is none or it has no end. */
export function readJsxTag(text: string, at: number): JsxTag | null {
  start.lastIndex = at;
  const opening = start.exec(text);
  if (!opening) return null;
  const attributes = new Map<string, string>();
  let position = start.lastIndex;
  for (;;) {
    close.lastIndex = position;
    const closing = close.exec(text);
    if (closing) {
      return {
        name: opening[2] ?? '',
        isEnd: opening[1] === '/',
        isSelfClosing: closing[1] === '/',
        attributes,
        end: close.lastIndex,
      };
    }
    const next = readAttribute(text, position, attributes);
    if (next === null) return null;
    position = next;
  }
}

function readAttribute(text: string, at: number, attributes: Map<string, string>): number | null {
  const gap = /\s*/y;
  gap.lastIndex = at;
  gap.exec(text);
  if (text[gap.lastIndex] === '{') return endOfBraces(text, gap.lastIndex); // {...spread}
  attributeName.lastIndex = at;
  const match = attributeName.exec(text);
  if (!match) return null;
  const position = attributeName.lastIndex;
  if (match[2] !== '=') return position;
  if (text[position] === '{') {
    const end = endOfBraces(text, position);
    const literal = end === null ? null : /^\{\s*(["'`])([^"'`$]*)\1\s*\}$/.exec(text.slice(position, end));
    if (literal) attributes.set(match[1] ?? '', literal[2] ?? '');
    return end;
  }
  quoted.lastIndex = position;
  const value = quoted.exec(text);
  if (!value) return null;
  attributes.set(match[1] ?? '', value[1] ?? value[2] ?? '');
  return quoted.lastIndex;
}

function endOfBraces(text: string, at: number): number | null {
  let depth = 0;
  let quote = '';
  for (let position = at; position < text.length; position += 1) {
    const character = text[position] ?? '';
    if (quote !== '') {
      if (character === '\\') position += 1;
      else if (character === quote) quote = '';
    } else if (character === '"' || character === "'" || character === '`') quote = character;
    else if (character === '{') depth += 1;
    else if (character === '}') {
      depth -= 1;
      if (depth === 0) return position + 1;
    }
  }
  return null;
}
