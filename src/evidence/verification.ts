/** What a verification finds: problems with their place and meaning, remarks, and how much was looked at. */

/** What each problem means, for people who must decide what to do about it. */
export const problemMeanings = {
  entry_missing: 'An entry was removed from the log.',
  entry_altered: 'An entry was rewritten after it was logged.',
  entry_misplaced: 'The entry was moved, or its number, kind, reference or time was changed.',
  entry_repeated: 'The log tells of one row twice: one of the entries was put there.',
  tree_altered:
    'The log is not the one that was signed: an entry in that range was altered, removed, added or moved, and its hash with it.',
  log_truncated: 'Entries were removed from the end, or the database was turned back to an earlier state.',
  checkpoint_unreadable: 'A signed state of the log was overwritten.',
  checkpoint_misplaced: 'An old or foreign checkpoint was put in the place of another.',
  checkpoint_unsigned: 'Nobody who holds the key of the log signed this state.',
  checkpoint_missing: 'A signed state that is known elsewhere was removed from the database.',
  key_not_endorsed: 'A key was put in force without the key before it: whoever did it may not have had that.',
  key_foreign:
    'The log was made with another key than the one that is known: it may have been replaced as a whole.',
  witness_contradicts: 'What was published of the log and what the log says now are not the same.',
  row_missing: 'A row of evidence was removed.',
  row_altered: 'A row of evidence was changed after it was logged.',
  row_unlogged: 'A row was put into the database past the program, or its entry was removed from the log.',
  row_contradicts: 'The state of a row does not follow from what was logged of it.',
  reference_broken: 'A row refers to something that is not there: one of the two was altered or removed.',
  body_altered: 'Stored bytes are not those that were received.',
  timestamp_invalid: 'The time stamp proves nothing about this checkpoint.',
} as const;
export type ProblemCode = keyof typeof problemMeanings;

export interface Problem {
  readonly code: ProblemCode;
  readonly table: string;
  /** Key of the row. */
  readonly id: string;
  /** Number of the entry that it concerns; null when it concerns none. */
  readonly seq: number | null;
  /** What is wrong, one sentence. */
  readonly what: string;
}

/** How much was looked at. */
export interface VerifiedCounts {
  entries: number;
  checkpoints: number;
  /** Checkpoints from elsewhere: the file beside the database, mails as they were sent, what the caller brought. */
  witnesses: number;
  keys: number;
  rows: number;
  looks: number;
  bodies: number;
  bodyBytes: number;
  timestamps: number;
}

/** Problems of one kind beyond this number are counted and not listed. */
const listedPerCode = 200;

/** Gathers what is found while it is looked for. */
export class Findings {
  readonly counts: VerifiedCounts = {
    entries: 0,
    checkpoints: 0,
    witnesses: 0,
    keys: 0,
    rows: 0,
    looks: 0,
    bodies: 0,
    bodyBytes: 0,
    timestamps: 0,
  };
  readonly problems: Problem[] = [];
  /** What a reader should know and nothing is wrong with. */
  readonly remarks: string[] = [];
  readonly #tally = new Map<ProblemCode, number>();

  add(code: ProblemCode, table: string, id: string | number, seq: number | null, what: string): void {
    const count = (this.#tally.get(code) ?? 0) + 1;
    this.#tally.set(code, count);
    if (count <= listedPerCode) this.problems.push({ code, table, id: String(id), seq, what });
  }

  /** All problems, also those that are not listed. */
  get total(): number {
    return [...this.#tally.values()].reduce((sum, count) => sum + count, 0);
  }
}
