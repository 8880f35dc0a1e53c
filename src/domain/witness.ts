/** History that others witnessed. It is shown as that everywhere, and is never a look, a change or a claim of ours. */

export type WitnessKind = 'git' | 'folder';

/** Who says that a document stood as it did, and when. */
export interface Testimony {
  readonly witness: WitnessKind;
  /** Which repository or folder. */
  readonly origin: string;
  /** The commit and blob, or the file's name and hash: enough to find it again there. */
  readonly reference: string;
  /** When it stood at the latest: the committer's date, or the date of the file. */
  readonly witnessedAt: Date;
  /** The author's date, which anybody may choose; null where there is none. */
  readonly authoredAt: Date | null;
}

/** Who witnessed it, as the end of a sentence. */
export function sayWitness({ witness, origin, reference, witnessedAt, authoredAt }: Testimony): string {
  const day = witnessedAt.toISOString().slice(0, 16).replace('T', ' ');
  if (witness === 'folder') return `${reference} in the archive ${origin}, dated ${day} UTC`;
  const isOtherDay = authoredAt !== null && authoredAt.getTime() !== witnessedAt.getTime();
  const authored = isOtherDay
    ? `, by its author dated ${authoredAt.toISOString().slice(0, 16).replace('T', ' ')}`
    : '';
  return `${reference} of the git repository ${origin}, committed ${day} UTC${authored}`;
}
