import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAnnouncements } from '../../src/disclosure/read-announcements.ts';
import type { Block, Document } from '../../src/domain/document.ts';
import type { Source } from '../../src/domain/source.ts';
import type { Vendor } from '../../src/domain/vendor.ts';

const vendor: Vendor = { id: 'acme', name: 'Acme', models: [], aliases: {}, graceMs: 0 };
const source: Source = {
  id: 'acme/changelog',
  vendor: 'acme',
  title: 'Changelog',
  role: 'changelog',
  kind: 'html',
  url: 'https://acme.example/changelog',
  cadence: { kind: 'every', everyMs: 3_600_000 },
  headers: {},
  allowPrivate: [],
  announcedBy: [],
  options: {},
};

function heading(level: number, text: string): Block {
  return { kind: 'heading', level, text, path: [] };
}
function paragraph(text: string): Block {
  return { kind: 'paragraph', text, path: [] };
}
function item(text: string, depth = 0): Block {
  return { kind: 'list-item', depth, text, path: [] };
}
function row(cells: Readonly<Record<string, string>>): Block {
  const list = Object.entries(cells).map(([column, text]) => ({ column, text }));
  return { kind: 'table-row', table: 0, cells: list, text: Object.values(cells).join(' | '), path: [] };
}
function field(record: string, key: string, value: string): Block {
  return { kind: 'key-value', record, key, value, text: `${key}: ${value}`, path: [] };
}
function read(...blocks: readonly Block[]) {
  const document: Document = { title: null, blocks, language: null, remarks: [] };
  return readAnnouncements({ document, source, vendor, firstSeenAt: new Date(0), isFromBaseline: true });
}
function summary(...blocks: readonly Block[]): readonly string[] {
  return read(...blocks).map((entry) => `${entry.date}: ${entry.title}`);
}

