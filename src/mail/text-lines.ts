/** Laying out plain text: wrapped lines, headings, lists. Words longer than a line are never broken. */

const lineLength = 76;

/** Wraps at blanks so that lines have at most 76 characters, where words allow it. */
export function wrap(text: string, first = '', rest = first): readonly string[] {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(' ')) {
    if (!isEmpty && line.length + 1 + word.length > lineLength) {
      lines.push(line);
      line = rest;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line].map((each) => each.trimEnd());
}

/** A heading between blank lines, underlined with `mark`. */
export function heading(text: string, mark: '=' | '-'): readonly string[] {
  const lines = wrap(text);
  const width = Math.max(...lines.map((line) => line.length));
  return ['', ...lines, mark.repeat(Math.min(width, lineLength))];
}

/** `* item`, wrapped beneath itself. */
export function bullet(text: string, indent = ''): readonly string[] {
  return wrap(text, `${indent}* `, `${indent}  `);
}

/** `Label: value`; a value that does not fit stands on its own lines. */
export function labelled(label: string, value: string, indent = ''): readonly string[] {
  const isLong = value.length > 60 && !value.includes(' ');
  if (isLong) return [`${indent}${label}:`, `${indent}  ${value}`];
  return wrap(`${label}: ${value}`, indent, `${indent}  `);
}
