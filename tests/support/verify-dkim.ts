/** Checks a DKIM signature as a receiver does (RFC 6376, relaxed/relaxed, rsa-sha256), with the key at hand. */
import { createHash, createVerify, type KeyObject } from 'node:crypto';

export interface DkimCheck {
  readonly isValid: boolean;
  /** Headers that the signature covers, lower case. */
  readonly headers: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

/** Verifies the first signature of a message. */
export function verifyDkim(bytes: Uint8Array, publicKey: KeyObject): DkimCheck {
  const text = Buffer.from(bytes).toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  const fields = text.slice(0, end).split(/\r\n(?![ \t])/);
  const signature = fields[0] ?? '';
  const tags = Object.fromEntries(
    signature
      .slice(signature.indexOf(':') + 1)
      .replaceAll(/\s+/g, '')
      .split(';')
      .filter((tag) => tag !== '')
      .map((tag): [string, string] => [tag.slice(0, tag.indexOf('=')), tag.slice(tag.indexOf('=') + 1)]),
  );
  const headers = (tags['h'] ?? '').toLowerCase().split(':');
  const signed = [
    ...headers.map((name) => relaxed(fields.findLast((field) => nameOf(field) === name) ?? '')),
    relaxed(signature.replace(/b=[^;]*$/, 'b=')),
  ].join('\r\n');
  const bodyHash = createHash('sha256')
    .update(relaxedBody(text.slice(end + 4)), 'latin1')
    .digest('base64');
  const isSigned = createVerify('RSA-SHA256')
    .update(signed, 'latin1')
    .verify(publicKey, tags['b'] ?? '', 'base64');
  return { isValid: isSigned && bodyHash === tags['bh'], headers, tags };
}

function nameOf(field: string): string {
  return field.slice(0, field.indexOf(':')).trim().toLowerCase();
}

function relaxed(field: string): string {
  const value = field
    .slice(field.indexOf(':') + 1)
    .replaceAll('\r\n', '')
    .replaceAll(/[ \t]+/g, ' ')
    .trim();
  return `${nameOf(field)}:${value}`;
}

function relaxedBody(body: string): string {
  const lines = body.split('\r\n').map((line) => line.replaceAll(/[ \t]+/g, ' ').replace(/ $/, ''));
  return `${lines.join('\r\n').replace(/(?:\r\n)+$/, '')}\r\n`;
}
