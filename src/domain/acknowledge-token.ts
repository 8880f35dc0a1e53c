/**
 * Tokens by which a reader of a mail can acknowledge it without an account: the delivery's id and a tag that only we can make
 * (HMAC-SHA-256, RFC 2104, its first 128 bits). Whoever holds the mail can acknowledge it, as whoever holds a letter can answer it.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** A token as it stands in a text: lower-case hexadecimal digits and a hyphen, so that no mail program breaks or links it. */
const shape = /(?<![0-9a-f])(?<id>[0-9a-f]{32})-(?<tag>[0-9a-f]{32})(?![0-9a-f])/gi;

/** @param deliveryId 32 hexadecimal digits */
export function acknowledgeToken(key: Uint8Array, deliveryId: string): string {
  return `${deliveryId}-${tagOf(key, deliveryId)}`;
}

/** The delivery that a token is of; null when it is no token of ours. */
export function readAcknowledgeToken(key: Uint8Array, token: string): string | null {
  const [only] = findAcknowledgeTokens(key, token);
  return only !== undefined && token.length === 65 ? only : null;
}

/** The deliveries of all tokens of ours in a text, each once; at most ten. */
export function findAcknowledgeTokens(key: Uint8Array, text: string): readonly string[] {
  const found = new Set<string>();
  for (const { groups } of text.matchAll(shape)) {
    const id = groups?.['id']?.toLowerCase() ?? '';
    const tag = groups?.['tag']?.toLowerCase() ?? '';
    if (timingSafeEqual(Buffer.from(tag), Buffer.from(tagOf(key, id)))) found.add(id);
    if (found.size === 10) break;
  }
  return [...found];
}

function tagOf(key: Uint8Array, deliveryId: string): string {
  return createHmac('sha256', key).update(`modelwarden acknowledge ${deliveryId}`).digest('hex').slice(0, 32);
}
