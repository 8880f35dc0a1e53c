/**
 * Makes the pictures of the alert in docs/pictures again:
 *
 *     node tests/support/render-sample.ts [folder] [browser]
 *
 * Needs Chromium (or Chrome); everything else is in the repository.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { renderNotice } from '../../src/mail/render-notice.ts';
import { sampleNotice } from './sample-notice.ts';
import { shrinkPng } from './shrink-png.ts';

const run = promisify(execFile);

const pictures = [
  { name: 'alert-desktop', width: 900, height: 5300, isDark: false },
  { name: 'alert-phone', width: 360, height: 7400, isDark: false },
  { name: 'alert-dark', width: 900, height: 5300, isDark: true },
] as const;

async function takePictures(folder: string, browser: string): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'modelwarden-pictures-'));
  try {
    await mkdir(folder, { recursive: true });
    const page = join(work, 'alert.html');
    await writeFile(page, renderNotice(sampleNotice()).html);
    for (const picture of pictures) {
      const shot = join(work, `${picture.name}.png`);
      await takePicture(browser, page, shot, work, picture);
      await writeFile(join(folder, `${picture.name}.png`), shrinkPng(await readFile(shot)));
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function takePicture(
  browser: string,
  page: string,
  target: string,
  work: string,
  { name, width, height, isDark }: (typeof pictures)[number],
): Promise<void> {
  await run(
    browser,
    [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--hide-scrollbars',
      '--disable-lcd-text',
      '--font-render-hinting=none',
      `--user-data-dir=${join(work, name)}`,
      `--window-size=${width},${height}`,
      ...(isDark ? ['--blink-settings=preferredColorScheme=0'] : []),
      `--screenshot=${target}`,
      pathToFileURL(page).href,
    ],
    { timeout: 60_000 },
  );
}

const [folder = 'docs/pictures', browser = 'chromium'] = process.argv.slice(2);
await takePictures(resolve(folder), browser);
