/** `modelwarden replay` on revisions of a made-up vendor, as a child process. */
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { writeDemoConfig } from '../../src/demo/demo-config.ts';
import { makeDataFolder } from '../support/postgres.ts';
import { runCommand, startCommand } from '../support/run-command.ts';
import { tryCommand } from '../support/try-command.ts';

const timeoutMs = 120_000;

/** A model card; what is not named stays as it is. */
function card(part: {
  readonly trainedUntil?: string;
  readonly context?: string;
  readonly footer?: string;
}): string {
  const {
    trainedUntil = 'March 2025',
    context = '32,000',
    footer = 'See https://norvik.example/?utm_source=a',
  } = part;
  return `# norvik-scribe-2\n\nA model that drafts visit notes.\n\n## Training data\n\nTrained on de-identified visit notes until ${trainedUntil}.\n\n## Limits\n\n- The context window is ${context} tokens.\n- English only.\n\n${footer}\n`;
}

function changelog(entries: readonly string[]): string {
  return `# Changelog\n\n${entries.join('\n\n')}\n`;
}

const firstEntry = '## 2026-01-05\n\n- norvik-triage-1 now accepts longer transcripts.';
const announcement =
  '## 2026-02-10\n\n- The context window of norvik-scribe-2 grows from 32,000 to 64,000 tokens.';

/** Day, document, role, file, bytes: the life of a vendor in a quarter of a year. */
const revisions = [
  ['2026-01-06', 'changelog', 'changelog', '0.md', changelog([firstEntry])],
  ['2026-01-06', 'scribe-card', 'model-card', '0.md', card({})],
  ['2026-01-06', 'model-list', 'model-list', '0.py', 'MODELS = [\n    "norvik-scribe-2",\n]\n'],
  // Nobody says a word about new training data.
  ['2026-01-15', 'scribe-card', 'model-card', '1.md', card({ trainedUntil: 'November 2025' })],
  // Another tracking id: not a change.
  [
    '2026-01-25',
    'scribe-card',
    'model-card',
    '2.md',
    card({ trainedUntil: 'November 2025', footer: 'See https://norvik.example/?utm_source=b' }),
  ],
  ['2026-02-10', 'changelog', 'changelog', '1.md', changelog([announcement, firstEntry])],
  [
    '2026-02-10',
    'scribe-card',
    'model-card',
    '3.md',
    card({
      trainedUntil: 'November 2025',
      context: '64,000',
      footer: 'See https://norvik.example/?utm_source=b',
    }),
  ],
  [
    '2026-03-01',
    'model-list',
    'model-list',
    '1.py',
    'MODELS = [\n    "norvik-scribe-3",\n    "norvik-scribe-2",\n]\n',
  ],
] as const;

let home = '';
let config = '';
let folder = '';

beforeAll(async () => {
  home = await makeDataFolder();
  config = await writeDemoConfig(home, { url: 'https://norvik.invalid', host: 'norvik.invalid' });
  folder = await writeRevisions('quarter');
});
afterAll(() => rm(home, { recursive: true, force: true }));

type Entry = Readonly<Record<'doc' | 'kind' | 'file' | 'date', string>> & {
  companion_changelog: string | null;
};

/** Writes the revisions; `change` may spoil the manifest. */
async function writeRevisions(
  name: string,
  change: (entries: readonly Entry[]) => readonly unknown[] = (entries) => entries,
): Promise<string> {
  const place = join(home, name);
  const entries: Entry[] = [];
  for (const [day, document, role, file, text] of revisions) {
    const path = join('data', document, file);
    await mkdir(join(place, dirname(path)), { recursive: true });
    await writeFile(join(place, path), text);
    const companion = role === 'changelog' ? null : 'norvik/changelog';
    entries.push({
      doc: `norvik/${document}`,
      kind: role,
      companion_changelog: companion,
      file: path,
      date: `${day}T12:00:00Z`,
    });
  }
  await writeFile(join(place, 'manifest.json'), JSON.stringify(change(entries)));
  return place;
}

function replayed(...args: string[]) {
  return runCommand(['--config', config, 'replay', ...args]);
}

const eventLine = z.looseObject({ kind: z.string() });

