/** What an entry of the evidence log says, byte for byte: the canonical record that is hashed into the tree. */
import { canonicalJson } from '../domain/canonical-json.ts';
import type { LogEntry, NotedFact } from '../store/evidence-log.ts';
import { leafHash } from './merkle-tree.ts';

/** The form of the records; another form gets another number. */
const formVersion = 1;

/** Kind of the entry that gathers looks that found nothing new. */
const looksKind = 'looks';

type Content = Pick<NotedFact, 'ref' | 'at' | 'record'> & { readonly kind: string };

/**
 * The entry that a fact becomes at its place. Its number, kind, reference and time are part of what is hashed, so that
 * an entry that was moved, or passed off as another, gives itself away.
 */
export function toEntry(seq: number, { kind, ref, at, record }: Content): LogEntry {
  const text = canonicalJson({ v: formVersion, seq, at: at.toISOString(), kind, ref, record });
  return { seq, kind, ref, at, record: text, leafHash: leafHash(text) };
}

/** Facts in the order of the log: looks that found nothing new become one entry, behind the others. */
export function gatherLooks(facts: readonly NotedFact[]): readonly Content[] {
  const looks = facts.filter(({ kind }) => kind === 'look');
  const others = facts.filter(({ kind }) => kind !== 'look');
  const [first, last] = [looks[0], looks.at(-1)];
  if (!first || !last) return others;
  const gathered = {
    kind: looksKind,
    ref: `${first.ref}..${last.ref}`,
    at: last.at,
    record: { looks: looks.map(({ ref, at, record }) => ({ ...record, ref, at: at.toISOString() })) },
  };
  return [...others, gathered];
}
