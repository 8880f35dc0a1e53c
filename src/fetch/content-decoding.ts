/** Removes one content encoding. Several at once are refused: no server needs them, only bombs do. */
import type { Duplex } from 'node:stream';
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from 'node:zlib';
import { printable } from './safe-url.ts';
import { Trouble } from './trouble.ts';

export type Encoding = 'gzip' | 'deflate' | 'br' | 'zstd';

const encodings: Readonly<Record<string, Encoding>> = {
  gzip: 'gzip',
  'x-gzip': 'gzip',
  deflate: 'deflate',
  br: 'br',
  zstd: 'zstd',
};

/**
 * The encoding that a body has to be freed of; null for none.
 * @throws Trouble `bad_encoding` when there are several, or one that is not known.
 */
export function encodingOf(headers: Readonly<Record<string, string>>): Encoding | null {
  const transfer = tokens(headers['transfer-encoding']).filter((token) => token !== 'chunked');
  if (transfer.length > 0) {
    throw new Trouble('bad_encoding', `the transfer encoding "${shown(transfer)}" is not supported`);
  }
  const content = tokens(headers['content-encoding']).filter((token) => token !== 'identity');
  if (content.length === 0) {
    return null;
  }
  if (content.length > 1) {
    throw new Trouble(
      'bad_encoding',
      `the body has several encodings ("${shown(content)}"), at most one is accepted`,
    );
  }
  const encoding = encodings[content[0] ?? ''];
  if (encoding === undefined) {
    throw new Trouble('bad_encoding', `the content encoding "${shown(content)}" is not known`);
  }
  return encoding;
}

/** A stream that decodes. `firstByte` tells the two meanings of `deflate` apart (RFC 9110 §8.4.1.2). */
export function createDecoder(encoding: Encoding, firstByte: number): Duplex {
  const makers: Readonly<Record<Encoding, () => Duplex>> = {
    gzip: () => createGunzip(),
    deflate: () => ((firstByte & 0x0f) === 8 ? createInflate() : createInflateRaw()),
    br: () => createBrotliDecompress(),
    // RFC 9659: content in zstd needs no window above 8 MB; more would let a frame claim 128 MB of memory.
    zstd: () => createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: 23 } }),
  };
  return makers[encoding]();
}

function tokens(header: string | undefined): readonly string[] {
  return (header ?? '')
    .toLowerCase()
    .split(',')
    .map((token) => token.trim())
    .filter((token) => token !== '');
}

function shown(names: readonly string[]): string {
  return printable(names.join(', ')).slice(0, 60);
}
