import { afterAll, beforeAll, expect, it } from 'vitest';
import { recordConfigLoad } from '../../src/store/workers.ts';
import { type ConfigFolder, loadWith, makeConfigFolder } from '../support/config-folder.ts';
import { type FreshDatabase, startTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { commandWorld, tryCommand } from '../support/try-command.ts';

let postgres: TestDatabase;
let database: FreshDatabase;
let folder: ConfigFolder;
const register = [
  'tools:',
  '  - id: scribe',
  '    name: Scribe',
  '    vendor: norvik',
  '    models: [norvik-latest]',
  '    clinical: true',
  '    record:',
  '      riskTier: high',
  '      device: { pccp: false }',
  '      validation: { nextReview: 2026-01-31 }',
  '',
].join('\n');

beforeAll(async () => {
  postgres = await startTestDatabase();
  database = await postgres.newDatabase();
  folder = await makeConfigFolder({
    'modelwarden.yaml': `databaseUrl: ${database.databaseUrl}\n`,
    'register.yaml': register,
  });
});
afterAll(async () => {
  await folder.remove();
  await postgres.stop();
});

const command = (...argv: readonly string[]) =>
  tryCommand(['--config', folder.path, 'register', ...argv], commandWorld);

it('lists the tools and shows one with its record', async () => {
  expect((await command()).printed).toMatch(/scribe\s+norvik\s+norvik-latest\s+clinical/);
  const shown = await command('show', 'scribe');
  expect(shown.printed).toMatch(/riskTier\s+high/);
  expect(shown.printed).toMatch(/pccp\s+false/);
  expect(shown.printed).toContain('no worker has loaded it yet');
  expect((await command('show', 'scribbe')).remarked).toContain('did you mean scribe');
});

it('finds what is to be mended, and says so by its exit code', async () => {
  const checked = await command('check');
  expect(checked.code).toBe(1);
  expect(checked.printed).toMatch(/mend {2}norvik-latest is the name of whatever is newest/);
  expect(checked.printed).toMatch(/mend {2}its review was due on 2026-01-31/);
  const parsed = JSON.parse((await command('check', '--json')).printed);
  expect(parsed).toMatchObject({
    tools: 1,
    problems: parsed.remarks.filter(({ grade }: { grade: string }) => grade === 'problem').length,
  });
});

it('keeps every register that was in force', async () => {
  const load = async (day: string, models: string, sha256: string) => {
    const { tools } = await loadWith({ 'register.yaml': register.replace('norvik-latest', models) });
    await recordConfigLoad(database.kysely, {
      version: sha256,
      rulesVersion: 'r',
      files: [{ name: 'register.yaml', sha256 }],
      tools,
      loadedAt: new Date(`${day}T00:00:00Z`),
      worker: 'w',
    });
  };
  await load('2026-01-01', 'norvik-scribe-2', 'a'.repeat(64));
  await load('2026-01-02', 'norvik-scribe-2', 'a'.repeat(64));
  await load('2026-02-01', 'norvik-latest', 'b'.repeat(64));
  const shown = await command('show', 'scribe');
  expect(shown.printed).toMatch(
    /from 2026-01-01 00:00 UTC {2}registered .*aaaa[\s\S]*from 2026-02-01 00:00 UTC {2}changed .*bbbb/,
  );
  const { history } = JSON.parse((await command('show', 'scribe', '--json')).printed);
  expect(history).toHaveLength(2);
  expect(history[0].tool.models).toEqual(['norvik-scribe-2']);
});
