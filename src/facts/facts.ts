/** Facts recognised in text: model identifiers, dates, numbers. Pure recognition, no judgement. */
import type { CalendarDate } from '../domain/document.ts';

/** A model named in a text. */
export interface ModelMention {
  /** Canonical identifier: lower case, blanks and dots as the vendor's ids write them, aliases resolved. */
  readonly id: string;
  /** Family it belongs to (`claude-opus`, `gpt-4o`), lower case. */
  readonly family: string;
  /** As written. */
  readonly text: string;
  /** Offset in the text. */
  readonly start: number;
  readonly end: number;
}

/** A calendar date printed in a text; month-only dates take the month's first day. */
export interface DateMention {
  readonly date: CalendarDate;
  readonly precision: 'day' | 'month';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** A quantity with a unit: `200K`, `1M tokens`, `$3`, `30 days`, `4.5%`. */
export interface NumberMention {
  readonly value: number;
  /** `count` for a magnitude without a noun (`200K`); an ISO 4217 code in lower case for money. */
  readonly unit: NumberUnit;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}
export type NumberUnit =
  | 'count'
  | 'tokens'
  | 'percent'
  | 'usd'
  | 'eur'
  | 'gbp'
  | 'jpy'
  | 'minutes'
  | 'hours'
  | 'days'
  | 'weeks'
  | 'months'
  | 'years';

/** Words that bind or free somebody: `must`, `will not`, `may … without notice`. */
export interface ObligationMention {
  readonly kind: 'duty' | 'permission' | 'commitment' | 'notice-waiver';
  readonly isNegated: boolean;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}
