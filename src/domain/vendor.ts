/** A vendor: who supplies models, how its models are named, and what it promises about notice. */

/** How one family of a vendor's models is written in text. `pattern` is a regular expression source. */
export interface ModelPattern {
  readonly pattern: string;
  readonly family: string;
}

export interface Vendor {
  readonly id: string;
  readonly name: string;
  readonly models: readonly ModelPattern[];
  /** Names that mean another name, e.g. `gpt-4o` → `gpt-4o-2024-11-20`; lower case. */
  readonly aliases: Readonly<Record<string, string>>;
  /** How long after a change an announcement may still come before `unannounced` is claimed. Default 72 h. */
  readonly graceMs: number;
}
