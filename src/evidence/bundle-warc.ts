/**
 * Answers as a WARC/1.1 file (ISO 28500), which the replay tools of web archives open. Bodies are as our client received them,
 * with transfer and content coding undone, and the headers that spoke of those are kept under the names that archives use.
 */
import { createHash } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { WARCRecord, WARCSerializer } from 'warcio';
import type { LoggedCapture } from '../store/facts-of-looks.ts';

/** An answer with its bytes. */
export interface ArchivedCapture {
  readonly observationId: string;
  readonly capture: LoggedCapture;
  readonly body: Uint8Array;
}

const undone: ReadonlySet<string> = new Set(['content-encoding', 'content-length', 'transfer-encoding']);
const version = 'WARC/1.1';

/** Writes the file. The same answers make the same bytes. */
export async function writeWarc(
  captures: readonly ArchivedCapture[],
  about: { readonly software: string; readonly at: Date },
): Promise<Uint8Array> {
  const info = [
    `software: ${about.software}`,
    'format: WARC File Format 1.1',
    'description: answers as the client library gave them, transfer and content coding undone; headers that spoke of these begin with X-Archive-Orig-',
  ];
  const records = [
    WARCRecord.create(
      {
        type: 'warcinfo',
        warcVersion: version,
        date: about.at.toISOString(),
        warcHeaders: { 'WARC-Record-ID': recordId('warcinfo') },
      },
      [Buffer.from(`${info.join('\r\n')}\r\n`)],
    ),
    ...captures.flatMap(recordsOf),
  ];
  const parts: Uint8Array[] = [];
  // Whoever reads them as a stream must find them in order.
  for (const record of records) parts.push(await WARCSerializer.serialize(record));
  return Buffer.concat(parts);
}

function recordsOf({ observationId, capture, body }: ArchivedCapture): readonly WARCRecord[] {
  const date = capture.finishedAt.toISOString();
  const base = { url: capture.finalUrl, warcVersion: version, date } as const;
  const name = `${observationId} ${capture.url} ${date}`;
  const response = recordId(`response ${name}`);
  const remote = ipOf(capture.remoteAddress);
  const answer = WARCRecord.create(
    {
      ...base,
      type: 'response',
      statusline: `HTTP/1.1 ${capture.status} ${STATUS_CODES[capture.status] ?? ''}`.trim(),
      httpHeaders: archivedHeaders(capture.headers),
      warcHeaders: { 'WARC-Record-ID': response, ...(remote !== null && { 'WARC-IP-Address': remote }) },
    },
    [body],
  );
  if (!capture.requestHeaders) return [answer];
  const { pathname, search, host } = new URL(capture.finalUrl);
  const request = WARCRecord.create(
    {
      ...base,
      type: 'request',
      statusline: `GET ${pathname}${search} HTTP/1.1`,
      httpHeaders: { host, ...capture.requestHeaders },
      warcHeaders: { 'WARC-Record-ID': recordId(`request ${name}`), 'WARC-Concurrent-To': response },
    },
    [],
  );
  return [answer, request];
}

function archivedHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      undone.has(name.toLowerCase()) ? `x-archive-orig-${name}` : name,
      value,
    ]),
  );
}

/** The address without its port. */
function ipOf(address: string | null): string | null {
  return address === null
    ? null
    : address.replace(/^\[(.*)\](?::\d+)?$/, '$1').replace(/^([\d.]+):\d+$/, '$1');
}

/** An id that the same record always gets. */
function recordId(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `<urn:uuid:${[hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')}>`;
}
