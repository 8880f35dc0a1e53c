/** A vendor: who supplies models, how its models are named, and what it promises about notice. */
import type { Commitment } from './commitment.ts';

/** What a vendor of the catalogue is to a hospital. */
export const vendorSectors = ['models', 'host', 'healthcare', 'registry'] as const;
export type VendorSector = (typeof vendorSectors)[number];

/** How one family of a vendor's models is written in text. `pattern` is a regular expression source. */
export interface ModelPattern {
  readonly pattern: string;
  readonly family: string;
}

/** What is needed to recognise the models that a text names. */
export type Naming = Pick<Vendor, 'models' | 'aliases' | 'listed'>;

export interface Vendor {
  readonly id: string;
  readonly name: string;
  readonly models: readonly ModelPattern[];
  /** Names that mean another name, e.g. `gpt-4o` → `gpt-4o-2024-11-20`; lower case. */
  readonly aliases: Readonly<Record<string, string>>;
  /**
   * Canonical ids that are models because a document lists them as such, whatever they look like. Never
   * configured: added while two documents are compared.
   */
  readonly listed?: ReadonlySet<string>;
  /** How long after a change an announcement may still come before `unannounced` is claimed. Default 72 h. */
  readonly graceMs: number;
  readonly sector?: VendorSector | undefined;
  /** Why no source of the vendor announces anything, in words; absent where one does. */
  readonly noAnnouncements?: string | undefined;
  /** Names of its models, which its patterns or the general shapes of names recognise. */
  readonly examples?: readonly string[];
  /** What the vendor has published about its own changes; absent: nothing that we know of. */
  readonly commitments?: readonly Commitment[];
  /** Ids of the vendors whose models it serves on its own platform. */
  readonly hosts?: readonly string[] | undefined;
}
