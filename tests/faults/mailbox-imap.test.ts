import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFetch, type Fetcher } from '../../src/fetch/create-fetch.ts';
import { observeSource, type Sighting } from '../../src/pipeline/observe-source.ts';
import { mailboxAdapter } from '../../src/sources/mailbox.ts';
import type { Validators } from '../../src/store/schema.ts';
import { type ImapServer, startImapServer } from '../support/imap.ts';
import { testAuthority } from '../support/site-certificates.ts';

const user = 'notices';
const password = 'secret-that-nobody-may-see';
let server: ImapServer;
let fetcher: Fetcher;

beforeEach(async () => {
  server = await startImapServer(user, password);
  fetcher = fetcherOf({});
});
afterEach(async () => {
  await fetcher.close();
  await server.stop();
});

function fetcherOf(part: { readonly timeoutMs?: number; readonly authorities?: readonly string[] }): Fetcher {
  return createFetch({
    userAgent: 'Modelwarden/test',
    timeoutMs: part.timeoutMs ?? 30_000,
    maxBytes: 1_000_000,
    now: () => new Date('2026-03-04T08:00:00Z'),
    resolve: async () => [{ address: '127.0.0.1', family: 4 }],
    extraCertificateAuthorities: part.authorities ?? [testAuthority()],
  });
}

interface Look {
  readonly imap?: object;
  readonly senders?: readonly string[];
  readonly allowPrivate?: readonly string[];
  readonly validators?: Readonly<Record<string, Validators>>;
  readonly with?: Fetcher;
}

/** One look at the mailbox, as the pipeline does it. */
async function look(part: Look = {}): Promise<Sighting> {
  const imap = { host: 'localhost', port: server.port, user, password, ...part.imap };
  const options = mailboxAdapter.options.parse({ imap, senders: part.senders ?? ['@norvik.example'] });
  const source = {
    id: 'norvik/notices',
    vendor: 'norvik',
    title: 'Notices',
    role: 'changelog',
    kind: 'mailbox',
    url: 'https://norvik.example/notices',
    cadence: { kind: 'every', everyMs: 3_600_000 },
    headers: {},
    allowPrivate: part.allowPrivate ?? ['localhost'],
    announcedBy: [],
    options,
  } as const;
  const { fetch, fetchMail } = part.with ?? fetcher;
  const now = new Date('2026-03-04T08:00:00Z');
  const memory = {
    validators: part.validators ?? {},
    lastFullFetchAt: now,
    bodyHashes: part.validators ? [''] : null,
    isSecondLook: false,
  };
  return observeSource(
    { fetch, fetchMail, now: () => now },
    source,
    mailboxAdapter,
    memory,
    new AbortController().signal,
  );
}

function put(uid: number, from: string, subject: string, body = 'The model retires.'): void {
  server.mails.set(
    uid,
    `From: ${from}\r\nSubject: ${subject}\r\nMessage-ID: <${uid}@norvik.example>\r\nDate: Tue, 0${uid} Mar 2026 09:30:00 +0000\r\n\r\n${body}\r\n`,
  );
}

/** Headings of what was read, and remarks. */
function shown(sighting: Sighting) {
  if (sighting.kind !== 'document') throw new Error(`no document: ${JSON.stringify(sighting)}`);
  const { blocks, remarks } = sighting.document;
  return { mails: blocks.flatMap((block) => (block.kind === 'heading' ? [block.text] : [])), remarks };
}

