/**
 * Holds the rows of evidence against what was logged of them: each must still say what its entry says. What was removed
 * when its retention ended may be missing, as far as an entry of the log names it.
 */
import { canonicalJson } from '../domain/canonical-json.ts';
import { missingBodies } from '../store/bundle-rows.ts';
import type { Db } from '../store/db.ts';
import type { Fact } from '../store/evidence-log.ts';
import { toJson } from '../store/json.ts';
import type { LoggedRows } from '../store/logged-row-kinds.ts';
import { loggedRows } from '../store/logged-rows.ts';
import { type LoggedFact, readLooks } from './read-entry.ts';
import type { Findings } from './verification.ts';

/** What entries of kind `prune` say is gone. */
export interface Removed {
  /** As `source@seq`. */
  readonly versions: ReadonlySet<string>;
  readonly bodies: ReadonlySet<string>;
}

/** What a row must still say, and where that stands. */
interface Expected {
  readonly seq: number;
  readonly ref: string;
  readonly at: string;
  readonly record: Readonly<Record<string, unknown>>;
}

export class RowVerifier {
  readonly #db: Db;
  readonly #findings: Findings;
  readonly #removed: Removed;
  readonly #kinds: ReadonlyMap<string, LoggedRows> = new Map(loggedRows.map((rows) => [rows.kind, rows]));
  readonly #waiting = new Map<string, Map<string, Expected>>();
  readonly #newest = new Map<string, Map<string, Expected>>();

  constructor(db: Db, findings: Findings, removed: Removed) {
    this.#db = db;
    this.#findings = findings;
    this.#removed = removed;
  }

  /** Takes what an entry says of a row; rows are compared many at a time. */
  async take(fact: LoggedFact): Promise<void> {
    if (fact.kind === 'looks') {
      for (const { ref, at, ...record } of readLooks(fact) ?? [])
        await this.#expect('look', { seq: fact.seq, ref, at, record });
      return;
    }
    await this.#expect(fact.kind, fact);
  }

  /** Compares what still waits, and looks for rows that no entry speaks of. */
  async finish(): Promise<void> {
    for (const kind of this.#waiting.keys()) await this.#compare(kind);
    for (const [kind, expected] of this.#newest) {
      this.#waiting.set(kind, expected);
      await this.#compare(kind);
    }
    for (const rows of this.#kinds.values())
      for (const ref of await rows.findUnlogged(this.#db, mostUnlogged))
        this.#findings.add(
          'row_unlogged',
          rows.table,
          ref,
          null,
          `Row ${ref} of ${rows.table} is in no entry of the log (${rows.kind}).`,
        );
  }

  async #expect(kind: string, { seq, ref, at, record }: Expected): Promise<void> {
    const rows = this.#kinds.get(kind);
    if (!rows) return;
    const group = rows.isReplaced ? this.#newest : this.#waiting;
    const expected = group.get(kind) ?? new Map<string, Expected>();
    group.set(kind, expected);
    const earlier = expected.get(ref);
    if (earlier && !rows.isReplaced)
      this.#findings.add(
        'entry_repeated',
        'log_entries',
        seq,
        seq,
        `Entries ${earlier.seq} and ${seq} both tell of row ${ref} of ${rows.table}.`,
      );
    expected.set(ref, { seq, ref, at, record });
    if (!rows.isReplaced && expected.size >= rows.atOnce) await this.#compare(kind);
  }

  async #compare(kind: string): Promise<void> {
    const rows = this.#kinds.get(kind);
    const expected = this.#waiting.get(kind);
    this.#waiting.delete(kind);
    if (!rows || !expected) return;
    const found = new Map<string, Fact>();
    const refs = [...expected.keys()];
    for (let start = 0; start < refs.length; start += rows.atOnce)
      for (const fact of await rows.load(this.#db, refs.slice(start, start + rows.atOnce)))
        found.set(fact.ref, fact);
    for (const item of expected.values()) {
      this.#findings.counts[kind === 'look' ? 'looks' : 'rows'] += 1;
      const fact = found.get(item.ref);
      if (!fact || fact.kind !== kind) this.#noteMissing(rows, item);
      else this.#judge(rows, item, fact);
    }
    if (kind === 'version') await this.#checkBodies([...expected.values()]);
  }

  #noteMissing(rows: LoggedRows, { ref, seq, record }: Expected): void {
    const isLook = rows.kind === 'look' || rows.kind === 'observation';
    if (isLook && this.#removed.versions.has(`${String(record['source'])}@${String(record['seq'])}`)) return;
    this.#findings.add(
      'row_missing',
      rows.table,
      ref,
      seq,
      `Row ${ref} of ${rows.table} was logged as entry ${seq} and is not there.`,
    );
  }

  #judge(rows: LoggedRows, { ref, at, seq, record }: Expected, fact: Fact): void {
    const isRemoved = rows.kind === 'version' && this.#removed.versions.has(ref);
    const told = isRemoved ? { ...record, document: null } : record;
    const now: unknown = JSON.parse(toJson(isRemoved ? { ...fact.record, document: null } : fact.record));
    const differing = differences(told, now);
    // A later word about a row has a time of its own.
    if (!rows.isReplaced && fact.at.toISOString() !== at) differing.push('time');
    if (differing.length > 0)
      this.#findings.add(
        'row_altered',
        rows.table,
        ref,
        seq,
        `Row ${ref} of ${rows.table} is not what entry ${seq} says: ${differing.join(', ')}.`,
      );
  }

  async #checkBodies(versions: readonly Expected[]): Promise<void> {
    const hashesOf = ({ record }: Expected) =>
      Array.isArray(record['bodies']) ? record['bodies'].map(String) : [];
    const missing = new Set(await missingBodies(this.#db, versions.flatMap(hashesOf)));
    for (const version of versions)
      for (const hash of hashesOf(version))
        if (missing.has(hash))
          this.#findings.add(
            'reference_broken',
            'versions',
            version.ref,
            version.seq,
            `Version ${version.ref} was read from bytes ${hash}, which are not there.`,
          );
  }
}

/** Rows of one table that are in no entry, as far as they are listed. */
const mostUnlogged = 200;

/** Which parts of two records differ. */
function differences(told: Readonly<Record<string, unknown>>, now: unknown): string[] {
  const current: Readonly<Record<string, unknown>> =
    typeof now === 'object' && now !== null ? Object.fromEntries(Object.entries(now)) : {};
  const names = new Set([...Object.keys(told), ...Object.keys(current)]);
  return [...names].filter((name) => form(told[name]) !== form(current[name])).sort();
}

function form(value: unknown): string {
  return value === undefined ? '' : canonicalJson(value);
}
