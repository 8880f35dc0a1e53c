/**
 * Source code of any common language, read for what it declares: strings in a named list are its items, so
 * that a name added to a list of models is one block; constants and entries of named maps are fields; comments
 * and docstrings are prose. Everything else stays code.
 */
import type { BlockWriter } from './block-writer.ts';
import { extractError } from './extract-errors.ts';
import { nameOfElement } from './text-element.ts';
import { cutLines, type TextLine, withStrings } from './text-lines.ts';
import { createPlaceWriter, type Place, type PlaceWriter } from './text-places.ts';
import { labelOfScope, onlyClosing, opensIndented, readStatement, type Statement } from './text-statement.ts';

/** Writes source code. @throws ExtractError `nested_too_deep`, `document_too_large` */
export function writeCode(text: string, writer: BlockWriter): void {
  new CodeReader(cutLines(text, true), createPlaceWriter(writer)).read();
}

/** What encloses lines: a bracket, a block by indentation, or a list without brackets (`type A =`, `| "a"`). */
interface Scope {
  /** Null for what only runs (functions, branches): nothing in it is declared. */
  readonly label: string | null;
  readonly kind: 'bracket' | 'indented' | 'union';
  readonly indent: number;
}

const maxDepth = 200;

class CodeReader {
  readonly #lines: readonly TextLine[];
  readonly #places: PlaceWriter;
  readonly #scopes: Scope[] = [];
  #code: string[] = [];
  #remarks: string[] = [];

  constructor(lines: readonly TextLine[], places: PlaceWriter) {
    this.#lines = lines;
    this.#places = places;
  }

  read(): void {
    for (const [index, line] of this.#lines.entries()) {
      if (line.shape !== '') this.#readLine(line, index);
      else {
        if (line.comments.length === 0) this.#endRemarks();
        this.#endCode();
        for (const comment of line.comments) this.#remarks.push(comment);
      }
    }
    this.#endCode();
    this.#endRemarks();
  }

  #readLine(line: TextLine, index: number): void {
    this.#endRemarks();
    this.#leaveIndented(line.indent);
    const isDeclared = this.#scopes.every(({ label }) => label !== null);
    const statement: Statement = isDeclared ? readStatement(line, this.#isInList()) : { kind: 'code' };
    // What opens a declaration is a block of its own, so that an edit of one does not touch its neighbours.
    if (statement.kind !== 'code' || (isDeclared && /[[({:=]$/.test(line.shape))) this.#endCode();
    if (statement.kind === 'code') this.#code.push(withStrings(line.shape, line.strings, 0));
    this.#write(statement, line.comments.join(' ').trim());
    if (line.texts.length > 0) this.#endCode();
    for (const text of line.texts) this.#places.prose(text.split('\n'));
    this.#changeScopes(line, index);
  }

  /** `note` is the comment at the end of the line. */
  #write(statement: Statement, note: string): void {
    const place = this.#place();
    switch (statement.kind) {
      case 'items':
      case 'list': {
        const inside = statement.kind === 'list' ? [...place, statement.name] : place;
        for (const [index, item] of statement.items.entries()) {
          const isNoted = note !== '' && index === statement.items.length - 1;
          this.#places.item(inside, isNoted ? `${item} (${note})` : item);
        }
        return;
      }
      case 'field':
        this.#places.field(place, statement.key, statement.value);
        if (note !== '') this.#places.prose([`${statement.key}: ${note}`]);
        return;
      case 'prose':
        return this.#places.prose([statement.text, '', note]);
      case 'code':
      case 'nothing':
        if (note === '') return;
        this.#endCode();
        this.#places.prose([note]);
    }
  }

  #changeScopes(line: TextLine, index: number): void {
    let opened = 0;
    for (const [sign] of line.shape.matchAll(/[[({\])}]/g)) {
      if (/[[({]/.test(sign)) opened += 1;
      else if (opened > 0) opened -= 1;
      else this.#closeBracket();
      if (this.#scopes.length + opened > maxDepth) {
        throw extractError('nested_too_deep', `the code is nested more than ${maxDepth} deep`);
      }
    }
    const isUnion = /[^=!<>]=$/.test(line.shape);
    if (opened === 0 && !isUnion && !opensIndented(line)) return;
    const label = labelOfScope(line, this.#isInList()) || this.#nameOfElement(line, index);
    const { indent } = line;
    // Of several brackets that a line leaves open, the outermost has the name.
    for (let place = 0; place < opened; place += 1) {
      this.#scopes.push({ label: place === 0 || label === null ? label : '', kind: 'bracket', indent });
    }
    if (opened === 0) this.#scopes.push({ label, kind: isUnion ? 'union' : 'indented', indent });
  }

  #nameOfElement(line: TextLine, index: number): string | null {
    if (labelOfScope(line, this.#isInList()) === null) return null;
    const hasEnded = (next: TextLine) => next.indent <= line.indent || onlyClosing.test(next.shape);
    return nameOfElement(this.#lines, index + 1, hasEnded) ?? '';
  }

  #closeBracket(): void {
    for (let top = this.#scopes.pop(); top && top.kind !== 'bracket'; top = this.#scopes.pop());
  }

  /** A line at or left of the line that opened an indented block or a union has left it. */
  #leaveIndented(indent: number): void {
    for (let top = this.#scopes.at(-1); top && top.kind !== 'bracket' && indent <= top.indent; ) {
      this.#scopes.pop();
      top = this.#scopes.at(-1);
    }
  }

  #isInList(): boolean {
    const kind = this.#scopes.at(-1)?.kind;
    return kind === 'bracket' || kind === 'union';
  }

  #place(): Place {
    return this.#scopes.flatMap(({ label }) => (label === null || label === '' ? [] : [label]));
  }

  #endCode(): void {
    if (this.#code.length > 0) this.#places.code(this.#code);
    this.#code = [];
  }

  #endRemarks(): void {
    if (this.#remarks.length > 0) this.#places.prose(this.#remarks);
    this.#remarks = [];
  }
}
