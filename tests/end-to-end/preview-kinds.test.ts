import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Output } from '../../src/cli/output.ts';
import { runCli } from '../../src/cli.ts';
import { adapters } from '../../src/sources/registry.ts';
import { findChromium } from '../support/chromium.ts';
import { type ConfigFolder, makeConfigFolder } from '../support/config-folder.ts';
import { exampleMail, kindExamples, putUp, vendorFileOf } from '../support/kinds-site.ts';
import { type Site, startSite } from '../support/site.ts';

const browser = findChromium();
let site: Site;
let mails: string;
let config: ConfigFolder;

beforeAll(async () => {
  site = await startSite();
  mails = await mkdtemp(join(tmpdir(), 'modelwarden-mails-'));
  await writeFile(join(mails, '1.eml'), exampleMail);
  const examples = kindExamples(mails);
  putUp(site, examples);
  config = await makeConfigFolder({
    'vendors/norvik.yaml': vendorFileOf(site, examples),
    ...(browser && {
      'modelwarden.yaml': `browser:\n  path: ${browser.path}\n  sandbox: ${browser.sandbox}\n`,
    }),
  });
});
afterAll(async () => {
  await config.remove();
  await rm(mails, { recursive: true, force: true });
  await site.stop();
});

/** Runs `preview` and gives its exit code and all that it printed. */
async function preview(
  ...argv: readonly string[]
): Promise<{ readonly code: number; readonly printed: string }> {
  const lines: string[] = [];
  const output: Output = {
    line: (text = '') => void lines.push(text),
    json: (value) => void lines.push(JSON.stringify(value)),
    progress: () => undefined,
    remark: (text) => void lines.push(text),
    style: (_style, text) => text,
    clip: (text) => text,
  };
  const world = { env: {}, now: () => new Date('2026-03-05T00:00:00Z'), newId: () => 'id' };
  const code = await runCli(['--config', config.path, 'preview', ...argv], world, output);
  return { code, printed: lines.join('\n') };
}

it('has an example of every kind', () => {
  expect(
    kindExamples('/mails')
      .map(({ kind }) => kind)
      .sort(),
  ).toEqual([...adapters.keys()].sort());
});

it.each(kindExamples('/mails').map(({ kind, shows }) => ({ kind, shows })))(
  'shows what a source of the kind $kind holds',
  { timeout: 120_000 },
  async ({ kind, shows }) => {
    const { code, printed } = await preview(`norvik/${kind}`, '--all');
    for (const text of shows) expect(printed).toContain(text);
    expect(code).toBe(0);
  },
);

it.skipIf(browser === null)(
  'shows a page that is empty without a browser, when told to use one',
  { timeout: 180_000 },
  async () => {
    site.page('/app', {
      body: '<!doctype html><div id="root"></div><script>root.innerHTML = "<h1>Models</h1><p>Scribe 2 is there.</p>";</script>',
    });
    const { code, printed } = await preview(
      `${site.url}/app`,
      '--kind',
      'html',
      '--render',
      '--allow-private',
    );
    expect(printed).toContain('Scribe 2 is there.');
    expect(printed).toContain('Remark: rendered by Chromium');
    expect(code).toBe(0);
  },
);
