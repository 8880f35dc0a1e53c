import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Source } from '../../src/domain/source.ts';
import type { Collector } from '../../src/sources/adapter.ts';
import { mailboxAdapter } from '../../src/sources/mailbox.ts';

const now = new Date('2026-03-04T08:00:00Z');
const collector: Collector = {
  fetch: () => Promise.reject(new Error('a folder asks nobody')),
  fetchMail: () => Promise.reject(new Error('a folder asks nobody')),
  validators: () => null,
  now: () => now,
};

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modelwarden-mailbox-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

function collect(path = folder) {
  const options = mailboxAdapter.options.parse({ folder: path, senders: ['@norvik.example'] });
  const source: Source = {
    id: 'norvik/notices',
    vendor: 'norvik',
    title: 'Notices',
    role: 'changelog',
    kind: 'mailbox',
    url: 'https://norvik.example/notices',
    cadence: { kind: 'every', everyMs: 3_600_000 },
    headers: {},
    allowPrivate: [],
    announcedBy: [],
    options,
  };
  return mailboxAdapter.collect(source, options, collector);
}

async function put(
  name: string,
  sender = 'notices@norvik.example',
  body = 'Scribe 2 retires.',
): Promise<void> {
  await writeFile(join(folder, name), `From: ${sender}\nSubject: ${name}\nMessage-ID: <${name}>\n\n${body}`);
}

async function read() {
  const collected = await collect();
  if (collected.kind !== 'captures') throw new Error(`the folder was not read: ${JSON.stringify(collected)}`);
  const options = { folder, senders: ['@norvik.example'] };
  const reading = mailboxAdapter.read(collected.captures, options);
  if (reading.kind !== 'document') throw new Error('there is no document');
  return { document: reading.document, captures: collected.captures };
}

describe('a folder of mails', () => {
  it('keeps the mails as they are, after a list of what was there', async () => {
    await put('b é.eml');
    await put('a.EML');

    const { captures, document } = await read();
    expect(captures.map(({ url, status, startedAt }) => ({ url, status, startedAt }))).toEqual(
      ['', '#a.EML', '#b%20%C3%A9.eml'].map((end) => ({
        url: `https://norvik.example/notices${end}`,
        status: 200,
        startedAt: now,
      })),
    );
    expect(document.blocks.flatMap((block) => (block.kind === 'heading' ? block.text : []))).toEqual([
      'b é.eml',
      'a.EML',
    ]);
  });

  it('gives the same bytes while nothing changes', async () => {
    await put('b.eml');
    await put('a.eml');
    expect((await read()).captures).toEqual((await read()).captures);
  });

  it('keeps nothing of mails from others, and counts them', async () => {
    await put('a.eml', 'patient@clinic.example', 'private');
    await put('b.eml', 'notices@norvik.example', 'x'.repeat(2 * 1024 * 1024));
    const { captures, document } = await read();
    expect(captures).toHaveLength(1);
    expect(document).toMatchObject({
      blocks: [],
      remarks: [
        '1 mails from other senders were passed over',
        '1 mails are larger than 2 MiB and were passed over',
        'there is no mail from the allowed senders',
      ],
    });
  });

  it('reads plain files of its own only', async () => {
    await mkdir(join(folder, 'inner.eml'));
    await put('notes.txt');
    await put('real.eml');
    await symlink(join(folder, 'notes.txt'), join(folder, 'link.eml'));
    expect((await read()).captures.map(({ url }) => url).slice(1)).toEqual([
      'https://norvik.example/notices#real.eml',
    ]);
  });

  it('fails when it is not there', async () => {
    expect(await collect(join(folder, 'nowhere'))).toMatchObject({
      kind: 'failure',
      code: 'folder_unreadable',
      detail: expect.stringMatching(/nowhere cannot be read \(ENOENT\)\.$/),
    });
  });

  it('fails rather than leave out some of very many mails', async () => {
    for (let index = 0; index <= 500; index += 1) await put(`${index}.eml`);
    expect(await collect()).toMatchObject({ kind: 'failure', code: 'too_large' });
  });
});

it.each([
  ['a relative folder', { folder: 'mail', senders: ['@norvik.example'] }],
  ['nobody', { folder: '/mail', senders: [] }],
  ['everybody', { folder: '/mail', senders: ['@'] }],
  ['a name', { folder: '/mail', senders: ['Norvik <notices@norvik.example>'] }],
  ['nothing', {}],
])('options that name %s are refused', (_name, options) => {
  expect(mailboxAdapter.options.safeParse(options).success).toBe(false);
});

it('a list of mails that is none is an error', () => {
  const capture = {
    url: 'https://norvik.example/notices',
    finalUrl: 'https://norvik.example/notices',
    redirects: [],
    status: 200,
    headers: {},
    body: new TextEncoder().encode('{"mails":1}'),
    startedAt: now,
    finishedAt: now,
    remoteAddress: null,
    certificate: null,
  };
  expect(() => mailboxAdapter.read([capture], { folder: '/mail', senders: ['@norvik.example'] })).toThrow(
    expect.objectContaining({ code: 'malformed_json' }),
  );
});
