/**
 * Cuts settings and source code into lines with their strings and comments set apart, for any language whose
 * strings stand in quotes. One pass; a quote or comment that never closes is a character like any other.
 */

export interface TextLine {
  readonly indent: number;
  /** The line without comments, each string replaced by `""`, so that patterns cannot match inside one. */
  readonly shape: string;
  /** The strings, in order, without quotes. */
  readonly strings: readonly string[];
  /** What a comment says, line by line, without its marks. */
  readonly comments: readonly string[];
  /** Strings of several lines that begin on this line, whole; their place in `shape` is `""` and `strings` has ''. */
  readonly texts: readonly string[];
}

const blanksOfTab = 4;
const delimiters = /["'`#;/\n]/g;
const codeDirective = /^#(?:[[{]|(?:include|define|undef|ifn?def|if|else|elif|endif|pragma|import)\b)/;

interface OpenLine {
  readonly start: number;
  shape: string;
  readonly strings: string[];
  readonly comments: string[];
  readonly texts: string[];
  /** Quotes that are not closed on this line: looking again would take time with the square of its length. */
  readonly unclosed: Set<string>;
}

/** Cuts a text; `isCode` adds block comments and backtick strings, which settings do not have. */
export function cutLines(text: string, isCode: boolean): readonly TextLine[] {
  const source = text.replaceAll(/\r\n|\r/g, '\n');
  const lines: TextLine[] = [];
  const absent = new Set<string>();
  let line = newLine(0);
  let from = 0;

  /** The place of a closing mark, or -1; a mark that is not found once is not looked for again. */
  function closing(mark: string, start: number): number {
    if (absent.has(mark)) return -1;
    const end = source.indexOf(mark, start);
    if (end === -1) absent.add(mark);
    return end;
  }
  function endLine(end: number): void {
    line.shape += source.slice(from, end);
    lines.push(finished(line, source));
    line = newLine(end + 1);
    from = end + 1;
  }
  /** Puts what stood before `start` into the shape and goes on behind `end`. */
  function skip(start: number, end: number, shape: string): void {
    line.shape += source.slice(from, start) + shape;
    from = end;
    delimiters.lastIndex = end;
  }
  function lineEnd(start: number): number {
    const end = source.indexOf('\n', start);
    return end === -1 ? source.length : end;
  }

  delimiters.lastIndex = 0;
  for (let match = delimiters.exec(source); match; match = delimiters.exec(source)) {
    const at = match.index;
    const mark = match[0];
    if (mark === '\n') {
      endLine(at);
      continue;
    }
    if (isComment(source, at, line.start, isCode)) {
      const end = lineEnd(at);
      line.comments.push(source.slice(at, end).replace(/^(?:#+!?|\/{2,}!?|;+)\s?/, ''));
      skip(at, end, '');
      continue;
    }
    if (isCode && source.startsWith('/*', at)) {
      const end = closing('*/', at + 2);
      if (end === -1) continue;
      line.comments.push('');
      for (const said of uncommented(source.slice(at + 2, end))) line.comments.push(said);
      line.comments.push('');
      skip(at, end + 2, '');
      continue;
    }
    if (mark === '#' || mark === ';' || mark === '/') continue;
    const triple = mark === '`' ? mark : mark.repeat(3);
    const isLong = mark === '`' ? isCode : source.startsWith(triple, at);
    const longEnd = isLong ? closing(triple, at + triple.length) : -1;
    if (longEnd !== -1) {
      const content = source.slice(at + triple.length, longEnd);
      const isOneLine = !content.includes('\n');
      if (!isOneLine) line.texts.push(content);
      line.strings.push(isOneLine ? content : '');
      skip(beforePrefix(source, at, from), longEnd + triple.length, '""');
      continue;
    }
    if (line.unclosed.has(mark) || !isOpeningQuote(source, at, line.start)) continue;
    const end = closingQuote(source, at, mark);
    if (end === -1) {
      line.unclosed.add(mark);
      continue;
    }
    line.strings.push(source.slice(at + 1, end));
    skip(beforePrefix(source, at, from), end + 1, '""');
  }
  endLine(source.length);
  return lines;
}

function newLine(start: number): OpenLine {
  return { start, shape: '', strings: [], comments: [], texts: [], unclosed: new Set() };
}

function finished({ start, shape, strings, comments, texts }: OpenLine, source: string): TextLine {
  const margin = /^[ \t]*/.exec(source.slice(start, start + 400))?.[0] ?? '';
  const indent = margin.replaceAll('\t', ' '.repeat(blanksOfTab)).length;
  return { indent, shape: shape.trim(), strings, comments, texts };
}

function isComment(source: string, at: number, lineStart: number, isCode: boolean): boolean {
  if (source[at] === '/' && source[at + 1] !== '/') return false;
  const before = source.slice(Math.max(lineStart, at - 400), at);
  const isFirst = before.trim() === '';
  const next = source[at + 1] ?? '\n';
  if (source[at] === '#') {
    if (isFirst) return !isCode || !codeDirective.test(source.slice(at, at + 20));
    return /\s$/.test(before) && /[\s!#]/.test(next);
  }
  if (source[at] === ';') return isFirst && !isCode && /[\s;\w]/.test(next);
  return source[at] === '/' && (isFirst || /[\s;,{(]$/.test(before));
}

/** A quote within a word is an apostrophe; up to two letters before it may say what kind of string it is. */
function isOpeningQuote(source: string, at: number, lineStart: number): boolean {
  const before = source.slice(Math.max(lineStart, at - 3), at);
  return !/[\p{L}\p{N}_)\]]$/u.test(before) || /(?:^|[^\p{L}\p{N}_])[rbfuRBFUL]{1,2}$/u.test(before);
}

function beforePrefix(source: string, at: number, from: number): number {
  const prefix = /(?:^|[^\p{L}\p{N}_])([rbfuRBFUL]{1,2})$/u.exec(
    source.slice(Math.max(from, at - 3), at),
  )?.[1];
  return at - (prefix?.length ?? 0);
}

/** The matching quote on the same line, or -1. */
function closingQuote(source: string, at: number, mark: string): number {
  for (let index = at + 1; index < source.length; index += 1) {
    const sign = source[index];
    if (sign === '\n') return -1;
    if (sign === '\\') index += 1;
    else if (sign === mark) return index;
  }
  return -1;
}

function uncommented(text: string): readonly string[] {
  return text.split('\n').map((line) => line.replace(/^\s*\*+(?:\s|$)/, ''));
}

/** Puts the strings back into a part of a shape; `from` is the number of strings before that part. */
export function withStrings(shape: string, strings: readonly string[], from: number): string {
  let next = from;
  return shape.replaceAll('""', () => {
    const text = strings[next] ?? '';
    next += 1;
    return `"${text}"`;
  });
}

/** How many strings stand in a part of a shape. */
export function countStrings(shape: string): number {
  return shape.split('""').length - 1;
}
