import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Document } from '../../src/domain/document.ts';
import { ExtractError } from '../../src/domain/errors.ts';
import { maxBlocks } from '../../src/extract/block-writer.ts';
import { extractChaiCard } from '../../src/extract/chai-card-document.ts';
import { decodeText } from '../../src/extract/decode-text.ts';
import { extractFeed } from '../../src/extract/feed-document.ts';
import { extractHtml } from '../../src/extract/html-document.ts';
import { extractJson } from '../../src/extract/json-document.ts';
import { extractMarkdown } from '../../src/extract/markdown-document.ts';
import { normaliseText } from '../../src/extract/normalise-text.ts';
import { extractOpenFda } from '../../src/extract/openfda-document.ts';
import { extractSitemap } from '../../src/extract/sitemap-document.ts';
import { extractText } from '../../src/extract/text-document.ts';

const extractors: Readonly<Record<string, (text: string) => Document>> = {
  html: (text) => extractHtml(text),
  markdown: extractMarkdown,
  feed: extractFeed,
  json: (text) => extractJson(text),
  openfda: extractOpenFda,
  sitemap: (text) => extractSitemap([{ url: 'https://docs.example.com/sitemap.xml', text }]),
  'chai-card': extractChaiCard,
  prose: (text) => extractText(text, 'prose'),
  settings: (text) => extractText(text, 'settings'),
  code: (text) => extractText(text, 'code'),
};

/** The document, or the code of the ExtractError; anything else that is thrown fails the test. */
function outcome(extract: (text: string) => Document, text: string): Document | string {
  try {
    return extract(text);
  } catch (error) {
    if (error instanceof ExtractError) return error.code;
    throw error;
  }
}

/** Every text anywhere in a document. */
function stringsIn(document: Document): string[] {
  const strings: string[] = [];
  JSON.stringify(document, (_key, value: unknown) => {
    if (typeof value === 'string') strings.push(value);
    return value;
  });
  return strings;
}

/** Scraps of the languages that we read, so that random text reaches the depths of the parsers. */
const scraps = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...'<div>|</div>|<p>|<ul>|<li>|<table>|<tr>|<td rowspan=3>|<th colspan=2>|</table>|<b>|</b>|<dl>|<dt>|<dd>|<template>|<svg>|<title>|<!--|-->|<br>|<pre>|<sup>|<select>|<math>|<main>|<body>|<frameset>|<plaintext>'.split(
          '|',
        ),
        ...'# |\n\n|\n|- |> |```|`|**|[a](b)|![|---\n|a: b\n|+++\n|\\| a \\| b \\|\n|{/*|*/}|<Tab title="|">|</Tab>|import x from "y"|export const |:::|{#|&amp;|&b;'.split(
          '|',
        ),
        ...'<rss version="2.0"><channel>|<item>|</item>|<guid>|<feed xmlns="http://www.w3.org/2005/Atom">|<entry>|<![CDATA[|]]>|<?xml|<urlset>|<url><loc>|</loc></url>|</urlset>|<AppliedModelCard>|<Results><R><Label>|</AppliedModelCard>|{"results":[{"k_number":"|"}]}|{"a":|[|]|}|1e9|,|"id"|{"version":"https://jsonfeed.org/version/1","title":"t","items":[{"title":"a","id":"\\u0000\\ud800"}]}|---\ntitle: "\\0"\n---\n|null|\u0000|\\u0000|\\ud800|\uD800|\u202E'.split(
          '|',
        ),
      ),
      fc.string({ unit: 'binary', maxLength: 12 }),
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(''));

