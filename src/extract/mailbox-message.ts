/**
 * A mail (RFC 5322, MIME) taken apart: who sent it, when, about what, and what it says. Mails come from anybody,
 * so everything is bounded, attachments are never looked into, and what is doubtful about the sender is no sender.
 * Written here since only a small part of MIME is needed, and since a mail of a megabyte made for the purpose (blank
 * lines, empty parts) holds up the libraries for many seconds and this for about one.
 */
import { createHash } from 'node:crypto';
import { MIMEType } from 'whatwg-mimetype';
import { decodeText } from './decode-text.ts';
import { bytesToRaw, decodeTransfer, headerText } from './mailbox-encoding.ts';
import { normaliseText } from './normalise-text.ts';

export interface MailMessage {
  /** The Message-ID without brackets; one made from the bytes when the mail bears none. */
  readonly id: string;
  /** The one address that the mail says it is from, lower case; null when it names none or several. */
  readonly from: string | null;
  readonly subject: string;
  /** ISO 8601 instant, or null when the mail bears no date that can be read. */
  readonly sentAt: string | null;
  readonly contents: readonly MailContent[];
}

export interface MailContent {
  readonly kind: 'html' | 'plain';
  readonly text: string;
}

const maxHeaderLength = 256 * 1024;
const maxParts = 100;
const maxDepth = 8;

type Headers = ReadonlyMap<string, readonly string[]>;

/** Reads a mail. Never fails: what cannot be understood is left out. */
export function parseMessage(bytes: Uint8Array): MailMessage {
  const { headers, body } = split(bytesToRaw(bytes));
  const id = normaliseText(/<([^<>\s]{1,500})>/.exec(only(headers, 'message-id') ?? '')?.[1] ?? '');
  return {
    id: id || `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
    from: addressIn(only(headers, 'from') ?? ''),
    subject: headerText(headers.get('subject')?.[0] ?? ''),
    sentAt: instantOf(only(headers, 'date') ?? ''),
    contents: readEntity(headers, body, { parts: maxParts }, 0),
  };
}

/** The sender alone, without reading the rest; null as for `from`. */
export function senderOf(bytes: Uint8Array): string | null {
  return addressIn(only(split(bytesToRaw(bytes)).headers, 'from') ?? '');
}

function split(raw: string): { readonly headers: Headers; readonly body: string } {
  const text = raw.replaceAll('\r\n', '\n');
  const end = text.startsWith('\n') ? 0 : text.indexOf('\n\n');
  const head = text.slice(0, Math.min(end === -1 ? text.length : end, maxHeaderLength));
  const headers = new Map<string, string[]>();
  for (const line of head.replaceAll(/\n[ \t]+/g, ' ').split('\n')) {
    const [, name, value = ''] = /^([!-9;-~]{1,100}):(.*)$/.exec(line) ?? [];
    if (name === undefined) continue;
    const values = headers.get(name.toLowerCase()) ?? [];
    values.push(value.trim());
    headers.set(name.toLowerCase(), values);
  }
  return { headers, body: end === -1 ? '' : text.slice(end === 0 ? 1 : end + 2) };
}

/** A header that may stand once only; one that stands twice would let each reader see another. */
function only(headers: Headers, name: string): string | undefined {
  const values = headers.get(name) ?? [];
  return values.length === 1 ? values[0] : undefined;
}

/** The address of `Name <address>` or `address`; null for lists, groups and whatever is neither. */
function addressIn(value: string): string | null {
  if (value.length > 2_000) return null;
  const plain = value.replaceAll(/"(?:[^"\\]|\\.)*"/g, ' ').replaceAll(/\([^()]*\)/g, ' ');
  const match = /^(?:[^<>,;:@]*<([^<>]+)>|([^<>]+))\s*$/.exec(plain);
  const address = (match?.[1] ?? match?.[2] ?? '').trim().toLowerCase();
  return /^[^\s@<>"(),:;\\[\]]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*$/.test(address) ? address : null;
}

const dateTime =
  /^(?:[a-z]{3},)?\s*(\d{1,2}\s+[a-z]{3}\s+\d{4}\s+\d{1,2}:\d{2}(?::\d{2})?)\s*([+-]\d{4}|UTC?|GMT|Z|[ECMP][SD]T)\b/i;

/** RFC 5322 §3.3; a date without a zone would depend on the machine that reads it, so it is none. */
function instantOf(value: string): string | null {
  const [, local, zone] = dateTime.exec(value) ?? [];
  if (local === undefined) return null;
  const instant = new Date(`${local} ${zone}`);
  return Number.isNaN(instant.getTime()) ? null : instant.toISOString();
}

function readEntity(
  headers: Headers,
  body: string,
  budget: { parts: number },
  depth: number,
): readonly MailContent[] {
  budget.parts -= 1;
  if (budget.parts < 0 || depth > maxDepth) return [];
  const written = headers.get('content-type')?.[0] ?? 'text/plain';
  const type = MIMEType.parse(written) ?? MIMEType.parse('text/plain');
  if (/^\s*attachment\b/i.test(headers.get('content-disposition')?.[0] ?? '')) return [];
  if (type?.type === 'multipart') {
    const parts = partsOf(body, type.parameters.get('boundary') ?? '').map((part) => {
      const inner = split(part);
      return readEntity(inner.headers, inner.body, budget, depth + 1);
    });
    return type.subtype === 'alternative' ? richest(parts) : parts.flat();
  }
  if (type?.essence !== 'text/html' && type?.essence !== 'text/plain') return [];
  const encoding = (headers.get('content-transfer-encoding')?.[0] ?? '').trim().toLowerCase();
  const { text } = decodeText(decodeTransfer(body, encoding), written);
  return text.trim() === '' ? [] : [{ kind: type.subtype === 'html' ? 'html' : 'plain', text }];
}

/** Of several versions of the same: the one with HTML, since plain ones often only point to it. */
function richest(versions: readonly (readonly MailContent[])[]): readonly MailContent[] {
  const html = versions.find((version) => version.some(({ kind }) => kind === 'html'));
  return html ?? versions.find((version) => version.length > 0) ?? [];
}

/** What stands between the boundary lines (RFC 2046 §5.1.1); a missing last one ends with the mail. */
function partsOf(body: string, boundary: string): readonly string[] {
  if (boundary === '') return [];
  const mark = `--${boundary}`;
  const parts: string[] = [];
  let start: number | null = null;
  for (let at = 0; at < body.length && parts.length < maxParts; ) {
    const next = body.indexOf('\n', at) + 1 || body.length;
    const line = body.startsWith(mark, at) ? body.slice(at + mark.length, next).trimEnd() : null;
    if (line === '' || line === '--') {
      if (start !== null) parts.push(body.slice(start, at));
      start = line === '' ? next : null;
      if (line === '--') break;
    }
    at = next;
  }
  if (start !== null && parts.length < maxParts) parts.push(body.slice(start));
  return parts;
}
