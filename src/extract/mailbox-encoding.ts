/** How bytes and words are written in mails: transfer encodings (RFC 2045 §6) and encoded words (RFC 2047). */
import { decodeText } from './decode-text.ts';
import { normaliseText } from './normalise-text.ts';

/** Bytes as text of one character a byte, which is how mails are taken apart, and back. */
export function bytesToRaw(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** The bytes of a body. An encoding that is unknown leaves them as they are. */
export function decodeTransfer(raw: string, encoding: string): Uint8Array {
  if (encoding === 'base64') return Buffer.from(raw, 'base64');
  return Buffer.from(encoding === 'quoted-printable' ? unquote(raw) : raw, 'latin1');
}

/** Soft line breaks go, blanks at the end of a line are not the author's, `=3D` is a byte. */
function unquote(raw: string): string {
  return raw
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replaceAll('=\n', '')
    .replaceAll(/=([\dA-Fa-f]{2})/g, (_written, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
}

const encodedWord = /=\?([\w.:-]{1,40})(?:\*[\w-]{0,20})?\?([bq])\?([^?\s]*)\?=/i;
const encodedWords = new RegExp(`${encodedWord.source}(?:\\s+(?==\\?))?`, 'gi');

/** The text of a header's value: encoded words decoded, white space folded. Never fails. */
export function headerText(raw: string): string {
  // Neighbouring words of one character set may share a character between them, so their bytes are joined first.
  const runs: (string | { readonly charset: string; readonly bytes: Uint8Array })[] = [];
  let end = 0;
  for (const match of raw.matchAll(encodedWords)) {
    const [whole, charset = '', encoding = '', written = ''] = match;
    if (match.index > end) runs.push(raw.slice(end, match.index));
    const bytes =
      encoding.toLowerCase() === 'b'
        ? decodeTransfer(written, 'base64')
        : decodeTransfer(written.replaceAll('_', '=20'), 'quoted-printable');
    const last = runs.at(-1);
    if (typeof last === 'object' && last.charset === charset.toLowerCase()) {
      runs[runs.length - 1] = { charset: last.charset, bytes: Buffer.concat([last.bytes, bytes]) };
    } else {
      runs.push({ charset: charset.toLowerCase(), bytes });
    }
    end = match.index + whole.length;
  }
  runs.push(raw.slice(end));
  return normaliseText(runs.map(textOf).join(''));
}

/** Outside encoded words, characters beyond ASCII are UTF-8 (RFC 6532). */
function textOf(run: string | { readonly charset: string; readonly bytes: Uint8Array }): string {
  if (typeof run === 'string') return Buffer.from(run, 'latin1').toString('utf8');
  return decodeText(run.bytes, `text/plain; charset="${run.charset}"`).text;
}
