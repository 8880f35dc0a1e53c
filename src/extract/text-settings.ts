/**
 * Settings of the kinds that people write by hand (TOML, INI, YAML, properties, HCL), read line by line: sections,
 * indentation and brackets say where a value stands, so that an edit stays as local as it is in the file.
 */
import type { BlockWriter } from './block-writer.ts';
import { extractError } from './extract-errors.ts';
import { nameOfElement } from './text-element.ts';
import { countStrings, cutLines, type TextLine, withStrings } from './text-lines.ts';
import { createPlaceWriter, type Place, type PlaceWriter, unquoted } from './text-places.ts';

/** Writes settings. @throws ExtractError `nested_too_deep`, `document_too_large` */
export function writeSettings(text: string, writer: BlockWriter): void {
  new SettingsReader(cutLines(text, false), createPlaceWriter(writer)).read();
}

/** What encloses a line: a key with its value beneath it, an element of a list (`- `), or a bracket. */
interface Scope {
  readonly kind: 'key' | 'element' | 'bracket';
  readonly label: string;
  readonly indent: number;
  isEmpty: boolean;
}

/** A field whose value may go on over the next lines. */
interface OpenField {
  readonly key: string;
  readonly indent: number;
  value: string;
}

const maxDepth = 200;
const section = /^(\[{1,2})\s*([^[\]]{1,400}?)\s*\]{1,2}$/;
const assignment =
  /^(?:export\s+)?((?:""|[\w$/@.+-])(?:""|[\w$/@.+ -]){0,120}?)\s*(?:=>|=|:(?=\s|$))\s*(.*?)[,;]?$/;