describe('readAnnouncements reads', () => {
  it('each item under a dated heading as an entry, with what is nested in it', () => {
    const entries = read(
      heading(1, 'Changelog'),
      paragraph('Newest first.'),
      heading(2, 'November 20, 2025'),
      item('We launched Scribe 3.'),
      item('with audio', 1),
      item('Prices fell.'),
      heading(2, 'November 3, 2025'),
      paragraph('We fixed a bug.'),
    );
    expect(entries.map((entry) => [entry.date, entry.text])).toEqual([
      ['2025-11-20', 'We launched Scribe 3.\nwith audio'],
      ['2025-11-20', 'Prices fell.'],
      ['2025-11-03', 'We fixed a bug.'],
    ]);
    expect(entries[0]).toMatchObject({ sourceId: 'acme/changelog', url: source.url, isFromBaseline: true });
  });

  it('a heading with date and title as one entry with its paragraphs', () => {
    const entries = read(
      heading(3, '2025-11-20: Acme Scribe 2.1'),
      paragraph('A new model.'),
      paragraph('It replaces Acme Scribe 2.0.'),
    );
    expect(entries).toMatchObject([
      {
        date: '2025-11-20',
        title: 'Acme Scribe 2.1',
        text: 'Acme Scribe 2.1\nA new model.\nIt replaces Acme Scribe 2.0.',
        subjects: [
          { kind: 'model', name: 'acme-scribe-2.1' },
          { kind: 'family', name: 'acme-scribe' },
          { kind: 'model', name: 'acme-scribe-2.0' },
        ],
      },
    ]);
  });

  it('a dated heading with nothing beneath', () => {
    expect(summary(heading(2, '2025-11-20 Scribe retired'), heading(2, 'Older'))).toEqual([
      '2025-11-20: Scribe retired',
    ]);
  });

  it('sub-headings of a day as entries, and sorting ones as part of their items', () => {
    const entries = read(
      heading(2, '[1.2.3] - 2026-01-02'),
      heading(3, 'Deprecated'),
      item('scribe-1'),
      heading(3, 'Patient summaries'),
      paragraph('Now in English.'),
      paragraph('And in Welsh.'),
    );
    expect(entries.map((entry) => [entry.title, entry.text])).toEqual([
      ['scribe-1', 'Deprecated\nscribe-1'],
      ['Patient summaries', 'Patient summaries\nNow in English.\nAnd in Welsh.'],
    ]);
    expect(entries.every((entry) => entry.date === '2026-01-02')).toBe(true);
  });

  it('what leads up to a list as part of its entries', () => {
    const entries = read(
      heading(2, '2026-04-04'),
      heading(3, 'End of life'),
      paragraph('These models are no longer served:'),
      item('scribe-1'),
      paragraph('We recommend these replacements:'),
      paragraph('For letters'),
      item('scribe-2'),
      paragraph('Thank you for your patience.'),
      item('scribe-3'),
    );
    expect(entries.map(({ text }) => text)).toEqual(
      expect.arrayContaining([
        'End of life\nThese models are no longer served: scribe-1',
        'End of life\nWe recommend these replacements: For letters scribe-2',
        'End of life\nscribe-3',
      ]),
    );
  });

  it.each(['2.11.0', 'Release 2.11.0', '[v3.0.0-rc.1]', 'Unreleased', 'Master'])(
    'items under a release without a day, %s, as entries without a day',
    (release) => {
      expect(summary(heading(1, 'Changelog'), heading(2, release), item('add scribe-2'))).toEqual([
        'null: add scribe-2',
      ]);
    },
  );

  it.each(['Scribe 2.1', 'Next steps', '4'])('nothing under %s, which names no release', (other) => {
    expect(summary(heading(2, other), item('add scribe-2'))).toEqual([]);
  });

  it.each([
    ['sub-headings', [heading(2, 'November 2025'), heading(3, 'November 20'), item('New model')]],
    ['bare days', [heading(2, 'November 2025'), heading(3, '20'), item('New model')]],
    ['items', [heading(2, 'November 2025'), item('20 Nov New model')]],
    ['days under a year', [heading(2, '2025'), heading(3, 'Thursday, November 20'), item('New model')]],
    ['months under a year', [heading(1, '2025'), heading(2, 'November'), item('Nov 20: New model')]],
    ['lines that are only a date', [paragraph('November 20, 2025'), paragraph('New model')]],
    ['lines that begin with a date', [item('2025-11-20: New model')]],
    ['rows with a date', [row({ Date: '2025-11-20', Change: 'New model' })]],
  ] as const)('a day given by %s', (_, blocks) => {
    expect(summary(...blocks)).toEqual(['2025-11-20: New model']);
  });

  it('deprecation tables by the day of announcement, not of retirement', () => {
    expect(
      summary(
        heading(2, 'Model status'),
        row({ Model: 'scribe-1', Deprecated: '2025-08-01', 'Retirement date': '2026-02-01' }),
        row({ Model: 'scribe-2', Deprecated: 'N/A', 'Retirement date': 'Not sooner than 2027-01-01' }),
        row({ Model: 'scribe-3', Deprecated: '', 'Retirement date': '' }),
      ),
    ).toEqual(['2025-08-01: scribe-1', 'null: scribe-2']);
  });

  it('rows of a dated section as part of its entry', () => {
    const entries = read(
      heading(3, '2026-04-14: Scribe 1'),
      paragraph('We told developers.'),
      row({ 'Retirement date': '2026-06-15', Model: 'scribe-1' }),
    );
    expect(entries).toHaveLength(1);
    expect(entries[0]?.text).toContain('Retirement date: 2026-06-15');
  });

  it('records with a date, and not the front matter', () => {
    expect(
      summary(
        field('', 'date', '2025-11-20'),
        field('scribe-1', 'created_at', '2025-01-01'),
        field('scribe-1', 'shutdownDate', '2026-01-01'),
        field('scribe-2', 'context', '200000'),
      ),
    ).toEqual(['2025-01-01: scribe-1']);
  });

  it('feed items by their own id, day and address, with all of their content', () => {
    const stamp = { id: 'tag:1', publishedAt: '2025-11-20T22:00:00-05:00', url: 'https://acme.example/1' };
    const entries = read(
      { kind: 'heading', level: 2, text: 'Scribe 3', path: [], entry: stamp },
      heading(3, 'Since May 1, 2024'),
      paragraph('It is here.'),
    );
    expect(entries).toMatchObject([
      { date: '2025-11-21', title: 'Scribe 3', text: 'Since May 1, 2024\nIt is here.', url: stamp.url },
    ]);
  });

  it('no entry where nothing is dated', () => {
    expect(
      summary(heading(1, 'Policy'), paragraph('We may change this.'), item('On May 1, 2025 we did.')),
    ).toEqual([]);
    expect(summary(heading(2, '2025-11-20'), item('One'), heading(2, 'Older'), item('Undated'))).toEqual([
      '2025-11-20: One',
    ]);
  });
});

describe('keys', () => {
  const entries = [heading(2, '2025-11-20'), item('New: Scribe 3 for all'), item('Fix'), item('Fix')];

  it('are distinct and stay when entries are added above or text further down is edited', () => {
    const before = read(...entries).map((entry) => entry.key);
    const edited = read(
      heading(2, '2025-11-21'),
      item('Fix'),
      heading(2, '2025-11-20'),
      item('Another'),
      item('New: Scribe 3 for all'),
      item('more detail', 1),
      item('Fix'),
      item('Fix'),
    ).map((entry) => entry.key);
    expect(new Set(before).size).toBe(3);
    expect(edited.filter((key) => before.includes(key))).toEqual(before);
  });

  it('are distinct within any document', () => {
    const texts = fc.constantFrom('Fix', 'New', 'Fix more', '2025-11-20', '20 Nov 2025: x');
    const blocks = fc.array(
      fc.tuple(fc.constantFrom('heading', 'paragraph', 'item'), texts).map(([kind, text]) => {
        return kind === 'heading' ? heading(2, text) : kind === 'item' ? item(text) : paragraph(text);
      }),
    );
    fc.assert(
      fc.property(blocks, (list) => {
        const keys = read(...list).map((entry) => entry.key);
        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });
});
