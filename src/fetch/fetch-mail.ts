/**
 * Mailboxes over IMAP (RFC 9051): TLS from the first byte, to public addresses unless the source allows the host,
 * and read only, so that nobody's mail is marked as seen.
 */
import { ImapFlow, type MailboxObject } from 'imapflow';
import type { Attempt, FetchFailure, FetchFailureCode, RequestStep } from '../domain/capture.ts';
import type { FetchMail, Mail, MailAnswer, MailPeer, MailRequest } from '../domain/mailbox.ts';
import { type ConnectorOptions, openConnection } from './connector.ts';
import { networkTrouble } from './network-trouble.ts';
import { Trouble } from './trouble.ts';

export interface FetchMailOptions
  extends Pick<ConnectorOptions, 'resolve' | 'proxies' | 'certificateAuthorities'> {
  /** Deadline of a whole look, from connecting to the last mail. */
  readonly timeoutMs: number;
  readonly now: () => Date;
}

export function createFetchMail(options: FetchMailOptions): FetchMail {
  return async (request, callerSignal) => {
    const startedAt = options.now();
    const deadline = AbortSignal.timeout(options.timeoutMs);
    const signal = AbortSignal.any([callerSignal, deadline]);
    const progress: Progress = { step: 'resolve', peer: { remoteAddress: null, certificate: null } };
    try {
      const answer = await look(request, signal, options, progress);
      return { ...answer, peer: progress.peer };
    } catch (error) {
      callerSignal.throwIfAborted();
      const attempt = attemptOf(request, progress);
      return failureOf(error, deadline.aborted, request, { attempt, startedAt, finishedAt: options.now() });
    }
  };
}

/** How far a look has come. */
interface Progress {
  step: RequestStep;
  peer: MailPeer;
}

function attemptOf({ host, port }: MailRequest, { step, peer }: Progress): Attempt {
  return { step, url: `imaps://${host}:${port}`, redirects: [], ...peer, requestHeaders: null };
}

/** An answer before it is known whose it is. */
type Contents<Answer = MailAnswer> = Answer extends { readonly peer: MailPeer }
  ? Omit<Answer, 'peer'>
  : never;

async function look(
  request: MailRequest,
  signal: AbortSignal,
  options: FetchMailOptions,
  progress: Progress,
): Promise<Contents> {
  const { host, port, user, password } = request;
  const socket = await openConnection(
    { protocol: 'https:', hostname: host, port: String(port) },
    {
      ...options,
      allowPrivate: request.allowPrivate,
      signal,
      onStep: (step, remoteAddress) => {
        Object.assign(progress, { step, peer: { remoteAddress, certificate: null } });
      },
      onConnected: ({ address: remoteAddress, certificate }) => {
        // What remains of the step is the login.
        Object.assign(progress, { step: 'handshake', peer: { remoteAddress, certificate } });
      },
      protocols: ['imap'],
    },
  );
  const client = new ImapFlow({
    host,
    port,
    secure: true,
    auth: { user, pass: password },
    logger: false,
    disableAutoIdle: true,
    disableCompression: true, // a compressed stream would have to be bounded anew
    maxLineLength: 4 * 1024 * 1024,
    maxLiteralSize: request.maxMailBytes,
    maxResponseSize: request.maxMailBytes + 1024 * 1024,
    transport: {
      connect: (_target, onConnect) => {
        setImmediate(onConnect);
        return socket;
      },
    },
  });
  // What ends a connection comes here; the command that waits learns only that there is no connection any more.
  let ending: unknown = null;
  client.on('error', (error) => {
    ending ??= error;
  });
  const stop = (): void => client.close();
  signal.addEventListener('abort', stop, { once: true });
  try {
    await client.connect();
    progress.step = 'request';
    const mailbox = await client.mailboxOpen(request.mailbox, { readOnly: true });
    return await readMailbox(client, mailbox, request);
  } catch (error) {
    throw ending ?? error;
  } finally {
    signal.removeEventListener('abort', stop);
    client.close();
  }
}

