import { normaliseText } from './normalise-text.ts';

/** What makes us doubt an answer, in words that an operator can check against the stored bytes. */
export interface Evidence {
  /** Stable name of the sign, e.g. `cloudflare-challenge`. */
  readonly sign: string;
  /** The part of the answer that shows it, shortened. */
  readonly excerpt: string;
}

const maxExcerpt = 200;

/** Evidence with its excerpt cut to a length that fits a log line and an e-mail. */
export function evidenceOf(sign: string, excerpt: string): Evidence {
  const text = normaliseText(excerpt);
  return {
    sign,
    excerpt: text.length > maxExcerpt ? `${text.slice(0, maxExcerpt - 1).toWellFormed()}…` : text,
  };
}
