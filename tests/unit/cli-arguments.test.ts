import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { World } from '../../src/compose.ts';
import { tryCommand as run, commandWorld as world } from '../support/try-command.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modelwarden-cli-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('without a command tells what there is, and what the exit codes mean', async () => {
  const { code, printed } = await run([]);
  expect(code).toBe(0);
  for (const word of ['start', 'check', 'preview', 'changes', 'status', 'replay', 'Exit codes: 0 done'])
    expect(printed).toContain(word);
});

it.each([
  'start',
  'demo',
  'check',
  'preview',
  'config',
  'config check',
  'catalogue',
  'catalogue list',
  'catalogue show',
  'doctor',
  'add',
  'sources',
  'changes',
  'changes list',
  'changes show',
  'route',
  'route explain',
  'alerts',
  'alerts list',
  'alerts show',
  'silence',
  'silence add',
  'silence list',
  'silence end',
  'status',
  'replay',
])('%s explains itself', async (command) => {
  const { code, printed, remarked } = await run([...command.split(' '), '--help']);
  expect(code).toBe(0);
  expect(printed).toMatch(new RegExp(`^Usage: modelwarden ${command}`));
  expect(remarked).toBe('');
});

describe('what cannot be meant names the fix and ends with 2', () => {
  it.each<readonly [string, readonly string[], RegExp]>([
    ['a command that nothing is', ['statsu'], /unknown command 'statsu'[\s\S]*status/],
    ['an option that nothing is', ['changes', 'list', '--bogus'], /unknown option '--bogus'/],
    ['too many arguments', ['status', 'now'], /too many arguments/],
    ['an argument that is missing', ['replay'], /missing required argument 'folder'/],
    ['a day that is none', ['changes', '--since', '2026-13-01'], /expected a day as YYYY-MM-DD/],
    ['a count that is none', ['changes', '--limit', '0'], /expected a whole number above 0/],
    ['a verdict that is none', ['changes', '--disclosure', 'silent'], /expected one of pending/],
    [
      'a kind that is none',
      ['preview', 'https://a.example', '--kind', 'doc'],
      /expected one of .*html.*text/,
    ],
    [
      'selectors for a kind without',
      ['preview', 'https://a.example/a.json', '--select', 'p'],
      /do not fit the kind json/,
    ],
    [
      'a selector that is none',
      ['preview', 'https://a.example', '--select', 'p:nth-('],
      /is not a CSS selector/,
    ],
    ['a configuration that is not there', ['-c', '/nonexistent', 'status'], /\/nonexistent.*cannot be read/],
    ['a folder without a manifest', ['replay', '/nonexistent'], /there is no \/nonexistent\/manifest\.json/],
  ])('%s', async (_name, argv, message) => {
    const { code, printed, remarked } = await run(argv);
    expect(remarked).toMatch(message);
    expect(code).toBe(2);
    expect(printed).toBe('');
  });
});

it('previews a file as what its name says it is', async () => {
  const path = join(folder, 'models.py');
  await writeFile(path, 'MODELS = ["gpt-4o", "gpt-4o-mini"]\n');
  const { code, printed } = await run(['preview', path]);
  expect(code).toBe(0);
  expect(printed).toContain('models named   gpt-4o, gpt-4o-mini');
  expect(printed).toContain('read as        text; 3 blocks');
  const asJson = await run(['preview', path, '--json']);
  expect(JSON.parse(asJson.printed)).toMatchObject({ blocks: [{ kind: 'heading', text: 'MODELS' }, {}, {}] });
});

it('says why a file cannot be read, and ends with 1', async () => {
  const path = join(folder, 'weights.bin');
  await writeFile(path, new Uint8Array([1, 2, 0, 3]));
  const { code, printed } = await run(['preview', path]);
  expect(printed).toContain('failed [binary_content]: byte 3 is NUL');
  expect(code).toBe(1);
});

it('shows what a blocked page was recognised by', async () => {
  const challenge = new URL('../fixtures/pages/blocked/cloudflare-challenge.html', import.meta.url).pathname;
  const { code, printed } = await run(['preview', challenge]);
  expect(printed).toMatch(/^blocked \[challenge\][^\n]*\n {2}cloudflare-challenge: /);
  expect(code).toBe(1);
});

it('ends with 70 and the whole story when the fault is ours', async () => {
  const path = join(folder, 'a.md');
  await writeFile(path, '# A\n\ntext');
  const broken: World = {
    ...world,
    now: () => {
      throw new TypeError('the clock stands');
    },
  };
  const { code, remarked } = await run(['preview', path], broken);
  expect(code).toBe(70);
  expect(remarked).toMatch(/unexpected error; please report[\s\S]*the clock stands\n\s+at /);
});
