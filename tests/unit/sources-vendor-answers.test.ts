import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FetchRequest } from '../../src/domain/capture.ts';
import type { Document } from '../../src/domain/document.ts';
import { ExtractError } from '../../src/domain/errors.ts';
import type { Source } from '../../src/domain/source.ts';
import { extractReleases } from '../../src/extract/github-releases.ts';
import { extractHuggingFace } from '../../src/extract/huggingface-document.ts';
import { extractModelList } from '../../src/extract/model-list-document.ts';
import { extractStatuspage } from '../../src/extract/statuspage-incidents.ts';
import { modelListAdapter } from '../../src/sources/model-list.ts';
import { captureOf } from '../fixtures/pages/load-page.ts';

/** What a vendor may put into any field: text of any kind, or something else entirely. */
const anything = fc.oneof(
  { weight: 6, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '2026-03-01T00:00:00Z',
      '<b>',
      '# x\n\n- y',
      '---\na: b\n---',
      '\u0000',
      '\ud800',
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(null, true, 12, [], {}, ['a'], { a: 1 }) },
);
const mostly = (value: string) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(value) }, { weight: 2, arbitrary: anything });

/** Answers of nearly the right shape for each kind. */
const kinds: readonly (readonly [string, fc.Arbitrary<unknown>, (text: string) => Document])[] = [
  [
    'model-list',
    fc.record({
      object: mostly('list'),
      data: fc.array(
        fc.record(
          {
            id: mostly('model-a'),
            owned_by: mostly('mistralai'),
            created: anything,
            aliases: anything,
            deprecation: anything,
            modelLifecycle: anything,
            name: anything,
          },
          { requiredKeys: [] },
        ),
        { maxLength: 5 },
      ),
    }),
    (text) => extractModelList([text]),
  ],
  [
    'github',
    fc.array(
      fc.record(
        {
          tag_name: mostly('v1'),
          name: anything,
          body: anything,
          html_url: anything,
          published_at: anything,
        },
        { requiredKeys: ['tag_name'] },
      ),
      { maxLength: 5 },
    ),
    extractReleases,
  ],
  [
    'huggingface',
    fc.record(
      {
        id: mostly('a/b'),
        sha: mostly('c'),
        gated: anything,
        cardData: fc.record({ license: anything, base_model: anything }),
        pipeline_tag: anything,
        siblings: fc.array(fc.record({ rfilename: mostly('model.bin'), blobId: mostly('d') }), {
          maxLength: 5,
        }),
      },
      { requiredKeys: ['id', 'sha', 'siblings'] },
    ),
    (text) => extractHuggingFace(text, null),
  ],
  [
    'statuspage',
    fc.record({
      page: fc.record({ name: mostly('Status') }),
      incidents: fc.array(
        fc.record(
          {
            id: mostly('i'),
            name: mostly('Slow'),
            shortlink: anything,
            started_at: anything,
            components: fc.array(fc.record({ name: mostly('API') }), { maxLength: 2 }),
            incident_updates: fc.array(
              fc.record({ status: anything, body: anything, display_at: anything }),
              { maxLength: 3 },
            ),
          },
          { requiredKeys: ['id', 'name'] },
        ),
        { maxLength: 4 },
      ),
    }),
    (text) => extractStatuspage(text, null),
  ],
];

function stringsIn(document: Document): readonly string[] {
  const strings: string[] = [];
  JSON.stringify(document, (_key, value: unknown) => {
    if (typeof value === 'string') strings.push(value);
    return value;
  });
  return strings;
}

describe.each(kinds)('hostile answers of the kind %s', (_kind, answers, extract) => {
  it('become a document fit to be stored, the same each time, or an ExtractError', () => {
    let documents = 0;
    fc.assert(
      fc.property(answers, (answer) => {
        const text = JSON.stringify(answer);
        try {
          const document = extract(text);
          documents += 1;
          expect(extract(text)).toEqual(document);
          const unfit = stringsIn(document).filter((part) => part.includes('\0') || !part.isWellFormed());
          expect(unfit).toEqual([]);
        } catch (error) {
          if (!(error instanceof ExtractError)) throw error;
        }
      }),
      { numRuns: 300 },
    );
    expect(documents).toBeGreaterThan(20);
  });
});

describe('a list of models that never ends', () => {
  it('is left after a bounded number of pages, and not taken for a whole list', async () => {
    const requests: FetchRequest[] = [];
    const source: Source = {
      id: 'x/models',
      vendor: 'x',
      title: 'Models',
      role: 'model-list',
      kind: 'model-list',
      url: 'https://api.example.com/v1/models',
      cadence: { kind: 'every', everyMs: 1 },
      headers: {},
      allowPrivate: [],
      announcedBy: [],
      options: {},
    };
    const body = JSON.stringify({
      data: [{ type: 'model', id: 'model-a' }],
      has_more: true,
      last_id: 'model-a',
    });
    const collector = {
      fetch: (request: FetchRequest) => {
        requests.push(request);
        return Promise.resolve({ kind: 'ok' as const, capture: captureOf(body) });
      },
      fetchMail: () => Promise.reject(new Error('no mail is asked for')),
      validators: () => null,
      now: () => new Date(0),
    };
    const collected = await modelListAdapter.collect(source, {}, collector);
    expect(requests).toHaveLength(20);
    const captures = collected.kind === 'captures' ? collected.captures : [];
    expect(() => modelListAdapter.read(captures, {})).toThrow(
      expect.objectContaining({ code: 'document_too_large' }),
    );
  });
});
