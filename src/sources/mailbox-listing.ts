/** What a look at a mailbox found: the first capture of a look, evidence of what was passed over and why. */
import { z } from 'zod';
import type { Capture } from '../domain/capture.ts';
import type { Source } from '../domain/source.ts';
import { extractError } from '../extract/extract-errors.ts';

const Listing = z.object({
  mails: z.array(z.string()),
  otherSenders: z.number(),
  tooLarge: z.array(z.string()),
  older: z.number().default(0),
});
export type Listing = z.infer<typeof Listing>;

export const maxMails = 500;
export const maxMailBytes = 2 * 1024 * 1024;
export const maxTotalBytes = 64 * 1024 * 1024;

/** When it was, and of a mailbox on a server who answered. */
type Circumstances = Pick<Capture, 'startedAt' | 'finishedAt'> &
  Partial<Pick<Capture, 'remoteAddress' | 'certificate'>>;

/** The listing, then each mail under its name. `state` comes back as the ETag of the next look. */
export function mailCaptures(
  source: Source,
  listing: Omit<Listing, 'mails'>,
  mails: ReadonlyMap<string, Uint8Array>,
  circumstances: Circumstances,
  state?: string,
): readonly Capture[] {
  const whole: Listing = { mails: [...mails.keys()], ...listing };
  const headers = { 'content-type': 'application/json', ...(state !== undefined && { etag: state }) };
  return [
    captureOf(source.url, headers, new TextEncoder().encode(JSON.stringify(whole)), circumstances),
    ...[...mails].map(([name, bytes]) =>
      captureOf(
        `${source.url}#${encodeURIComponent(name)}`,
        { 'content-type': 'message/rfc822' },
        bytes,
        circumstances,
      ),
    ),
  ];
}

/** That the mailbox holds what it held. */
export function unchangedCapture(source: Source, state: string, circumstances: Circumstances): Capture {
  return { ...captureOf(source.url, { etag: state }, new Uint8Array(), circumstances), status: 304 };
}

/** @throws ExtractError `malformed_json` */
export function parseListing(text: string): Listing {
  try {
    return Listing.parse(JSON.parse(text));
  } catch (error) {
    throw extractError('malformed_json', 'the list of the mails cannot be read', error);
  }
}

function captureOf(
  url: string,
  headers: Capture['headers'],
  body: Uint8Array,
  circumstances: Circumstances,
): Capture {
  return {
    url,
    finalUrl: url,
    redirects: [],
    status: 200,
    headers,
    body,
    remoteAddress: null,
    certificate: null,
    ...circumstances,
  };
}
