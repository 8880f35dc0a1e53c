/** A named value for readers. */
export interface Fact {
  readonly label: string;
  readonly value: string;
  /** For hashes, ids and commands, which are shown letter by letter. */
  readonly isCode?: boolean;
  /** For addresses from our own configuration, which may be followed. */
  readonly isLink?: boolean;
}
