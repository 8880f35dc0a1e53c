/** Compares named values by (record, key): order means nothing, and a renamed record is a removal and an addition. */
import type { Edit } from '../domain/change.ts';
import type { KeyValueBlock } from '../domain/document.ts';
import type { NoiseTally } from './noise-tally.ts';
import { namesOfNoise, normaliseText } from './normalise-block.ts';
import { compareWords } from './word-runs.ts';

/** Edits between two sets of fields; a key that occurs several times is paired in order. */
export function compareFields(
  before: readonly KeyValueBlock[],
  after: readonly KeyValueBlock[],
  noise: NoiseTally,
): readonly Edit[] {
  const [left, right] = [byKey(before), byKey(after)];
  const edits: Edit[] = [];
  for (const [key, field] of left) {
    const other = right.get(key);
    if (!other) edits.push({ kind: 'removed', before: field });
    else if (isSame(field, other)) {
      for (const reason of namesOfNoise(field.value, other.value, 'key-value')) noise.add(reason);
    } else {
      const words = compareWords(field.text, other.text);
      edits.push({ kind: 'changed', before: field, after: other, words, cells: [] });
    }
  }
  for (const [key, field] of right) if (!left.has(key)) edits.push({ kind: 'added', after: field });
  return edits;
}

function isSame(before: KeyValueBlock, after: KeyValueBlock): boolean {
  return normaliseText(before.value, 'key-value') === normaliseText(after.value, 'key-value');
}

function byKey(fields: readonly KeyValueBlock[]): ReadonlyMap<string, KeyValueBlock> {
  const found = new Map<string, KeyValueBlock>();
  const counts = new Map<string, number>();
  for (const field of fields) {
    const name = JSON.stringify([field.record, field.key]);
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    found.set(`${name}${count}`, field);
  }
  return found;
}
