/** Reads an entry of the log and tells whether it is what it was when it was logged. */
import { z } from 'zod';
import type { LogEntry } from '../store/evidence-log.ts';
import { isSameHash, leafHash } from './merkle-tree.ts';

const logged = z.object({
  v: z.literal(1),
  seq: z.number(),
  at: z.iso.datetime(),
  kind: z.string(),
  ref: z.string(),
  record: z.record(z.string(), z.unknown()),
});

/** What an entry says, parsed. */
export type LoggedFact = z.infer<typeof logged>;

const looks = z.object({
  looks: z.array(z.object({ ref: z.string(), at: z.iso.datetime() }).catchall(z.unknown())),
});

/** Parses the record of an entry; null when it is none. */
export function readLogged(record: string): LoggedFact | null {
  try {
    return logged.parse(JSON.parse(record));
  } catch {
    return null;
  }
}

/** The looks that an entry of kind `looks` gathers. */
export function readLooks(fact: LoggedFact) {
  const parsed = looks.safeParse(fact.record);
  return parsed.success ? parsed.data.looks : null;
}

/** What is wrong with an entry in itself; null when nothing is. */
export function flawOf(
  entry: LogEntry,
  fact: LoggedFact | null,
): { readonly code: 'entry_altered' | 'entry_misplaced'; readonly what: string } | null {
  if (!isSameHash(leafHash(entry.record), entry.leafHash))
    return { code: 'entry_altered', what: 'its record does not have the hash that was logged' };
  if (fact === null) return { code: 'entry_altered', what: 'its record cannot be read' };
  if (fact.seq !== entry.seq)
    return {
      code: 'entry_misplaced',
      what: `it stands at ${entry.seq} and says that it is entry ${fact.seq}`,
    };
  const columns = { kind: entry.kind, ref: entry.ref, at: entry.at.toISOString() };
  const differing = (['kind', 'ref', 'at'] as const).filter((name) => columns[name] !== fact[name]);
  return differing.length === 0
    ? null
    : {
        code: 'entry_misplaced',
        what: `its ${differing.join(' and ')} ${differing.length === 1 ? 'is' : 'are'} not what was logged`,
      };
}
