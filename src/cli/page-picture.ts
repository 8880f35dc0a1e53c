/** A picture of a page, taken with a browser that the machine has; none is ever downloaded. */
import { execFile } from 'node:child_process';
import { access, constants, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { ConfigError } from '../domain/errors.ts';

const run = promisify(execFile);

const browsers = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
/** High enough for most alerts; a longer one is cut at the bottom. */
const heightPixels = 4000;

/** PNG bytes. @throws ConfigError when there is no browser, or when it does not do its work within a minute */
export async function takePicture(
  html: string,
  options: {
    readonly width: number;
    readonly isDark: boolean;
    readonly env: Readonly<Record<string, string | undefined>>;
  },
): Promise<Buffer> {
  const browser = await findBrowser(options.env['PATH'] ?? '');
  const work = await mkdtemp(join(tmpdir(), 'modelwarden-picture-'));
  try {
    const page = join(work, 'page.html');
    const shot = join(work, 'page.png');
    await writeFile(page, html);
    await run(
      browser,
      [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--hide-scrollbars',
        `--user-data-dir=${join(work, 'profile')}`,
        `--window-size=${options.width},${heightPixels}`,
        ...(options.isDark ? ['--blink-settings=preferredColorScheme=0'] : []),
        `--screenshot=${shot}`,
        pathToFileURL(page).href,
      ],
      { timeout: 60_000 },
    );
    return await readFile(shot);
  } catch (error) {
    throw new ConfigError(`the browser ${browser} made no picture`, {
      code: 'no_picture',
      retry: 'never',
      fault: 'config',
      advice: 'use --html and open the page yourself',
      cause: error,
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function findBrowser(path: string): Promise<string> {
  for (const folder of path.split(delimiter).filter((part) => part !== '')) {
    for (const name of browsers) {
      const file = join(folder, name);
      const isThere = await access(file, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (isThere) return file;
    }
  }
  throw new ConfigError('a picture needs Chromium or Chrome, and none was found on the PATH', {
    code: 'no_browser',
    retry: 'never',
    fault: 'config',
    advice: 'install one (Debian: apt-get install chromium), or use --html and open the page in any browser',
  });
}
