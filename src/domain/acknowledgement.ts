/** That somebody dealt with an alert. */

/** What an acknowledgement means, as it is signed (21 CFR 11.50(a)(3)). */
export const acknowledgementMeanings = [
  'reviewed',
  'no action needed',
  'approved for continued use',
  'use suspended',
] as const;
export type AcknowledgementMeaning = (typeof acknowledgementMeanings)[number];

export interface Acknowledgement {
  readonly alertId: string;
  readonly name: string;
  /** Who it is in contacts.yaml, when that is known. */
  readonly contactId: string | null;
  readonly meaning: AcknowledgementMeaning;
  readonly note: string | null;
  /** The account of the machine that it was typed under. */
  readonly account: string;
  readonly at: Date;
}
