/** JSON in one form only (RFC 8785, JCS), so that equal values have equal bytes and equal hashes. */
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/**
 * The canonical form of a JSON value: sorted keys, no white space, ECMAScript numbers. Keys whose value is undefined are
 * left out, as by JSON.stringify.
 * @throws Error for what has no such form: NaN, infinities, lone surrogates, cycles, no value at all
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new Error('there is no JSON for this value');
  return text;
}

/** SHA-256, lower-case hex, of a value's canonical form in UTF-8. */
export function digestOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}