describe('a mailbox on an IMAP server', () => {
  it('gives the mails of the senders as dated entries, newest first, and only reads', async () => {
    put(1, 'Norvik <notices@norvik.example>', 'Scribe 2 retires');
    put(2, 'notices@norvik.example', 'Scribe 3 is there');
    const sighting = await look();
    expect(shown(sighting)).toEqual({ mails: ['Scribe 3 is there', 'Scribe 2 retires'], remarks: [] });
    expect(new Set(sighting.captures.map(({ remoteAddress }) => remoteAddress))).toEqual(
      new Set(['127.0.0.1']),
    );
    expect(sighting.captures[0]?.certificate).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    expect(sighting.captures.map(({ url }) => url)).toEqual([
      'https://norvik.example/notices',
      'https://norvik.example/notices#1-1',
      'https://norvik.example/notices#1-2',
    ]);
    const words = server.commands.map((command) => command.split(' ')[0]);
    expect(words).toContain('EXAMINE');
    for (const word of ['SELECT', 'STORE', 'EXPUNGE', 'APPEND', 'DELETE']) expect(words).not.toContain(word);
    expect(server.commands.filter((command) => /BODY\[/.test(command))).toEqual([]);
  });

  it('neither asks for mails of others nor keeps those that only seem to be of a sender', async () => {
    put(1, 'notices@norvik.example', 'Scribe 2 retires');
    put(2, 'private@friend.example', 'Lunch?');
    put(3, '"@norvik.example" <evil@other.example>', 'Click here');
    const sighting = await look();
    expect(shown(sighting)).toEqual({
      mails: ['Scribe 2 retires'],
      remarks: ['1 mails from other senders were passed over'],
    });
    expect(server.commands.some((command) => /^UID FETCH \S*2/.test(command))).toBe(false);
    expect(JSON.stringify(sighting)).not.toContain('Click here');
  });

  it('is not read again while it holds what it held, and is when a mail came or it began anew', async () => {
    put(1, 'notices@norvik.example', 'Scribe 2 retires');
    const first = await look();
    const etag = first.captures[0]?.headers['etag'] ?? null;
    const validators = { 'https://norvik.example/notices': { etag, lastModified: null } };
    const before = server.commands.length;
    expect(await look({ validators })).toMatchObject({ kind: 'same', isFullFetch: false });
    expect(server.commands.slice(before).filter((command) => command.startsWith('UID'))).toEqual([]);
    server.uidValidity = 2;
    expect((await look({ validators })).kind).toBe('document');
    server.uidValidity = 1;
    put(2, 'notices@norvik.example', 'Scribe 3 is there');
    expect(shown(await look({ validators })).mails).toHaveLength(2);
  });

  it('may be empty', async () => {
    expect(shown(await look())).toEqual({
      mails: [],
      remarks: ['there is no mail from the allowed senders'],
    });
  });

  it('does not ask for a mail that is too large, and stops one that is larger than it said', async () => {
    put(1, 'notices@norvik.example', 'Scribe 2 retires');
    put(2, 'notices@norvik.example', 'Large', 'x'.repeat(3 * 1024 * 1024));
    expect(shown(await look())).toEqual({
      mails: ['Scribe 2 retires'],
      remarks: ['1 mails are larger than 2 MiB and were passed over'],
    });
    expect(server.commands).not.toContainEqual(expect.stringMatching(/^UID FETCH 2 .*BODY/));
    server.falseSizes.set(2, 100);
    expect(await look()).toMatchObject({ kind: 'trouble', outcome: 'failed', code: 'too_large' });
  });

  it.each([
    { name: 'a wrong password', part: { imap: { password: 'wrong' } }, code: 'mail_refused' },
    { name: 'a mailbox that is not there', part: { imap: { mailbox: 'Notices' } }, code: 'mail_refused' },
    { name: 'a host on a private address', part: { allowPrivate: [] }, code: 'address_forbidden' },
    { name: 'a port where nobody listens', part: { imap: { port: 1 } }, code: 'connection_refused' },
  ])('is trouble with a name, and never a change: $name', async ({ part, code }) => {
    const sighting = await look(part);
    expect(sighting).toMatchObject({ kind: 'trouble', outcome: 'failed', code });
    expect(JSON.stringify(sighting)).not.toContain(password);
  });

  it('is trouble when the certificate is not trusted, before any password is sent', async () => {
    const strict = fetcherOf({ authorities: [] });
    expect(await look({ with: strict })).toMatchObject({ kind: 'trouble', code: 'tls_invalid' });
    await strict.close();
    expect(server.commands).toEqual([]);
  });

  it('is trouble when the server falls silent', async () => {
    server.silent.add('EXAMINE');
    const hasty = fetcherOf({ timeoutMs: 1_500 });
    expect(await look({ with: hasty })).toMatchObject({
      kind: 'trouble',
      code: 'timed_out',
      attempt: { step: 'request', remoteAddress: '127.0.0.1', certificate: expect.any(String) },
    });
    await hasty.close();
  });
});

it('wants either a folder or a mailbox, and a host without an address around it', () => {
  const accepts = (part: object) =>
    mailboxAdapter.options.safeParse({ senders: ['@a.example'], ...part }).success;
  const imap = { host: 'mail.example.org', user, password };
  expect(accepts({ imap })).toBe(true);
  expect(accepts({ folder: '/var/mail/notices' })).toBe(true);
  expect(accepts({})).toBe(false);
  expect(accepts({ imap, folder: '/var/mail/notices' })).toBe(false);
  expect(accepts({ imap: { ...imap, host: 'imaps://mail.example.org' } })).toBe(false);
});
