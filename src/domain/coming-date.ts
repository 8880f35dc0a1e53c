/** A day to come that a document names, with what is to happen on it: an entry of the calendar. */
import type { Subject } from './change.ts';
import type { CalendarDate } from './document.ts';

/**
 * - `retires`: a model or service ends;
 * - `deprecates`: it is declared to be on its way out;
 * - `takes-effect`: terms or a policy apply;
 * - `changes`: a name comes to stand for something else, a default moves.
 */
export const comingMeanings = ['retires', 'deprecates', 'takes-effect', 'changes'] as const;
export type ComingMeaning = (typeof comingMeanings)[number];

export interface ComingDate {
  /** The same subject, meaning and day have the same key, however the document words it. */
  readonly key: string;
  readonly date: CalendarDate;
  readonly meaning: ComingMeaning;
  /** Whether the vendor only promises that nothing happens before: `not sooner than`. */
  readonly isEarliest: boolean;
  /** Models that it is about, or else the document. */
  readonly subjects: readonly Subject[];
  /** The passage that names it. */
  readonly passage: string;
  /** Day of the dated entry that it stands in; null when it stands in none. */
  readonly announcedOn: CalendarDate | null;
}
