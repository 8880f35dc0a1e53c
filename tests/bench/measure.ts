/**
 * The shape of every measure. What is judged is a ratio of two figures of one run, so that a slow or busy
 * machine says the same as a fast one; the raw figures stand beside it.
 */

export interface Limit {
  readonly kind: 'at-most' | 'at-least';
  readonly ratio: number;
}

export interface Figure {
  readonly what: string;
  /** For people, with units. */
  readonly measured: string;
  /** Null for figures that are only reported. */
  readonly judged: { readonly ratio: number; readonly limit: Limit } | null;
  /** For machines; units are in the names. */
  readonly raw: Readonly<Record<string, number>>;
}

export interface Measure {
  /** For `--only`. */
  readonly name: string;
  /** Takes the figures; starts what it needs and leaves nothing behind. */
  readonly run: () => Promise<readonly Figure[]>;
}

/** Whether a figure keeps its limit; null when it has none. */
export function isKept({ judged }: Figure): boolean | null {
  if (judged === null || Number.isNaN(judged.ratio)) return judged === null ? null : false;
  const { ratio, limit } = judged;
  return limit.kind === 'at-most' ? ratio <= limit.ratio : ratio >= limit.ratio;
}

export function atMost(ratio: number, limit: number): NonNullable<Figure['judged']> {
  return { ratio, limit: { kind: 'at-most', ratio: limit } };
}

export function atLeast(ratio: number, limit: number): NonNullable<Figure['judged']> {
  return { ratio, limit: { kind: 'at-least', ratio: limit } };
}
