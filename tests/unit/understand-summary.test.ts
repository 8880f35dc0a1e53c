import { describe, expect, it } from 'vitest';
import { compareDocuments } from '../../src/compare/compare-documents.ts';
import { quote } from '../../src/compare/quote.ts';
import { sayGist } from '../../src/compare/say-gist.ts';
import { changeCardSilently, firstPages } from '../../src/demo/pages.ts';
import type { Edit } from '../../src/domain/change.ts';
import type { Block, Document } from '../../src/domain/document.ts';
import type { SourceRole } from '../../src/domain/source.ts';
import { extractMarkdown } from '../../src/extract/markdown-document.ts';
import { documentOf, heading, item, paragraph, table } from '../support/documents.ts';
import { understandPage } from '../support/understand.ts';

function onlyEdit(before: Document, after: Document): Edit {
  const { edits } = compareDocuments(before, after);
  const [edit] = edits;
  if (!edit || edits.length > 1) throw new Error(`expected one edit, got ${edits.length}`);
  return edit;
}

function gist(before: Block | readonly Block[], after: Block | readonly Block[]): string {
  return sayGist(onlyEdit(documentOf(before), documentOf(after)));
}

function understand(role: SourceRole, before: Document, after: Document) {
  return understandPage(
    {
      vendor: 'Norvik',
      page: 'page',
      role,
      models: [{ pattern: 'norvik-scribe-\\d+', family: 'norvik-scribe' }],
    },
    before,
    after,
  );
}

describe('sayGist', () => {
  it('says what became what', () => {
    expect(gist(paragraph('We keep logs for 30 days.'), paragraph('We keep logs for 90 days.'))).toBe(
      '“30” became “90”',
    );
  });

  it('says what was added, and what was removed', () => {
    const short = paragraph('Notes are reviewed by a clinician before they are filed.');
    const long = paragraph('Notes are reviewed by a clinician or a nurse before they are filed.');

    expect(gist(short, long)).toBe('added “or a nurse”');
    expect(gist(long, short)).toBe('removed “or a nurse”');
  });

  it('says of a table which column changed', () => {
    const columns = ['Model', 'Context'];

    expect(gist(table(columns, [['scribe', '128,000']]), table(columns, [['scribe', '64,000']]))).toBe(
      'Context “128,000” became “64,000”',
    );
  });

  it('says a whole block that came or went', () => {
    const first = paragraph('You own your content.');
    const second = paragraph('We may share it with partners.');

    expect(gist(first, [first, second])).toBe('now says “We may share it with partners.”');
    expect(gist([first, second], first)).toBe('no longer says “We may share it with partners.”');
  });
});

describe('quote', () => {
  it('cuts at a word and says that it did', () => {
    expect(quote('word '.repeat(40))).toMatch(/^“(?:word )+word…”$/);
  });
});

describe('the summary of a change', () => {
  it('says the gravest finding and names what else is touched', () => {
    const pages = firstPages();
    const { summary, findings } = understand(
      'model-card',
      extractMarkdown(pages.card),
      extractMarkdown(changeCardSilently(pages).card),
    );

    expect(summary).toEqual(
      expect.stringMatching(
        /^Attribute 5 \(intended use\): under Intended use, .*; also training data, capabilities$/,
      ),
    );
    const categories = findings.map((finding) => finding.category);
    expect(new Set(categories).size, 'rules of one category that speak of one edit make one finding').toBe(
      categories.length,
    );
  });

  it('does not make news of the date above a new entry', () => {
    const old = [
      heading('Changelog', 1),
      heading('2026-01-02', 2, 'Changelog'),
      item('We released norvik-scribe-2.', 'Changelog', '2026-01-02'),
    ];
    const [title, ...rest] = old;
    const fresh = [
      title ?? [],
      heading('2026-05-01', 2, 'Changelog'),
      item('We released norvik-scribe-3.', 'Changelog', '2026-05-01'),
      ...rest,
    ].flat();
    const { findings, summary } = understand('changelog', documentOf(old), documentOf(fresh));

    expect(findings.map((finding) => finding.category)).not.toContain('document.changed');
    expect(summary).toContain('norvik-scribe-3');
  });
});
