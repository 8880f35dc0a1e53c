/** An entry while it is being read, and the key by which it is known again. */
import { createHash } from 'node:crypto';
import type { CalendarDate } from '../domain/document.ts';

export interface Draft {
  /** The entry's own id, when its source gives it one. */
  readonly id: string | null;
  readonly date: CalendarDate | null;
  readonly title: string;
  readonly lines: readonly string[];
  readonly url: string | null;
  /** Text whose first words make the key when there is no id. */
  readonly keyWords: string;
}

/** How many of its first words tell an entry from others of its day. */
const keyLength = 10;

/**
 * Keys for the entries of a document, in their order. A key rests on the entry's own id, or on its date and
 * first words, so that an edit further down does not make it a new entry. Equals are numbered from the oldest.
 */
export function keyDrafts(drafts: readonly Draft[]): readonly string[] {
  const isNewestFirst = (drafts[0]?.date ?? '') >= (drafts.at(-1)?.date ?? '');
  const seen = new Map<string, number>();
  const keys = (isNewestFirst ? [...drafts].reverse() : drafts).map((draft) => {
    const base = draft.id === null ? hashDraft(draft) : `id:${hash(draft.id)}`;
    const ordinal = seen.get(base) ?? 0;
    seen.set(base, ordinal + 1);
    return ordinal === 0 ? base : `${base}-${ordinal}`;
  });
  return isNewestFirst ? keys.reverse() : keys;
}

function hashDraft(draft: Draft): string {
  const words = draft.keyWords.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return hash(`${draft.date ?? ''}\n${words.slice(0, keyLength).join(' ')}`);
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
