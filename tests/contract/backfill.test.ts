import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dateOfName } from '../../src/backfill/folder-history.ts';
import { sequenceLog } from '../../src/evidence/sequence-log.ts';
import { sha256 } from '../../src/store/bodies.ts';
import { loadEntries } from '../../src/store/evidence-log.ts';
import { loadWitnessedAt } from '../../src/store/witnessed-versions.ts';
import { type ConfigFolder, makeConfigFolder } from '../support/config-folder.ts';
import { type FreshDatabase, startTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { commandWorld, tryCommand } from '../support/try-command.ts';
import { problemsOf } from '../support/verify.ts';

const terms = [
  'vendor:',
  '  id: norvik',
  '  name: Norvik Health AI',
  'sources:',
  '  - id: terms',
  '    title: Norvik terms',
  '    role: terms',
  '    kind: html',
  '    url: https://norvik.example/terms',
  '    options:',
  '      select: main',
  '',
].join('\n');
const state = (days: number): string =>
  `# Terms\n\nWe may use your data for training.\n\nWe keep logs for ${days} days.\n`;

let postgres: TestDatabase;
let database: FreshDatabase;
let folder: ConfigFolder;
let work: string;

beforeAll(async () => {
  postgres = await startTestDatabase();
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  database = await postgres.newDatabase();
  folder = await makeConfigFolder({
    'modelwarden.yaml': `databaseUrl: ${database.databaseUrl}\n`,
    'vendors/norvik.yaml': terms,
  });
  work = await mkdtemp(join(tmpdir(), 'modelwarden-history-'));
  return async () => {
    await folder.remove();
    await rm(work, { recursive: true, force: true });
  };
});

const world = { ...commandWorld, env: { PATH: process.env['PATH'] } };
const command = (...argv: readonly string[]) => tryCommand(['--config', folder.path, ...argv], world);

/** Commits a file as a stranger would, with both dates given. */
function git(args: readonly string[], dates?: { readonly author: string; readonly commit: string }): void {
  execFileSync('git', ['-C', join(work, 'docs'), ...args], {
    stdio: 'pipe',
    env: {
      PATH: process.env['PATH'],
      HOME: work,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_NAME: 'x',
      GIT_AUTHOR_EMAIL: 'x@norvik.example',
      GIT_COMMITTER_NAME: 'x',
      GIT_COMMITTER_EMAIL: 'x@norvik.example',
      ...(dates && { GIT_AUTHOR_DATE: dates.author, GIT_COMMITTER_DATE: dates.commit }),
    },
  });
}

async function commit(path: string, text: string | null, author: string, committed = author): Promise<void> {
  if (text !== null) await writeFile(join(work, 'docs', path), text);
  git(['add', '-A']);
  git(['commit', '-q', '-m', 'x', '--no-gpg-sign'], {
    author: `${author}T10:00:00Z`,
    commit: `${committed}T10:00:00Z`,
  });
}

/** Five commits: written, changed, moved, changed with a date that its author made up, reformatted. */
async function makeRepository(): Promise<void> {
  await mkdir(join(work, 'docs'));
  git(['init', '-q', '-b', 'main']);
  await commit('old.md', state(30), '2025-01-10');
  await commit('old.md', state(60), '2025-03-10');
  git(['mv', 'old.md', 'terms.md']);
  await commit('other.md', 'x', '2025-04-10');
  await commit('terms.md', state(90), '2024-01-01', '2025-06-10');
  await commit('terms.md', state(90).replaceAll('\n\n', '\n\n\n'), '2025-07-10');
}

async function counts() {
  const { rows } = await database.pool.query(`select
    (select count(*)::int from witnessed_versions) as witnessed, (select count(*)::int from looks) as looks,
    (select count(*)::int from versions) as versions, (select count(*)::int from changes) as changes,
    (select count(*)::int from alerts) as alerts, (select count(*)::int from announcements) as announcements,
    (select count(*)::int from verdicts) as verdicts, (select count(*)::int from coming_dates) as days`);
  return rows[0];
}
const onlyWitnessed = (witnessed: number) => ({
  witnessed,
  looks: 0,
  versions: 0,
  changes: 0,
  alerts: 0,
  announcements: 0,
  verdicts: 0,
  days: 0,
});

describe('backfill from git', () => {
  it('imports what others witnessed, through renames, once, and nothing of it is ours', async () => {
    await makeRepository();
    const argv = ['backfill', 'norvik/terms', '--git', join(work, 'docs'), '--path', 'terms.md'];
    const dry = await command(...argv, '--dry-run');
    expect(dry.printed).toMatch(/3 states would be imported, marked as witnessed by others/);
    expect(await counts()).toEqual(onlyWitnessed(0));

    const first = await command(...argv);
    expect(first, first.remarked).toMatchObject({ code: 0 });
    expect(first.printed).toMatch(/3 states imported, marked as witnessed by others/);
    expect(first.printed).toMatch(/say what the one before says/);
    expect(first.progress.length).toBeGreaterThan(3);
    expect(await counts()).toEqual(onlyWitnessed(3));
    expect((await command(...argv)).printed).toMatch(
      /0 states imported[\s\S]*3 passed over: imported before/,
    );
    expect(await counts()).toEqual(onlyWitnessed(3));

    const rows = await database.kysely
      .selectFrom('witnessed_versions')
      .selectAll()
      .orderBy('number')
      .execute();
    expect(rows).toMatchObject([
      {
        number: 1,
        witness: 'git',
        origin: 'docs',
        before_number: null,
        body_sha256: sha256(Buffer.from(state(30))),
      },
      { number: 2, before_number: 1 },
      // By the committer: an author may write any date.
      { witnessed_at: new Date('2025-06-10T10:00:00Z'), authored_at: new Date('2024-01-01T10:00:00Z') },
    ]);
    const then = await loadWitnessedAt(database.kysely, 'norvik/terms', new Date('2025-05-01T00:00:00Z'));
    expect(then?.number).toBe(2);
    await sequenceLog(database.kysely, { now: new Date(), isComplete: true });
    const logged = (await loadEntries(database.kysely, 0, 100)).filter(({ kind }) => kind === 'import');
    expect(logged.map(({ ref }) => ref)).toEqual(['norvik/terms@w1', 'norvik/terms@w2', 'norvik/terms@w3']);
    expect(await problemsOf(database.kysely)).toEqual([]);
    await expect(database.pool.query(`update witnessed_versions set summary = 'x'`)).rejects.toThrow(
      /never altered/,
    );
  });

  it('follows the order of commits, also of several at one instant that go back and forth', async () => {
    await makeRepository();
    for (const days of [30, 60, 30]) await commit('terms.md', state(days), '2025-08-01');
    const argv = ['backfill', 'norvik/terms', '--git', join(work, 'docs'), '--path', 'terms.md'];
    expect((await command(...argv)).printed).toMatch(/6 states imported/);
    expect((await command(...argv)).printed).toMatch(/0 states imported/);
    const at = new Date('2025-09-01T00:00:00Z');
    const standing = await loadWitnessedAt(database.kysely, 'norvik/terms', at);
    expect(standing).toMatchObject({
      number: 6,
      before_number: 5,
      body_sha256: sha256(Buffer.from(state(30))),
    });
  });

  it('shows it as witnessed by others wherever it shows', async () => {
    await makeRepository();
    await command('backfill', 'norvik/terms', '--git', join(work, 'docs'), '--path', 'terms.md');
    const list = await command('changes', 'list');
    expect(list.printed.match(/witnessed by others/g)).toHaveLength(2);
    expect((await command('changes', 'list', '--disclosure', 'unannounced')).printed).toMatch(
      /no recorded change/,
    );
    const show = await command('changes', 'show', 'norvik/terms@w3');
    expect(show.printed).toMatch(
      /commit [0-9a-f]{40} of the git repository docs, committed 2025-06-10 10:00 UTC, by its author dated 2024-01-01/,
    );
    expect(show.printed).toMatch(/We did not see it, nobody was told of it, and no verdict rests on it/);
    expect(show.printed).toMatch(/\+ We keep logs for \[90\] days/);
    const source = await command('sources', 'show', 'norvik/terms');
    expect(source.printed).toMatch(
      /3 states from 2025-01-10 10:00 to 2025-06-10 10:00 UTC, witnessed by others: git repository docs/,
    );
    expect(source.printed).toMatch(/looks {6}none/);
    const json: unknown = JSON.parse((await command('changes', 'list', '--json')).printed);
    expect(json).toMatchObject([{ id: 'norvik/terms@w3', witnessedBy: expect.any(String) }, {}]);
  });

  it('ends where our own looks begin', async () => {
    await makeRepository();
    await database.pool.query(
      `insert into source_states (source_id, vendor, watched_since, due_at, first_sighted_at)
       values ('norvik/terms', 'norvik', '2025-02-01', now(), '2025-03-01')`,
    );
    const done = await command('backfill', 'norvik/terms', '--git', join(work, 'docs'), '--path', 'terms.md');
    expect(done.printed).toMatch(/1 state imported/);
    expect(done.printed).toMatch(/passed over: from after our first look/);
  });

  it('runs nothing that a hostile repository names, and reads no link and no pointer', async () => {
    await makeRepository();
    const docs = join(work, 'docs');
    const trap = join(work, 'trap.sh');
    await writeFile(trap, `#!/bin/sh\ntouch ${join(work, 'sprung')}\ncat\n`);
    await chmod(trap, 0o755);
    await writeFile(join(docs, '.gitattributes'), '*.md diff=evil filter=evil\n');
    await commit('terms.md', 'version https://git-lfs.github.com/spec/v1\noid sha256:00\n', '2025-08-01');
    await rm(join(docs, 'terms.md'));
    await symlink('/etc/passwd', join(docs, 'terms.md'));
    await commit('other.md', 'y', '2025-08-02');
    for (const [name, value] of Object.entries({
      'core.fsmonitor': trap,
      'core.pager': trap,
      'core.sshCommand': trap,
      'diff.external': trap,
      'diff.evil.textconv': trap,
      'diff.evil.command': trap,
      'filter.evil.smudge': trap,
      'gpg.program': trap,
      'log.showSignature': 'true',
      'remote.origin.url': `ext::${trap}`,
      'remote.origin.promisor': 'true',
      'extensions.partialClone': 'origin',
    }))
      git(['config', name, value]);
    const done = await command('backfill', 'norvik/terms', '--git', docs, '--path', 'terms.md', '--json');
    expect(await readdir(work)).not.toContain('sprung');
    expect(done.code).toBe(1);
    expect(JSON.parse(done.printed)).toMatchObject({
      states: expect.arrayContaining([
        expect.objectContaining({ kind: 'imported' }),
        expect.objectContaining({ kind: 'unreadable', reason: expect.stringMatching(/Git LFS/) }),
      ]),
      remarks: [expect.stringMatching(/no plain file/)],
    });
    expect(await counts()).toEqual(onlyWitnessed(3));
  });

  it.each([
    [['--git', 'nowhere', '--path', 'x'], /nowhere is no folder/],
    [['--git', '.', '--path', '--output=x'], /has no history of --output=x|git cannot read/],
    [['--git', '.'], /--git and --path belong together/],
    [[], /a history comes from one place/],
    [['--folder', 'nowhere'], /nowhere is no folder/],
  ])('says what is wrong with %j', async (argv, words) => {
    const { code, remarked } = await command('backfill', 'norvik/terms', ...argv);
    expect(remarked).toMatch(words);
    expect(code).toBe(2);
  });
});

describe('backfill from a folder', () => {
  it('takes dated files in their order, without those that say nothing new', async () => {
    const archive = join(work, 'archive');
    await mkdir(archive);
    const page = (days: number): string => `<main><h1>Terms</h1><p>We keep logs for ${days} days.</p></main>`;
    await writeFile(join(archive, 'terms-2025-02-01.html'), page(60));
    await writeFile(join(archive, 'terms-20250101T1200Z.html'), page(30));
    await writeFile(join(archive, '0002-2025-02-03-be1aa964.html'), page(60));
    await writeFile(join(archive, '2025-03-01.html'), '<p>no main here</p>');
    await writeFile(join(archive, 'notes.txt'), 'x');
    await symlink('/etc/passwd', join(archive, '2025-04-01.html'));
    const done = await command('backfill', 'norvik/terms', '--folder', archive);
    expect(done.printed).toMatch(/2 states imported[\s\S]*1 passed over: say what[\s\S]*1 could not be read/);
    expect(done.remarked).toMatch(/notes\.txt is no plain file[\s\S]*/);
    expect(done.code).toBe(1);
    expect((await command('backfill', 'norvik/terms', '--folder', archive)).printed).toMatch(
      /0 states imported[\s\S]*2 passed over: imported before/,
    );
    const show = await command('changes', 'show', 'norvik/terms@w2');
    expect(show.printed).toMatch(
      /terms-2025-02-01\.html \(SHA-256 [0-9a-f]{16}\) in the archive archive, dated 2025-02-01/,
    );
  });

  it('takes the document of a manifest', async () => {
    const archive = join(work, 'archive');
    await mkdir(archive);
    await writeFile(join(archive, 'a.md'), state(30));
    await writeFile(join(archive, 'b.md'), state(60));
    const entry = (doc: string, file: string, date: string) => ({ doc, kind: 'terms', file, date });
    await writeFile(
      join(archive, 'manifest.json'),
      JSON.stringify([
        entry('norvik/terms', 'b.md', '2025-02-01'),
        entry('norvik/terms', 'a.md', '2025-01-01'),
        entry('norvik/other', 'a.md', '2025-01-01'),
      ]),
    );
    const done = await command('backfill', 'norvik/terms', '--folder', archive);
    expect(done.printed).toMatch(/2 states imported/);
    const other = await command('backfill', 'norvik/terms', '--folder', archive, '--document', 'norvik/none');
    expect(other.remarked).toMatch(/choose one with --document: norvik\/terms, norvik\/other/);
  });

  it.each([
    ['terms-2025-02-01.html', '2025-02-01T00:00:00.000Z'],
    ['20250201123059.html', '2025-02-01T12:30:59.000Z'],
    ['2025-02-01T12-30.md', '2025-02-01T12:30:00.000Z'],
    ['0001-2026-05-06-11916e17.md', '2026-05-06T00:00:00.000Z'],
    ['0001-2026-05-06-12301e17.md', '2026-05-06T00:00:00.000Z'],
    ['2025-02-31.md', null],
    ['12345678901.md', null],
    ['terms.md', null],
  ])('reads %s as %s', (name, expected) => {
    expect(dateOfName(name)?.toISOString() ?? null).toBe(expected);
  });
});

describe('hold and prune', () => {
  it('are used from the command line', async () => {
    expect(
      (
        await command(
          'hold',
          'add',
          '--vendor',
          'norvik',
          '--reason',
          'Doe v. Lakeside',
          '--author',
          'ann',
          '--to',
          '2026-06-30',
        )
      ).printed,
    ).toBe('hold 1 keeps everything of norvik, until 2026-06-30 until it is ended');
    expect((await command('hold', 'add', '--tool', 'scribe', '--reason', 'audit')).printed).toMatch(
      /everything of norvik, on which the tool scribe rests/,
    );
    expect((await command('hold', 'add', '--tool', 'scrib', '--reason', 'audit')).remarked).toMatch(
      /no tool is called scrib/,
    );
    expect((await command('hold', 'add', '--reason', 'audit')).remarked).toMatch(
      /one of --vendor, --source, --tool and --everything/,
    );
    expect((await command('hold', 'list')).printed).toMatch(/1 .* ann .* holds .*Doe v\. Lakeside/);
    expect((await command('hold', 'end', '1', '--author', 'bob')).printed).toBe('hold 1 is over');
    expect((await command('hold', 'end', '7')).remarked).toMatch(/there is no hold 7/);
    expect((await command('hold', 'list', '--all')).printed).toMatch(/ended .* by bob/);
    expect((await command('prune', '--dry-run')).printed).toMatch(
      /kept for 6 years after[\s\S]*Nothing has expired/,
    );
  });
});
