/** The Chromium of this machine, for tests that render pages; they are skipped where there is none. */
import { existsSync } from 'node:fs';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Null when none is installed; without its sandbox for root, who cannot have one. */
export function findChromium(): { readonly path: string; readonly sandbox: boolean } | null {
  const path = places.find((place) => existsSync(place));
  return path === undefined ? null : { path, sandbox: process.getuid?.() !== 0 };
}