describe('replaying a quarter of a year', { timeout: timeoutMs }, () => {
  it('tells each event in a line, keeps the mails, and ends with the totals', async () => {
    const mails = join(home, 'mails');
    const { code, stdout, stderr } = await replayed(folder, '--mails', mails);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^2026-01-06 12:00 {2}first seen {2}norvik\/changelog\n/);
    expect(stdout).toMatch(
      /2026-01-15 12:00 {2}change {6}\w+ +norvik\/scribe-card@2 {2}.*“March” became “November”/,
    );
    expect(stdout).toMatch(
      /2026-01-\d\d \d\d:\d\d {2}verdict {5}unannounced {2}norvik\/scribe-card@2 {2}No entry/,
    );
    expect(stdout).toMatch(/2026-02-10 12:00 {2}verdict {5}announced-same-day {2}norvik\/scribe-card@3 {2}/);
    expect(stdout).toMatch(
      /2026-03-01 12:00 {2}change {6}\w+ +norvik\/model-list@2 {2}New model: norvik-scribe-3/,
    );
    expect(stdout).toMatch(/revisions {2}8 of 3 documents, 7 of them new versions\n/);
    expect(stdout).not.toContain('2026-01-25');
    expect(stdout).not.toContain('pending  norvik');

    const files = await readdir(mails);
    const told = stdout.match(/^\S+ \S+ {2}mail /gm) ?? [];
    expect(files).toHaveLength(told.length);
    const texts = await Promise.all(
      files.map(async (file) => simpleParser(await readFile(join(mails, file)))),
    );
    const unannounced = texts.filter(({ text }) => text?.includes('unannounced'));
    expect(unannounced.map(({ text }) => text).join('\n')).toMatch(/November/);
  });

  it('prints JSON lines that a program can read', async () => {
    const { code, stdout } = await replayed(folder, '--json');
    expect(code).toBe(0);
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => eventLine.parse(JSON.parse(line)));
    expect(events[0]).toMatchObject({ at: '2026-01-06T12:00:00.000Z', kind: 'first-seen' });
    expect(events).toContainEqual(
      expect.objectContaining({ kind: 'verdict', change: 'norvik/scribe-card@2', state: 'unannounced' }),
    );
    expect(events.at(-1)).toMatchObject({
      kind: 'totals',
      documents: 3,
      revisions: 8,
      verdicts: { unannounced: expect.any(Number) },
    });
    const summary = await replayed(folder, '--summary');
    expect(summary.stdout).toMatch(/^revisions {2}8 of 3 documents/);
  });

  it('ends in order when the reader has seen enough', async () => {
    const before = await replayFolders();
    const { child, ended } = startCommand(['--config', config, 'replay', folder]);
    child.stdout?.once('data', () => child.stdout?.destroy());
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
    expect(await replayFolders()).toEqual(before);
  });

  it('says so when a document names a changelog that is not there', async () => {
    const place = await writeRevisions('alone', (entries) =>
      entries.filter(({ doc }) => doc === 'norvik/scribe-card'),
    );
    const { code, stdout, stderr } = await replayed(place, '--summary');
    expect(code).toBe(0);
    expect(stderr).toBe(
      'note: norvik/scribe-card names norvik/changelog as its changelog, which the manifest does not list\n',
    );
    expect(stdout).toMatch(/verdicts {3}2 unknown\n/);
  });
});

describe('a folder that cannot be replayed is refused with every reason', { timeout: timeoutMs }, () => {
  it.each<readonly [string, (entries: readonly Entry[]) => readonly unknown[], RegExp]>([
    [
      'a role that none is',
      ([first, ...rest]) => [...rest, { ...first, kind: 'blog' }],
      /entry 8, kind: .*"changelog"/,
    ],
    [
      'a date that is none',
      ([first, ...rest]) => [{ ...first, date: 'yesterday' }, ...rest],
      /entry 1, date: /,
    ],
    [
      'a file that is not there',
      ([first, ...rest]) => [{ ...first, file: 'data/gone.md' }, ...rest],
      /data\/gone\.md is not there/,
    ],
    [
      'a path outside',
      ([first, ...rest]) => [{ ...first, file: '../../secret.md' }, ...rest],
      /entry 1, file: must lie within the folder/,
    ],
    [
      'a link that leads outside',
      ([first, ...rest]) => [{ ...first, file: 'out/link.md' }, ...rest],
      /out\/link\.md must lie within the folder/,
    ],
    ['no revisions', () => [], /lists no revisions/],
  ])('%s', async (name, change, reason) => {
    const place = await writeRevisions(name.replaceAll(' ', '-'), change);
    await mkdir(join(place, 'out'));
    await writeFile(join(home, 'outside.md'), '# Outside\n');
    await symlink(join(home, 'outside.md'), join(place, 'out', 'link.md'));
    const { code, printed, remarked } = await tryCommand(['--config', config, 'replay', place]);
    expect(remarked).toMatch(reason);
    expect(remarked).toContain('what to do: give a folder with a manifest.json');
    expect({ code, printed }).toEqual({ code: 2, printed: '' });
  });

  it('a manifest that is no JSON', async () => {
    const place = await writeRevisions('no-json');
    await writeFile(join(place, 'manifest.json'), '[{');
    expect((await tryCommand(['--config', config, 'replay', place])).remarked).toMatch(
      /manifest\.json cannot be read: /,
    );
  });
});

async function replayFolders(): Promise<readonly string[]> {
  return (await readdir(tmpdir())).filter((name) => name.startsWith('modelwarden-replay-')).sort();
}