async function readMailbox(
  client: ImapFlow,
  mailbox: MailboxObject,
  request: MailRequest,
): Promise<Contents> {
  const uidValidity = String(mailbox.uidValidity);
  const state = `${uidValidity}-${mailbox.uidNext}-${mailbox.exists}`;
  if (state === request.known) return { kind: 'unchanged', state };
  const found = await search(client, request.wanted, uidValidity);
  const chosen =
    'after' in request.wanted ? found.slice(0, request.maxMails) : found.slice(-request.maxMails);
  const mails: Mail[] = [];
  const tooLarge: number[] = [];
  let total = 0;
  // Sizes first: a mail that is too large must not be sent at all.
  const sizes =
    chosen.length === 0 ? [] : await client.fetchAll(chosen, { uid: true, size: true }, { uid: true });
  for (const { uid, size = Number.POSITIVE_INFINITY } of sizes) {
    if (size > request.maxMailBytes) {
      tooLarge.push(uid);
      continue;
    }
    total += size;
    if (total > request.maxTotalBytes)
      throw new Trouble(
        'too_large',
        `the mails that are wanted are larger than ${mebibytes(request.maxTotalBytes)}`,
      );
    const mail = await client.fetchOne(uid, { source: true }, { uid: true });
    // A mail that was deleted since the search is none of those that the mailbox holds now.
    if (mail !== false && mail.source) mails.push({ uid, bytes: mail.source });
  }
  return { kind: 'mails', state, uidValidity, mails, tooLarge, left: found.length - chosen.length };
}

/** The UIDs that are wanted, in the order in which the mails came. */
async function search(
  client: ImapFlow,
  wanted: MailRequest['wanted'],
  uidValidity: string,
): Promise<readonly number[]> {
  const first = 'after' in wanted && wanted.after?.uidValidity === uidValidity ? wanted.after.uid + 1 : 1;
  const queries = 'after' in wanted ? [{ uid: `${first}:*` }] : wanted.senders.map((from) => ({ from }));
  const found = new Set<number>();
  for (const query of queries) {
    const uids = await client.search(query, { uid: true });
    if (!uids) throw new Trouble('mail_refused', 'the server does not search the mailbox');
    // The star stands for the newest mail even where it came before (RFC 9051, 6.4.4).
    for (const uid of uids) if (uid >= first) found.add(uid);
  }
  return [...found].sort((one, other) => one - other);
}

/** What imapflow's errors mean, by their codes and marks. */
function failureOf(
  error: unknown,
  isLate: boolean,
  { host, mailbox }: MailRequest,
  circumstances: Pick<FetchFailure, 'attempt' | 'startedAt' | 'finishedAt'>,
): FetchFailure {
  const failed = (code: FetchFailureCode, detail: string): FetchFailure => ({
    kind: 'failure',
    code,
    detail: `mailbox ${JSON.stringify(mailbox)} at ${host}: ${detail}.`,
    capture: null,
    retryAfterMs: null,
    ...circumstances,
  });
  if (isLate) return failed('timed_out', 'the mails did not come in time');
  if (has(error, 'authenticationFailed')) return failed('mail_refused', 'the server refused the login');
  if (has(error, 'responseStatus'))
    return failed('mail_refused', 'the server refused to open or search the mailbox');
  if (hasCode(error, /TooLarge|TooManyTokens/))
    return failed('too_large', 'an answer is larger than is allowed');
  const trouble = networkTrouble(error, host);
  return failed(trouble.failure, trouble.message);
}

function has(error: unknown, mark: string): boolean {
  return error instanceof Error && Boolean(Reflect.get(error, mark));
}

function hasCode(error: unknown, codes: RegExp): boolean {
  return error instanceof Error && 'code' in error && codes.test(String(error.code));
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MiB`;
}
