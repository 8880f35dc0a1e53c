import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { changeCardSilently, firstPages } from '../../src/demo/pages.ts';
import { makeDataFolder } from '../support/postgres.ts';
import { mainFile } from '../support/real-worker.ts';

const run = promisify(execFile);

let folder: string;

beforeEach(async () => {
  folder = await makeDataFolder();
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function writeRevisions(
  revisions: readonly {
    readonly doc: string;
    readonly kind: string;
    readonly date: string;
    readonly body: string;
  }[],
): Promise<void> {
  await mkdir(join(folder, 'data'), { recursive: true });
  const manifest = await Promise.all(
    revisions.map(async ({ doc, kind, date, body }, index) => {
      const file = `data/${index}.md`;
      await writeFile(join(folder, file), body);
      return { doc, kind, date, file, companion_changelog: kind === 'changelog' ? null : 'norvik/changelog' };
    }),
  );
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
}

async function replay(...options: readonly string[]) {
  return run(process.execPath, [mainFile, 'replay', folder, ...options]);
}

it('tells what a watch list would have told: an unannounced change, its verdict and its mails', {
  timeout: 60_000,
}, async () => {
  const { card } = firstPages();
  const changelog = '# Changelog\n\n## 2026-01-05\n\n- We released norvik-triage-1.\n';
  await writeRevisions([
    { doc: 'norvik/changelog', kind: 'changelog', date: '2026-01-06T00:00:00Z', body: changelog },
    { doc: 'norvik/card', kind: 'model-card', date: '2026-01-06T00:00:00Z', body: card },
    { doc: 'norvik/card', kind: 'model-card', date: '2026-02-01T00:00:00Z', body: `${card}\n\n` },
    {
      doc: 'norvik/card',
      kind: 'model-card',
      date: '2026-02-10T00:00:00Z',
      body: changeCardSilently(firstPages()).card,
    },
  ]);

  const { stdout } = await replay('--json');

  const events = stdout
    .trim()
    .split('\n')
    .map((line) => z.record(z.string(), z.unknown()).parse(JSON.parse(line)));
  const kinds = (kind: string) => events.filter((event) => event['kind'] === kind);
  expect(kinds('change')).toHaveLength(1);
  expect(kinds('change')[0]).toMatchObject({
    change: 'norvik/card@2',
    isMaterial: true,
    at: '2026-02-10T00:00:00.000Z',
  });
  expect(kinds('verdict').map((event) => event['state'])).toEqual(['pending', 'unannounced']);
  expect(kinds('mail').length).toBeGreaterThan(0);
  expect(kinds('totals')[0]).toMatchObject({ revisions: 4, versions: 3, changes: 1 });
});

it('says what is wrong with a folder that it cannot read', async () => {
  await writeFile(join(folder, 'manifest.json'), '[{"doc":"norvik/card"}]');

  await expect(replay()).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('manifest.json'),
  });
});
