/** That somebody dealt with an alert. */

/** What an acknowledgement means, as it is signed (21 CFR 11.50(a)(3)). */
export const acknowledgementMeanings = [
  'reviewed',
  'no action needed',
  'approved for continued use',
  'use suspended',
] as const;
export type AcknowledgementMeaning = (typeof acknowledgementMeanings)[number];

/** By which way it came: typed at a terminal, on the page that a mail leads to, by answering the mail. */
export const acknowledgementWays = ['command', 'link', 'reply'] as const;
export type AcknowledgementWay = (typeof acknowledgementWays)[number];

/** The longest name and note that are taken, in characters. */
export const longestName = 200;
export const longestNote = 4_000;

export interface Acknowledgement {
  readonly alertId: string;
  readonly name: string;
  /** Who it is in contacts.yaml, when that is known. */
  readonly contactId: string | null;
  readonly meaning: AcknowledgementMeaning;
  readonly note: string | null;
  readonly way: AcknowledgementWay;
  /** The account of the machine that it was typed under, or the network or mail address that it came from. */
  readonly account: string;
  readonly at: Date;
}
