/** What a text names, in forms that compare equal: models, quantities, days. */
import type { Naming } from '../domain/vendor.ts';
import { findDates } from '../facts/dates.ts';
import { modelKey, withoutSnapshot } from '../facts/model-canonical.ts';
import { findModelIdentifiers } from '../facts/model-identifiers.ts';
import { findNumbers } from '../facts/numbers.ts';

/** The keys of a text's models, each with the id it stands for. */
export function modelIds(text: string, vendor: Naming): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  // Aliases stay themselves here: an entry about the alias and one about its target are different news.
  for (const { id } of findModelIdentifiers(text, withoutAliases(vendor))) ids.set(modelKey(id), id);
  return ids;
}

const plainNaming = new WeakMap<Naming, Naming>();

/** One object a vendor, under which what was found in texts is remembered. */
function withoutAliases(vendor: Naming): Naming {
  const known = plainNaming.get(vendor);
  if (known) return known;
  const plain = { ...vendor, aliases: {} };
  plainNaming.set(vendor, plain);
  return plain;
}

/** Where a text goes on to what takes a retired model's place. */
const successor =
  /\b(?:(?:recommended |suggested )?(?:replacements?|alternatives?|successors?)\b|replaced (?:by|with)\b|(?:migrat\w*|upgrad\w*|mov(?:e|ing)|switch\w*|transition\w*) to\b|in favou?r of\b|recommend\w*|instead\b)[^|\n.;]*(?:\.\d[^|\n.;]*)*/giu;

/** A text without the models it names as successors: they are not what comes to an end. */
export function withoutSuccessors(text: string): string {
  return text.replaceAll(successor, ' ');
}

/** Quantities and days of a text, written so that equal ones compare equal. */
export function figuresOf(text: string): ReadonlySet<string> {
  const figures = new Set<string>();
  for (const { value, unit } of findNumbers(text))
    figures.add(`${value} ${unit === 'tokens' ? 'count' : unit}`);
  for (const { date, precision } of findDates(text))
    figures.add(precision === 'day' ? date : date.slice(0, 7));
  return figures;
}

/** Keys under which an entry may name a model: its own, and that of the model without the snapshot date. */
export function keysOf(id: string): readonly string[] {
  return [...new Set([modelKey(id), modelKey(withoutSnapshot(id))])];
}
