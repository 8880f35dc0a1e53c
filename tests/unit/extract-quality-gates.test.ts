import { describe, expect, it } from 'vitest';
import type { Document } from '../../src/domain/document.ts';
import { judgeFailure } from '../../src/extract/judge-challenge.ts';
import { judgePlausibility } from '../../src/extract/plausibility.ts';
import { htmlAdapter } from '../../src/sources/html.ts';
import { jsonAdapter } from '../../src/sources/json.ts';
import { markdownAdapter } from '../../src/sources/markdown.ts';
import { captureOf, pagesIn } from '../fixtures/pages/load-page.ts';

/** The sign that a stand-in must show is the first part of its file's name. */
function signOf(name: string): string {
  return name.split('.')[0] ?? '';
}

function read(body: string, headers: Record<string, string> = {}) {
  return htmlAdapter.read([captureOf(body, { headers: { 'content-type': 'text/html', ...headers } })], {});
}

describe.each(['blocked', 'suspect', 'moved'] as const)(
  'a page that stands in for the document (%s)',
  (kind) => {
    it.each(pagesIn(kind))('$name is recognised by its own sign', ({ name, body }) => {
      const reading = read(body);
      expect(reading.kind).toBe(kind);
      const found = reading.kind === 'document' ? [] : reading.evidence;
      expect(found.map((item) => item.sign)).toContain(signOf(name));
      expect(found.every((item) => item.excerpt.length > 0 && item.excerpt.length <= 200)).toBe(true);
    });
  },
);

it.each(pagesIn('honest'))('an honest page stays a document: $name', ({ body }) => {
  const reading = read(body);
  expect(reading.kind === 'document' ? [] : reading.evidence).toEqual([]);
});

it('misjudges none of the pages, either way, as the confusion matrix shows', () => {
  const kinds = ['document', 'blocked', 'suspect', 'moved'] as const;
  const matrix = Object.fromEntries(
    (['honest', 'blocked', 'suspect', 'moved'] as const).map((kind) => {
      const readings = pagesIn(kind).map(({ body }) => read(body).kind);
      return [
        kind,
        Object.fromEntries(kinds.map((read) => [read, readings.filter((one) => one === read).length])),
      ];
    }),
  );
  process.stdout.write(`${drawMatrix(matrix)}\n`);
  const { honest, ...standIns } = matrix;
  expect(honest).toMatchObject({ blocked: 0, suspect: 0, moved: 0 });
  for (const [kind, row] of Object.entries(standIns)) {
    expect(row, kind).toMatchObject(
      Object.fromEntries(kinds.filter((other) => other !== kind).map((other) => [other, 0])),
    );
  }
  const count = (kind: 'blocked' | 'suspect' | 'moved' | 'honest') => pagesIn(kind).length;
  expect(count('blocked') + count('suspect') + count('moved')).toBeGreaterThanOrEqual(60);
  expect(count('honest')).toBeGreaterThanOrEqual(50);
});

/** One row a sort of page, one column a reading. */
function drawMatrix(matrix: Readonly<Record<string, Readonly<Record<string, number>>>>): string {
  const columns = Object.keys(Object.values(matrix)[0] ?? {});
  const lines = Object.entries(matrix).map(([page, row]) => [
    page,
    ...columns.map((read) => String(row[read])),
  ]);
  return [['page \\ read as', ...columns], ...lines]
    .map(([first = '', ...rest]) => first.padEnd(16) + rest.map((cell) => cell.padStart(10)).join(''))
    .join('\n');
}

describe('headers that a protection product sets', () => {
  it.each([
    ['cf-mitigated', 'challenge', 'cloudflare-challenge'],
    ['x-amzn-waf-action', 'captcha', 'aws-waf-challenge'],
    ['x-vercel-mitigated', 'challenge', 'vercel-challenge'],
  ])('%s: %s is decisive', (name, value, sign) => {
    const reading = read('<main><h1>Models</h1><p>model-a</p></main>', { [name]: value });
    expect(reading).toMatchObject({ kind: 'blocked', evidence: [{ sign }] });
  });
});

