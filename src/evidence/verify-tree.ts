/**
 * Grows the tree over the log entry by entry, and holds it against every state that was signed or published on the way. Pure:
 * the entries, the checkpoints and the keys come from the caller, from a database or from a bundle of files.
 */
import type { LogEntry } from '../store/evidence-log.ts';
import { readKeyRecord, type StoredCheckpoint } from '../store/log-checkpoints.ts';
import { readCheckpoint, type SignedCheckpoint } from './checkpoint.ts';
import { isSameHash, TreeEdge } from './merkle-tree.ts';
import { flawOf, type LoggedFact, readLogged } from './read-entry.ts';
import { isSignedBy, type NoteKey, readKey } from './signed-note.ts';
import type { Findings } from './verification.ts';

/** A checkpoint that is known from elsewhere than the database. */
export interface Witness {
  readonly checkpoint: SignedCheckpoint;
  /** Where it comes from, in words: `mail 3fa…`, `data/evidence/checkpoints`. */
  readonly from: string;
}

/** Entries that lag behind earlier ones by more than this are remarked on. */
const lateMs = 24 * 60 * 60 * 1000;

export class TreeVerifier {
  readonly #findings: Findings;
  readonly #edge = new TreeEdge();
  readonly #witnesses: ReadonlyMap<number, readonly Witness[]>;
  readonly #checkpoints: ReadonlyMap<number, StoredCheckpoint>;
  readonly #keys: NoteKey[] = [];
  /** Keys that were named since the last checkpoint. */
  #newKeys: { readonly key: NoteKey; readonly isBreak: boolean; readonly seq: number }[] = [];
  #lastGood = 0;
  #isAltered = false;
  #next = 0;
  #newest = 0;
  #late: { count: number; first: number } | null = null;
  firstAt: Date | null = null;

  constructor(
    findings: Findings,
    known: { readonly checkpoints: readonly StoredCheckpoint[]; readonly witnesses: readonly Witness[] },
  ) {
    this.#findings = findings;
    this.#checkpoints = new Map(known.checkpoints.map((checkpoint) => [checkpoint.size, checkpoint]));
    this.#witnesses = Map.groupBy(known.witnesses, ({ checkpoint }) => checkpoint.size);
  }

  /** Keys that the log named so far. */
  get keys(): readonly NoteKey[] {
    return this.#keys;
  }

  /** Takes the next entry, in the order of the numbers, and gives back what it says when that can be believed. */
  take(entry: LogEntry): LoggedFact | null {
    const { seq } = entry;
    if (seq !== this.#next) this.#missing(seq);
    this.#next = seq + 1;
    this.#findings.counts.entries += 1;
    const fact = readLogged(entry.record);
    const flaw = flawOf(entry, fact);
    if (flaw)
      this.#findings.add(
        flaw.code,
        'log_entries',
        seq,
        seq,
        `Entry ${seq} (${entry.kind} ${entry.ref}): ${flaw.what}.`,
      );
    this.#noteTime(entry);
    if (fact?.kind === 'key') this.#noteKey(fact, seq);
    this.#edge.append(entry.leafHash);
    this.#compare();
    return flaw ? null : fact;
  }

  /** To be called when there are no more entries. */
  finish(): void {
    const size = this.#next;
    const beyond = [...this.#checkpoints.keys()].filter((at) => at > size);
    for (const at of beyond)
      this.#findings.add(
        'log_truncated',
        'log_checkpoints',
        at,
        null,
        `The checkpoint of ${at} entries was signed, and the log has ${size}.`,
      );
    for (const [at, witnesses] of this.#witnesses) {
      const [first] = witnesses;
      if (at > size && first && !this.#checkpoints.has(at))
        this.#findings.add(
          'log_truncated',
          'log_entries',
          at,
          null,
          `${first.from} holds a checkpoint of ${at} entries, and the log has ${size}.`,
        );
    }
    for (const [at, witnesses] of this.#witnesses) {
      const known = this.#keys.length > 0 && witnesses.filter(({ checkpoint }) => !this.#isOurs(checkpoint));
      for (const { from } of known || [])
        this.#findings.add(
          'key_foreign',
          'log_checkpoints',
          at,
          null,
          `The checkpoint of ${at} entries in ${from} is not signed by a key of this log.`,
        );
    }
    if (this.#late)
      this.#findings.remarks.push(
        `${this.#late.count === 1 ? 'One entry tells' : `${this.#late.count} entries tell`} of times more than a day before entries that precede ${this.#late.count === 1 ? 'it' : 'them'} (first: ${this.#late.first}): noted late, imported, or noted while a clock was wrong.`,
      );
    this.#findings.counts.keys = this.#keys.length;
  }

