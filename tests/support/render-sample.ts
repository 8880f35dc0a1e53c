/**
 * Makes the pictures in docs/pictures again: the alert, the digest, the page for acknowledging.
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
import { acknowledgeForm, type FormView } from '../../src/web/acknowledge-form.ts';
import { sampleAcknowledge, sampleDigest, sampleNotice } from './sample-notice.ts';
import { shrinkPng } from './shrink-png.ts';

const run = promisify(execFile);

const looks = [
  { look: 'desktop', width: 900, isDark: false },
  { look: 'phone', width: 320, isDark: false },
  { look: 'dark', width: 900, isDark: true },
] as const;

/** What is pictured, and how high it stands on a desktop and on a phone, with room to spare. */
const pages = [
  {
    name: 'alert',
    html: renderNotice(sampleNotice(sampleAcknowledge)).html,
    height: 5700,
    phoneHeight: 8400,
  },
  {
    name: 'digest',
    html: renderNotice(sampleDigest(sampleAcknowledge)).html,
    height: 11_800,
    phoneHeight: 17_200,
  },
  { name: 'acknowledge', html: acknowledgeForm(sampleForm()).body, height: 980, phoneHeight: 1480 },
] as const;

function sampleForm(): FormView {
  const notice = sampleNotice();
  return {
    mail: { subject: renderNotice(notice).subject, writtenAt: notice.renderedAt },
    timeZone: notice.contact.timeZone,
    subjects: notice.changes.map((change) => ({
      id: change.changeId,
      summary: change.summary,
      about: `${change.sourceTitle}; severity critical; unannounced`,
      given: [],
      isChosen: true,
    })),
    name: notice.contact.name,
    meaning: null,
    note: '',
    fault: null,
  };
}

async function takePictures(folder: string, browser: string): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'modelwarden-pictures-'));
  try {
    await mkdir(folder, { recursive: true });
    for (const { name, html, height, phoneHeight } of pages) {
      const page = join(work, `${name}.html`);
      await writeFile(page, html);
      for (const { look, width, isDark } of looks) {
        const picture = `${name}-${look}`;
        const shot = join(work, `${picture}.png`);
        const size = { name: picture, width, height: look === 'phone' ? phoneHeight : height, isDark };
        await takePicture(browser, page, shot, work, size);
        await writeFile(join(folder, `${picture}.png`), shrinkPng(await readFile(shot)));
      }
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
  {
    name,
    width,
    height,
    isDark,
  }: { readonly name: string; readonly width: number; readonly height: number; readonly isDark: boolean },
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