describe('an HTML answer where another format was expected', () => {
  const [challenge] = pagesIn('blocked');

  it('is blocked when it is a challenge', () => {
    const captures = [captureOf(challenge?.body ?? '')];
    expect(markdownAdapter.read(captures, {}).kind).toBe('blocked');
    expect(jsonAdapter.read(captures, {}).kind).toBe('blocked');
  });

  it('is an error that says so when it is an ordinary page', () => {
    const captures = [captureOf('<!doctype html><html><body><p>Our models have moved.</p></body></html>')];
    expect(() => markdownAdapter.read(captures, {})).toThrow(
      expect.objectContaining({ code: 'html_instead_of_markdown' }),
    );
    expect(() => jsonAdapter.read(captures, {})).toThrow(expect.objectContaining({ code: 'malformed_json' }));
  });
});

it('a Markdown address that answers "not found" in Markdown is suspect', () => {
  const reading = markdownAdapter.read(
    [captureOf('# Page Not Found\n\nThe URL `/models.md` does not exist.')],
    {},
  );
  expect(reading).toMatchObject({ kind: 'suspect', evidence: [{ sign: 'soft-not-found' }] });
});

describe('a refused request', () => {
  it.each(pagesIn('blocked'))('is known for a block when its body is one: $name', ({ body }) => {
    expect(judgeFailure(captureOf(body, { status: 403 }))).not.toEqual([]);
  });

  it.each([
    ['{"error":"invalid api key"}', 'application/json'],
    [
      '<html><head><title>403 Forbidden</title></head><body><h1>403 Forbidden</h1></body></html>',
      'text/html',
    ],
    ['', 'text/plain'],
  ])('is not called a challenge without evidence: %s', (body, type) => {
    expect(judgeFailure(captureOf(body, { status: 403, headers: { 'content-type': type } }))).toEqual([]);
  });
});

function documentOf(headings: number, paragraphs: number, part: Partial<Document> = {}): Document {
  const heading = (_: unknown, index: number) =>
    ({ kind: 'heading', level: 2, path: [], text: `Model ${index}` }) as const;
  const paragraph = (_: unknown, index: number) =>
    ({
      kind: 'paragraph',
      path: [],
      text: `Paragraph ${index} says something about models. `.repeat(3).trim(),
    }) as const;
  return {
    title: 'Models',
    blocks: [...Array.from({ length: headings }, heading), ...Array.from({ length: paragraphs }, paragraph)],
    language: 'en',
    remarks: [],
    ...part,
  };
}

describe('judgePlausibility', () => {
  const before = documentOf(6, 40);
  const signsOf = (after: Document) => judgePlausibility(before, after).map((item) => item.sign);

  it('believes small changes, growth and a third less', () => {
    expect(signsOf(before)).toEqual([]);
    expect(signsOf(documentOf(8, 200))).toEqual([]);
    expect(signsOf(documentOf(6, 26))).toEqual([]);
  });

  it('doubts a document that lost almost half of itself', () => {
    expect(signsOf(documentOf(6, 20))).toEqual(['blocks-shrank', 'text-shrank']);
  });

  it('doubts a document none of whose headings survived', () => {
    expect(signsOf(documentOf(0, 46))).toEqual(['no-heading-survived']);
  });

  it('doubts a document in another language, but not in a variant of the same', () => {
    expect(signsOf({ ...before, language: 'de' })).toEqual(['language-changed']);
    expect(signsOf({ ...before, language: 'en-GB' })).toEqual([]);
  });

  it('doubts a document that lost everything, however small it was', () => {
    expect(judgePlausibility(documentOf(1, 1), documentOf(0, 0)).map((item) => item.sign)).toEqual([
      'became-empty',
    ]);
  });

  it('lets small documents lose what they like', () => {
    expect(judgePlausibility(documentOf(1, 4), documentOf(1, 1))).toEqual([]);
  });
});
