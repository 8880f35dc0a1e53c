/** The command line as an operator meets it: child processes on a folder and a vendor site of their own. */
import { existsSync } from 'node:fs';
import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadConfiguration, openStore, type World } from '../../src/compose.ts';
import { writeDemoConfig } from '../../src/demo/demo-config.ts';
import { changeCardSilently } from '../../src/demo/pages.ts';
import { startVendorSite, type VendorSite } from '../../src/demo/vendor-site.ts';
import { createSilentLog } from '../../src/observe/log.ts';
import type { Database } from '../../src/store/database.ts';
import { makeDataFolder } from '../support/postgres.ts';
import { type CommandAnswer, runCommand, startCommand } from '../support/run-command.ts';
import { startSite } from '../support/site.ts';

const timeoutMs = 120_000;
const world: World = { env: process.env, now: () => new Date(), newId: () => crypto.randomUUID() };

let folder = '';
let config = '';
let site: VendorSite;

beforeAll(async () => {
  folder = await makeDataFolder();
  site = await startVendorSite();
  config = await writeDemoConfig(folder, site);
});
afterAll(async () => {
  await site.stop();
  await rm(folder, { recursive: true, force: true });
});

function run(...args: string[]): Promise<CommandAnswer> {
  return runCommand(['--config', config, ...args]);
}

/** The embedded server's own sign that it runs. */
function isServerRunning(home = folder): boolean {
  return existsSync(join(home, 'data', 'postgres', 'cluster', 'postmaster.pid'));
}

function parsed<Shape extends z.ZodType>({ stdout }: CommandAnswer, shape: Shape): z.infer<Shape> {
  return shape.parse(JSON.parse(stdout));
}

it('commands on an empty folder say that there is nothing yet, and leave no server behind', {
  timeout: timeoutMs,
}, async () => {
  const changes = await run('changes');
  expect(changes).toMatchObject({ code: 0, stderr: '' });
  expect(changes.stdout).toMatch(/^no changes recorded yet: /);
  const sources = await run('sources');
  expect(sources.stdout).toMatch(/norvik\/terms +terms +html +2 s +– +– +not polled yet/);
  const status = await run('status');
  expect(status.code).toBe(1);
  expect(status.stdout).toMatch(/^no worker is watching; `npx modelwarden start` starts one\n/);
  expect(status.stdout).toContain('not polled yet    5 of 5\n');
  expect(isServerRunning()).toBe(false);
});

describe('commands beside another that uses the database', { timeout: timeoutMs }, () => {
  let database: Database;
  beforeAll(async () => {
    const { settings } = await loadConfiguration(config, world);
    database = await openStore(settings, createSilentLog(), 'reader');
  });
  afterAll(() => database.close());

  it('name what was most likely meant', async () => {
    expect(await run('sources', '--vendor', 'norvk')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('did you mean norvik?'),
    });
    expect(await run('check', 'norvik/term')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('did you mean norvik/terms?'),
    });
    expect(await run('changes', 'show', 'norvik/terms@9')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/no change called norvik\/terms@9[\s\S]*what to do: .*changes list/),
    });
  });

  it('see a change between two checks, list it, and show it whole', async () => {
    const first = await run('check');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toMatch(/norvik\/scribe-card +first-seen[\s\S]*5 checked, 0 could not be seen/);
    site.publish(changeCardSilently);
    const second = await run('check', 'norvik/scribe-card', '--json');
    expect(parsed(second, z.array(z.object({ outcome: z.string() })))).toMatchObject([
      { outcome: 'changed' },
    ]);

    const list = await run('changes', 'list', '--vendor', 'norvik', '--json');
    const [change] = parsed(
      list,
      z.array(z.object({ id: z.string(), severity: z.string(), summary: z.string() })),
    );
    expect(change?.id).toBe('norvik/scribe-card@2');
    const shown = await run('changes', 'show', 'norvik/scribe-card@2');
    expect(shown.code).toBe(0);
    for (const part of [change?.summary ?? 'no summary', 'Findings', 'Before and after', 'Verdict', 'Mails'])
      expect(shown.stdout).toContain(part);
    const asTable = await run('changes', '--since', '2020-01-01');
    expect(asTable.stdout).toMatch(new RegExp(`norvik/scribe-card@2 .* ${change?.severity ?? '-'} `));
    expect(asTable.stdout).not.toContain('\u001b');
    const none = await run('changes', '--disclosure', 'announced-late', '--json');
    expect(parsed(none, z.array(z.unknown()))).toEqual([]);
  });

  it('preview a watched source, an address, and a page that is blocked', async () => {
    const watched = await run('preview', 'norvik/terms', '--select', 'h1', '--json');
    expect(parsed(watched, z.object({ blocks: z.array(z.unknown()) })).blocks).toHaveLength(1);
    const forbidden = await run('preview', `${site.url}/terms`);
    expect(forbidden).toMatchObject({ code: 1, stdout: expect.stringContaining('--allow-private') });
    const allowed = await run('preview', `${site.url}/terms`, '--allow-private');
    expect(allowed).toMatchObject({ code: 0, stdout: expect.stringContaining('read as        html;') });
    const wrong = await run('preview', `${site.url}/terms`, '--allow-private', '--kind', 'json', '--json');
    expect(wrong.code).toBe(1);
    expect(parsed(wrong, z.object({ code: z.string() })).code).toBe('malformed_json');
    site.blockPolicy();
    const blocked = await run('preview', 'norvik/acceptable-use');
    expect(blocked).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^blocked \[challenge\][^\n]*\n {2}\S+: /),
    });
    const checked = await run('check', 'norvik/acceptable-use');
    expect(checked).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('1 checked, 1 could not be seen'),
    });
  });
});