const opener = /^([\w$.-]{1,100}(?:\s+(?:""|[\w$.-]{1,100})){0,3})\s*\{$/;
const dash = /^-(?:\s+|$)/;
const blockScalar = /^[|>][+-]?\d?$/;

class SettingsReader {
  readonly #lines: readonly TextLine[];
  readonly #places: PlaceWriter;
  readonly #scopes: Scope[] = [];
  #section: Place = [];
  #isSectionEmpty = false;
  /** Names of the latest elements of lists of tables: `[models.cost]` is of the `[[models]]` above it. */
  readonly #elements = new Map<string, string | null>();
  #field: OpenField | null = null;
  #remarks: string[] = [];

  constructor(lines: readonly TextLine[], places: PlaceWriter) {
    this.#lines = lines;
    this.#places = places;
  }

  read(): void {
    for (const [index, line] of this.#lines.entries()) {
      if (line.shape !== '') {
        this.#sayRemarks();
        this.#readLine(line, index);
      } else if (line.comments.length > 0) {
        this.#endField();
        for (const comment of line.comments) this.#remarks.push(comment);
      } else this.#sayRemarks();
    }
    this.#leaveSection();
    this.#sayRemarks();
  }

  #readLine(line: TextLine, index: number): void {
    const { shape, strings, indent, comments } = line;
    if (this.#field && indent > this.#field.indent && !this.#isInBracket()) {
      this.#field.value += ` ${withStrings(shape, strings, 0)}`;
      return this.#places.prose(comments);
    }
    const name = this.#isInBracket() ? null : section.exec(shape);
    if (name) {
      this.#enterSection(namesIn(withStrings(name[2] ?? '', strings, 0)), name[1] === '[[', index);
      return this.#places.prose(comments);
    }
    this.#leave(indent, dash.test(shape));
    if (dash.test(shape) && !this.#isInBracket()) this.#readElement(line, index);
    else this.#readEntry(line, shape, indent);
  }

  #enterSection(names: Place, isElement: boolean, index: number): void {
    this.#leaveSection();
    const own = names.join('\n');
    const name = isElement ? nameOfElement(this.#lines, index + 1, ({ shape }) => section.test(shape)) : null;
    if (isElement) this.#elements.set(own, name);
    this.#section = names.flatMap((part, depth) => {
      const element = this.#elements.get(names.slice(0, depth + 1).join('\n')) ?? null;
      return element === null ? [part] : [part, element];
    });
    this.#isSectionEmpty = true;
  }

  #leaveSection(): void {
    this.#leave(-1, false);
    const name = this.#section.at(-1);
    if (this.#isSectionEmpty && name !== undefined) this.#places.field(this.#section.slice(0, -1), name, '');
  }

  /** `- value`, or `- key: value` as the start of a record. */
  #readElement(line: TextLine, index: number): void {
    const rest = line.shape.replace(dash, '');
    if (rest !== '' && !assignment.test(rest)) {
      return this.#item(unquoted(withStrings(rest, line.strings, 0)), line.comments);
    }
    const name = nameOfElement(
      this.#lines,
      index,
      (next) =>
        next !== line &&
        (next.indent < line.indent || (next.indent === line.indent && dash.test(next.shape))),
    );
    this.#enter({ kind: 'element', label: name ?? '', indent: line.indent, isEmpty: false });
    if (rest !== '') this.#readEntry(line, rest, line.indent + line.shape.length - rest.length);
  }

  /** What stands on a line behind its dash, if any; `column` is where it begins. */
  #readEntry(line: TextLine, shape: string, column: number): void {
    const { strings, texts, comments } = line;
    const block = opener.exec(shape);
    const match = assignment.exec(shape);
    if (block) {
      const label = withStrings(block[1] ?? '', strings, 0).replaceAll('"', '');
      this.#enter({ kind: 'bracket', label, indent: column, isEmpty: true });
    } else if (match) {
      const key = unquoted(withStrings(match[1] ?? '', strings, 0));
      const value = withStrings(match[2] ?? '', strings, countStrings(match[1] ?? ''));
      this.#assign(key, texts.length > 0 ? texts.join('\n') : value, column);
      if (comments.length === 0) return;
      this.#endField();
      this.#places.prose([`${key}: ${comments.join(' ')}`]);
    } else if (this.#isInBracket()) this.#readInBracket(shape, line);
    else this.#places.prose([withStrings(shape, strings, 0), ...comments]);
  }

  #assign(key: string, value: string, column: number): void {
    const list = /^\[(.*)\]$/s.exec(value);
    if (value === '') this.#enter({ kind: 'key', label: key, indent: column, isEmpty: true });
    else if (/^[[{(]$/.test(value))
      this.#enter({ kind: 'bracket', label: key, indent: column, isEmpty: true });
    else if (list?.[1]?.trim()) {
      const place = [...this.#place(), key];
      for (const item of elementsOf(list[1])) this.#places.item(place, item);
      this.#markUsed();
    } else this.#field = { key, indent: column, value: blockScalar.test(value) ? '' : unquoted(value) };
  }

  /** Elements of a list over several lines, and the brackets that close. */
  #readInBracket(shape: string, { strings, comments }: TextLine): void {
    const [, content = '', closing = ''] = /^(.*?)((?:[\])}]\s*,?\s*)*)$/s.exec(shape) ?? [];
    const isWhole = isBalanced(shape);
    const text = isWhole ? shape : content;
    if (/^[[{(]$/.test(text)) {
      this.#enter({ kind: 'bracket', label: '', indent: 0, isEmpty: false });
    } else if (text.trim() !== '') {
      const items = elementsOf(withStrings(text, strings, 0));
      for (const [index, item] of items.entries())
        this.#item(item, index === items.length - 1 ? comments : []);
    } else this.#places.prose(comments);
    const closed = isWhole ? 0 : closing.replaceAll(/[,\s]/g, '').length;
    for (let count = 0; count < closed; count += 1) this.#closeBracket();
  }

  #item(text: string, comments: readonly string[]): void {
    const note = comments.join(' ').trim();
    this.#places.item(this.#place(), note === '' ? text : `${text} (${note})`);
    this.#markUsed();
  }

  #enter(scope: Scope): void {
    this.#endField();
    this.#markUsed();
    if (this.#scopes.length >= maxDepth) {
      throw extractError('nested_too_deep', `the settings are nested more than ${maxDepth} deep`);
    }
    this.#scopes.push(scope);
  }

  /** Leaves what a line at this column is no longer in. A dash may stand at the column of its key. */
  #leave(indent: number, isDash: boolean): void {
    this.#endField();
    for (let top = this.#scopes.at(-1); top; top = this.#scopes.at(-1)) {
      const mayHold = top.kind === 'key' && isDash && top.indent === indent;
      if (indent >= 0 && (top.kind === 'bracket' || top.indent < indent || mayHold)) return;
      this.#scopes.pop();
      this.#sayEmpty(top);
    }
  }

  #closeBracket(): void {
    this.#endField();
    for (let top = this.#scopes.pop(); top; top = this.#scopes.pop()) {
      this.#sayEmpty(top);
      if (top.kind === 'bracket') return;
    }
  }

  /** A key that turned out to hold nothing is a field without a value. */
  #sayEmpty({ isEmpty, label }: Scope): void {
    if (isEmpty) this.#places.field(this.#place(), label, '');
  }

  #endField(): void {
    if (!this.#field) return;
    this.#places.field(this.#place(), this.#field.key, this.#field.value.trim());
    this.#markUsed();
    this.#field = null;
  }

  #sayRemarks(): void {
    if (this.#remarks.length > 0) this.#places.prose(this.#remarks);
    this.#remarks = [];
  }

  #markUsed(): void {
    const top = this.#scopes.at(-1);
    if (top) top.isEmpty = false;
    this.#isSectionEmpty = false;
  }

  #isInBracket(): boolean {
    return this.#scopes.at(-1)?.kind === 'bracket';
  }

  #place(): Place {
    return [...this.#section, ...this.#scopes.flatMap(({ label }) => (label === '' ? [] : [label]))];
  }
}

/** `a.b."c.d"` as names. */
function namesIn(text: string): Place {
  return [...text.matchAll(/"([^"]*)"|[^."]+/g)].flatMap(([part, quoted]) => {
    const name = (quoted ?? part).trim();
    return name === '' ? [] : [name];
  });
}

/** The elements of a list on one line; commas within brackets or quotes part nothing. */
function elementsOf(text: string): readonly string[] {
  const elements: string[] = [];
  let depth = 0;
  let current = '';
  for (const [sign] of text.matchAll(/"[^"]*"|'[^']*'|./gs)) {
    if (/^[[{(]$/.test(sign)) depth += 1;
    else if (/^[\])}]$/.test(sign)) depth -= 1;
    if (sign === ',' && depth === 0) {
      elements.push(current);
      current = '';
    } else current += sign;
  }
  return [...elements, current].map(unquoted).filter((element) => element !== '');
}

function isBalanced(shape: string): boolean {
  const count = (pattern: RegExp): number => shape.match(pattern)?.length ?? 0;
  return count(/[[({]/g) === count(/[\])}]/g);
}