describe.each(Object.keys(extractors))('%s', (kind) => {
  const extract = extractors[kind] ?? extractMarkdown;

  it('throws nothing but ExtractError, and reads the same text the same way', () => {
    fc.assert(
      fc.property(scraps, (text) => {
        expect(outcome(extract, text)).toEqual(outcome(extract, text));
      }),
      { numRuns: 400 },
    );
  });

  it('writes only normalised text, fit to be stored', () => {
    fc.assert(
      fc.property(scraps, (text) => {
        const document = outcome(extract, text);
        if (typeof document === 'string') return;
        for (const block of document.blocks) {
          expect(block.text).not.toBe('');
          expect(normaliseText(block.text)).toBe(block.text);
        }
        // What a database refuses in JSON: NUL and halves of surrogate pairs, in whatever field.
        expect(stringsIn(document).filter((text) => text.includes('\0') || !text.isWellFormed())).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

it('normalising is idempotent', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      (text) => normaliseText(normaliseText(text)) === normaliseText(text),
    ),
  );
});

it('decoding never throws and depends on nothing but its input', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.option(fc.string()), (bytes, contentType) => {
      expect(decodeText(bytes, contentType)).toEqual(decodeText(bytes.slice(), contentType));
    }),
  );
});

describe('input made to exhaust the worker', () => {
  const many = 300_000;
  const attributes = Array.from({ length: 50_000 }, (_, index) => `a${index}=""`).join('');
  const unclosed = Array.from({ length: 900 }, (_, index) => `<b a=${index}>`).join('');

  it.each<readonly [string, string, string, string]>([
    ['deep elements', 'html', '<div>'.repeat(many), 'nested_too_deep'],
    ['deep elements in foreign content', 'html', `<svg><title>${'<div>'.repeat(many)}`, 'nested_too_deep'],
    ['unclosed formatting', 'html', `${unclosed}${'<p>x'.repeat(many)}`, 'document_too_large'],
    ['a tag of attributes', 'html', `<p ${attributes}>x</p>`, 'document_too_large'],
    ['too many blocks', 'html', '<p>x</p>'.repeat(maxBlocks + 1), 'document_too_large'],
    ['deep quotes', 'markdown', '>'.repeat(many), 'nested_too_deep'],
    ['deep lists', 'markdown', '- '.repeat(many), 'nested_too_deep'],
    ['markers', 'markdown', '*a **b [c '.repeat(many), 'document_too_large'],
    ['comments that do not end', 'markdown', '{/*'.repeat(many), 'document_too_large'],
    ['deep items', 'feed', `<rss version="2.0"><channel>${'<item>'.repeat(many)}`, 'malformed_feed'],
    ['deep cards', 'chai-card', `<AppliedModelCard>${'<a>'.repeat(many)}`, 'nested_too_deep'],
    ['pages without end', 'sitemap', `<urlset>${'<url><loc>/a</loc></url>'.repeat(many)}`, 'malformed_xml'],
    ['deep results', 'openfda', '{"results":['.repeat(many), 'malformed_json'],
    ['deep arrays', 'json', '['.repeat(many) + ']'.repeat(many), 'nested_too_deep'],
  ])('is refused within seconds: %s', { timeout: 15_000 }, (_name, kind, text, code) => {
    const extract = extractors[kind] ?? extractMarkdown;
    expect(outcome(extract, text)).toBe(code);
  });

  it('is no reason to refuse a large honest page', { timeout: 20_000 }, () => {
    const paragraph = `<p>${'The model accepts <i>text</i> and images. '.repeat(40)}</p>`;
    const page = `<main>${paragraph.repeat(3_000)}</main>`;
    expect(page.length).toBeGreaterThan(5_000_000);
    expect(extractHtml(page).blocks).toHaveLength(3_000);
  });
});

describe('Markdown that would keep the parser busy for minutes', () => {
  it.each([
    ['alternating quotes', '> a\n>> b\n'.repeat(20_000)],
    [
      'backtick runs of many lengths',
      Array.from({ length: 2_000 }, (_, index) => '`'.repeat(index + 1)).join(' x '),
    ],
  ])('is refused before parsing: %s', (_name, text) => {
    expect(outcome(extractMarkdown, text)).toBe('document_too_large');
  });
});