it('a second worker is refused, and status says that the first one watches', {
  timeout: timeoutMs,
}, async () => {
  const home = await makeDataFolder();
  const own = await writeDemoConfig(home, site);
  const worker = startCommand(['--config', own, 'start', '--json']);
  try {
    await untilSaid(worker.child.stdout, '"watching"');
    const second = await runCommand(['--config', own, 'start']);
    expect(second.code).toBe(2);
    expect(second.stderr).toMatch(
      /another worker uses the data folder[\s\S]*what to do: Stop the other worker/,
    );
    const status = await runCommand(['--config', own, 'status', '--json']);
    expect(parsed(status, z.object({ isWatched: z.boolean(), workers: z.array(z.unknown()) }))).toMatchObject(
      {
        isWatched: true,
        workers: [{ pid: worker.child.pid }],
      },
    );
    expect(await runCommand(['--config', own, 'status', '--health'])).toMatchObject({
      code: 0,
      stdout: 'healthy\n',
    });
  } finally {
    worker.child.kill('SIGTERM');
    const { code } = await worker.ended;
    expect(code).toBe(0);
    expect(isServerRunning(home)).toBe(false);
    await rm(home, { recursive: true, force: true });
  }
});

it('Ctrl-C during a check ends it with 130 and stops the server', { timeout: timeoutMs }, async () => {
  const home = await makeDataFolder();
  const silent = await startSite();
  const asked = Promise.withResolvers<void>();
  for (const path of ['/changelog', '/card', '/models', '/terms', '/policy'])
    silent.page(path, () => asked.resolve());
  try {
    const own = await writeDemoConfig(home, silent);
    const check = startCommand(['--config', own, 'check']);
    await Promise.race([asked.promise, check.ended]);
    expect(isServerRunning(home)).toBe(true);
    check.child.kill('SIGINT');
    expect(await check.ended).toEqual({ code: 130, stdout: '', stderr: '' });
    expect(isServerRunning(home)).toBe(false);
  } finally {
    await silent.stop();
    await rm(home, { recursive: true, force: true });
  }
});

it('a configuration with a mistake names file, line and fix', { timeout: timeoutMs }, async () => {
  const home = await makeDataFolder();
  try {
    const own = await writeDemoConfig(home, site);
    await appendFile(join(own, 'watchlist.yaml'), 'wach: []\n');
    const check = await runCommand(['--config', own, 'config', 'check']);
    expect(check).toMatchObject({ code: 2, stdout: '' });
    expect(check.stderr).toMatch(/watchlist\.yaml:\d+:1 wach: unknown key.*did you mean "watch"/);
    await mkdir(join(home, 'empty'));
    const missing = await runCommand(['--config', join(home, 'empty'), 'sources']);
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain('watchlist.yaml:1:1: this file is missing');
    await writeFile(join(own, 'watchlist.yaml'), 'watch:\n  - vendor: norvik\n');
    const sound = await runCommand(['--config', own, 'config', 'check', '--json']);
    expect(parsed(sound, z.object({ sources: z.array(z.unknown()) })).sources).toHaveLength(5);
    expect(await readFile(join(own, 'watchlist.yaml'), 'utf8')).toContain('norvik');
  } finally {
    await rm(home, { recursive: true, force: true });
  }
});

/** Resolves when the stream has said it; rejects when the stream ends before. */
function untilSaid(stream: NodeJS.ReadableStream | null, words: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    stream?.on('data', (text: string) => {
      said += text;
      if (said.includes(words)) resolve();
    });
    stream?.once('end', () => reject(new Error(`ended without saying ${words}:\n${said}`)));
  });
}
