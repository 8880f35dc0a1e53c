/**
 * Models that a list of models names only in words, as headings or at the head of its entries: `Lumen Scribe`, `Lumen
 * Music`. What tells them from other headings is that several begin with the same name, that of their maker or family.
 */
import type { Block, Document } from '../domain/document.ts';

/** So many different names must share their first word. */
const leastSiblings = 3;
const maxWords = 4;
const name = /^\p{Lu}[\p{L}\d]+(?: (?:\p{Lu}[\p{L}\d]*|v?\d{1,2}(?:\.\d)?)){1,3}$/u;
/** Words after which the rest says what is told of a model, not what it is called. */
const notNames =
  /\b(?:Models?|Overview|Pricing|Limits?|Features?|API|Guide|Docs|Documentation|Support|Notes?|Policy|Terms|FAQ|Examples?|Changelog|Status|Languages?|Voices?|Plans?|Use|Cases?)\b/u;

/** The names that the documents have in common families, as they are written. */
export function headedModels(documents: readonly Document[]): readonly string[] {
  const families = new Map<string, Set<string>>();
  for (const block of documents.flatMap(({ blocks }) => blocks)) {
    const found = nameOf(block);
    const first = found?.split(' ')[0];
    if (found === null || first === undefined) continue;
    const family = families.get(first) ?? new Set();
    families.set(first, family.add(found));
  }
  return [...families.values()].flatMap((names) => (names.size >= leastSiblings ? [...names] : []));
}

function nameOf(block: Block): string | null {
  if (block.kind !== 'heading' && block.kind !== 'list-item') return null;
  const head =
    block.kind === 'heading'
      ? block.text
      : (/^([^:–—(.]{3,60}?)\s*(?:[:–—(]|$)/u.exec(block.text)?.[1] ?? '');
  const text = head.trim();
  return name.test(text) && text.split(' ').length <= maxWords && !notNames.test(text) ? text : null;
}
