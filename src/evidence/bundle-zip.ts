/**
 * The ZIP file that a bundle is: written so that the same files make the same bytes, and read as what anybody may have sent.
 */
import { strFromU8, unzipSync, type Zippable, zipSync } from 'fflate';
import { EvidenceError } from '../domain/errors.ts';

/** Bundles beyond these are not read: nobody made them with this program, which stops earlier. */
const maxFiles = 300_000;
const maxBytes = 4 * 1024 ** 3;
/** Text shrinks to a tenth; what grows a thousandfold is made to. */
const maxRatio = 300;

/** The first instant that ZIP can tell: what a file's own time would say stands in the manifest. */
const noTime = new Date(1980, 0, 1);

/** Files by their path, with `/` between folders. */
export type BundleFiles = ReadonlyMap<string, Uint8Array>;

export function writeZip(files: BundleFiles): Uint8Array {
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  const zippable: Zippable = {};
  for (const [path, bytes] of sorted)
    zippable[path] = [bytes, { mtime: noTime, level: 6, os: 3, attrs: 0o100644 << 16 }];
  return zipSync(zippable);
}

/**
 * Reads a ZIP file into memory.
 * @throws EvidenceError `bundle_unreadable` for what is none, is cut off, or would do harm: paths that lead out of the folder,
 *   two files of one name, sizes beyond reason
 */
export function readZip(bytes: Uint8Array): BundleFiles {
  const seen = new Set<string>();
  let total = 0;
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(bytes, {
      filter({ name, originalSize, size }) {
        if (!isSafePath(name))
          throw unreadable(`it holds a file called ${JSON.stringify(name.slice(0, 80))}`);
        if (seen.has(name)) throw unreadable(`it holds ${name} twice`);
        seen.add(name);
        total += originalSize;
        if (seen.size > maxFiles) throw unreadable(`it holds more than ${maxFiles} files`);
        if (total > maxBytes || originalSize > 100_000 + size * maxRatio)
          throw unreadable(`${name} would grow beyond reason when unpacked`);
        return true;
      },
    });
  } catch (error) {
    if (error instanceof EvidenceError) throw error;
    throw unreadable(
      `it is no ZIP file, or only a part of one (${error instanceof Error ? error.message : String(error)})`,
    );
  }
  return new Map(Object.entries(files));
}

/** A text of the bundle. */
export function textOf(bytes: Uint8Array): string {
  return strFromU8(bytes);
}

function isSafePath(path: string): boolean {
  return (
    path.length <= 1_000 &&
    /^[^\\:\p{Cc}]+$/u.test(path) &&
    path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
  );
}

function unreadable(why: string): EvidenceError {
  return new EvidenceError(`the bundle cannot be read: ${why}`, {
    code: 'bundle_unreadable',
    retry: 'never',
    fault: 'config',
    advice: 'get it once more from whoever sent it, and compare the SHA-256 of the file',
  });
}