  #isOurs(checkpoint: SignedCheckpoint): boolean {
    return this.#keys.some((key) => isSignedBy(checkpoint.note, key));
  }

  #missing(found: number): void {
    const count = found - this.#next;
    const which = count === 1 ? `Entry ${this.#next} is` : `Entries ${this.#next} to ${found - 1} are`;
    this.#findings.add('entry_missing', 'log_entries', this.#next, this.#next, `${which} not there.`);
    this.#isAltered = true;
  }

  #noteTime({ at, seq }: LogEntry): void {
    this.firstAt ??= at;
    if (at.getTime() < this.#newest - lateMs)
      this.#late = { count: (this.#late?.count ?? 0) + 1, first: this.#late?.first ?? seq };
    this.#newest = Math.max(this.#newest, at.getTime());
  }

  #noteKey(fact: LoggedFact, seq: number): void {
    const named = readKeyRecord(fact.record);
    const key = named && readKey(named.key);
    if (!named || !key) {
      this.#findings.add('entry_altered', 'log_entries', seq, seq, `Entry ${seq} names a key that is none.`);
      return;
    }
    this.#newKeys.push({ key, isBreak: named.isBreak, seq });
  }

  #compare(): void {
    const size = this.#edge.size;
    const stored = this.#checkpoints.get(size);
    const witnesses = this.#witnesses.get(size) ?? [];
    if (!stored && witnesses.length === 0) return;
    const root = this.#edge.root();
    if (stored) {
      this.#findings.counts.checkpoints += 1;
      const checkpoint = this.#readStored(stored);
      if (checkpoint) this.#judge(checkpoint, root);
    }
    for (const { checkpoint, from } of witnesses) {
      this.#findings.counts.witnesses += 1;
      if (!isSameHash(checkpoint.root, root) && !this.#isAltered)
        this.#findings.add(
          'witness_contradicts',
          'log_entries',
          size,
          null,
          `The first ${size} entries do not have the root that ${from} holds.`,
        );
      if (!stored)
        this.#findings.add(
          'checkpoint_missing',
          'log_checkpoints',
          size,
          null,
          `The checkpoint of ${size} entries is in ${from} and not in the database.`,
        );
    }
  }

  #readStored({ size, note }: StoredCheckpoint): SignedCheckpoint | null {
    const checkpoint = readCheckpoint(note);
    if (checkpoint === null) {
      this.#findings.add(
        'checkpoint_unreadable',
        'log_checkpoints',
        size,
        null,
        `The checkpoint of ${size} entries cannot be read.`,
      );
      return null;
    }
    if (checkpoint.size === size) return checkpoint;
    this.#findings.add(
      'checkpoint_misplaced',
      'log_checkpoints',
      size,
      null,
      `The checkpoint of ${size} entries says that it is of ${checkpoint.size}.`,
    );
    return null;
  }

  /** Whether the state is the one that was signed, and by whom. */
  #judge(checkpoint: SignedCheckpoint, root: Uint8Array): void {
    const { size } = checkpoint;
    this.#judgeKeys(checkpoint);
    if (isSameHash(checkpoint.root, root)) {
      this.#lastGood = size;
    } else if (!this.#isAltered) {
      // From here on nothing can agree; what was altered lies before.
      this.#isAltered = true;
      this.#findings.add(
        'tree_altered',
        'log_entries',
        `${this.#lastGood}..${size - 1}`,
        this.#lastGood,
        `Entries ${this.#lastGood} to ${size - 1} are not those that were signed as a log of ${size}.`,
      );
    }
  }

  #judgeKeys(checkpoint: SignedCheckpoint): void {
    const before = this.#keys.at(-1);
    for (const { key, isBreak, seq } of this.#newKeys) {
      const predecessor = this.#keys.at(-1);
      if (predecessor && isBreak)
        this.#findings.remarks.push(
          `Key ${key.id} replaced key ${predecessor.id} at entry ${seq} without it, as lost. Make sure that somebody of yours did that, and compare checkpoints from mails of that time.`,
        );
      else if (before && predecessor && !isSignedBy(checkpoint.note, before))
        this.#findings.add(
          'key_not_endorsed',
          'log_entries',
          seq,
          seq,
          `Key ${key.id} was put in force at entry ${seq}, and key ${before.id} did not sign that.`,
        );
      this.#keys.push(key);
    }
    this.#newKeys = [];
    const current = this.#keys.at(-1);
    if (current && isSignedBy(checkpoint.note, current) && checkpoint.origin === current.name) return;
    this.#findings.add(
      'checkpoint_unsigned',
      'log_checkpoints',
      checkpoint.size,
      null,
      `The checkpoint of ${checkpoint.size} entries is not signed with ${current ? `key ${current.id}` : 'a key that the log names'}.`,
    );
  }
}
