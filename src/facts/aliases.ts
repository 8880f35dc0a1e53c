/**
 * What a list says of names that stand for others: a record with its aliases, a row that says what a name points
 * to, or a line that does (`x-large-latest: currently points to x-large-2411`).
 */
import type { Block, Document } from '../domain/document.ts';

/** Labels of fields and columns that hold aliases. */
export const aliasLabel = /(?:^|[\s._-])alias(?:es)?$/iu;
const targetLabel =
  /\b(?:points? to|resolves? to|stands? for|maps? to|refers? to|target|currently serves?|underlying model)\b/iu;

/** More names in one cell are prose. */
const maxNames = 20;

/** Alias → the model that it stands for. One that stands for several tells nothing. */
export function aliasesOf(document: Document): ReadonlyMap<string, string> {
  const found = new Map<string, string | null>();
  for (const [alias, target] of document.blocks.flatMap(pairsOf)) {
    if (alias === target) continue;
    found.set(alias, found.has(alias) && found.get(alias) !== target ? null : target);
  }
  return new Map(
    [...found].flatMap(([alias, target]) => (target === null ? [] : [[alias, target] as const])),
  );
}

/** Each alias that a block tells of, with the model that it stands for. */
export function pairsOf(block: Block): readonly (readonly [alias: string, target: string])[] {
  if (block.kind === 'key-value') {
    if (block.record === '' || !aliasLabel.test(block.key)) return [];
    return namesIn(block.value).map((alias) => [alias, block.record] as const);
  }
  if (block.kind === 'list-item' || block.kind === 'paragraph') return pairIn(block.text);
  if (block.kind !== 'table-row') return [];
  const [name] = block.cells;
  const target = block.cells.find(({ column }) => targetLabel.test(column));
  if (name && target && target !== name) {
    const [only, ...others] = namesIn(target.text);
    return only !== undefined && others.length === 0 ? [[name.text.trim(), only]] : [];
  }
  const alias = block.cells.find(({ column }) => aliasLabel.test(column));
  if (!name || !alias || alias === name) return [];
  return namesIn(alias.text).map((text) => [text, name.text.trim()] as const);
}

const name = '[\\p{L}\\p{N}][\\p{L}\\p{N}._:@/-]{0,100}[\\p{L}\\p{N}]';
const pointing = new RegExp(
  `^(${name}):? (?:(?:→|->|⇒) )?(?:(?:is|which|now|currently|today) ){0,3}(?:an alias (?:for|of)|points? to|routes? to|resolves? to|maps? to|refers? to|stands? for|→|->|⇒) (${name})(?=[.,;]?(?:\\s|$))`,
  'iu',
);
/** What is written like an id, or the word that stands for whichever model is served. */
const isName = /[-_.:/@]|\d|^default$/u;

/** The alias that a line begins with, and what the line says that it points to. */
function pairIn(text: string): readonly (readonly [alias: string, target: string])[] {
  const [, alias, target] = pointing.exec(text) ?? [];
  if (!alias || !target || !isName.test(alias) || !isName.test(target)) return [];
  return [[alias, target]];
}

/** Names as ids are written: letters and digits with marks within, and no blanks. */
function namesIn(text: string): readonly string[] {
  const names = text
    .split(/[,;\n]|\s+/u)
    .filter((name) => /^[\p{L}\p{N}][\p{L}\p{N}._:@/-]*[\p{L}\p{N}]$/u.test(name));
  return names.length <= maxNames ? names : [];
}
