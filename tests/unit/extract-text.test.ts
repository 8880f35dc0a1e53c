import { describe, expect, it } from 'vitest';
import { decodeText } from '../../src/extract/decode-text.ts';
import { extractHtml } from '../../src/extract/html-document.ts';
import { normaliseText } from '../../src/extract/normalise-text.ts';
import { outlineDocument } from '../../src/extract/outline.ts';

const bytes = (...values: number[]) => new Uint8Array(values);
const utf8 = (text: string) => new TextEncoder().encode(text);

describe('decodeText', () => {
  it.each([
    [
      'a byte order mark before the header',
      bytes(0xef, 0xbb, 0xbf, 0xc3, 0xa9),
      'text/html; charset=latin1',
      'é',
      'utf-8',
    ],
    ['UTF-16 by its mark', bytes(0xff, 0xfe, 0xe9, 0x00), null, 'é', 'utf-16le'],
    ['the header', bytes(0xe9), 'text/html; charset="ISO-8859-1"', 'é', 'windows-1252'],
    [
      'the header before a declaration',
      utf8('<meta charset=latin1>é'),
      'text/html;charset=utf-8',
      '<meta charset=latin1>é',
      'utf-8',
    ],
    ['UTF-8 when nothing is said', utf8('é'), 'text/html', 'é', 'utf-8'],
    ['UTF-8 when there is no header', utf8('é'), null, 'é', 'utf-8'],
  ])('goes by %s', (_name, body, contentType, text, charset) => {
    expect(decodeText(body, contentType)).toEqual({ text, charset, remarks: [] });
  });

  it.each([
    '<meta charset="windows-1252">',
    '<meta http-equiv=Content-Type content="text/html; charset=windows-1252">',
    '<?xml version="1.0" encoding="windows-1252"?>',
  ])('goes by a declaration in the text: %s', (declaration) => {
    expect(decodeText(new Uint8Array([...utf8(declaration), 0x80]), null).text).toBe(`${declaration}€`);
  });

  it('takes an ASCII-readable declaration of UTF-16 for UTF-8', () => {
    expect(decodeText(utf8('<meta charset="utf-16">é'), null).text).toContain('é');
  });

  it('shows invalid bytes as U+FFFD and says so', () => {
    const decoded = decodeText(bytes(0x61, 0xff, 0x62), null);
    expect(decoded.text).toBe('a\uFFFDb');
    expect(decoded.remarks).toEqual(['some bytes are not valid utf-8 and are shown as U+FFFD']);
  });

  it('says nothing about a replacement character that was really sent', () => {
    expect(decodeText(utf8('a\uFFFDb'), null).remarks).toEqual([]);
  });

  it('passes over an unknown character set with a remark', () => {
    const decoded = decodeText(utf8('é'), 'text/html; charset=klingon');
    expect(decoded).toMatchObject({ text: 'é', remarks: ['unknown character set "klingon" passed over'] });
  });

  it('removes NUL', () => {
    expect(decodeText(bytes(0x61, 0, 0x62), null).text).toBe('ab');
  });
});

describe('normaliseText', () => {
  it.each([
    ['white space of every kind', ' a\u00A0\t\r\n\u2003b\u3000 ', 'a b'],
    ['soft hyphens and zero-width characters', 'a\u00ADb\u200Bc\u2060d\uFEFFe', 'abcde'],
    ['bidirectional controls', '\u202Eabc\u202C\u2066\u200F', 'abc'],
    ['tag characters', `a${String.fromCodePoint(0xe0041)}b`, 'ab'],
    ['variation selectors', '✔\uFE0F', '✔'],
    ['composition', 'e\u0301', 'é'],
    ['control characters', 'a\u0007b\u009Fc', 'abc'],
    ['lone surrogates', 'a\uD800b', 'a\uFFFDb'],
    ['remarks for screen readers', 'Policy (opens in a new window) here', 'Policy here'],
  ])('folds %s', (_name, text, expected) => {
    expect(normaliseText(text)).toBe(expected);
  });
});

it('outlineDocument shows the title, the kinds of blocks, remarks and first words', () => {
  const document = extractHtml(
    '<title>T</title><h1>Models</h1><p>First words</p><h2>Prices</h2><ul><li>a<li>b</ul>',
  );
  expect(outlineDocument(document)).toBe(
    [
      'Title: T',
      'Language: (not declared)',
      'Blocks: 5 (2 heading, 1 paragraph, 2 list-item)',
      'Characters: 25',
      'Remark: no main content found, whole body used',
      '',
      'Models (1 paragraph)',
      '  “First words”',
      '  Prices (2 list-item)',
      '    “a”',
    ].join('\n'),
  );
});
