import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { FetchFailure, FetchRequest, FetchResult } from '../../src/domain/capture.ts';
import type { Source } from '../../src/domain/source.ts';
import type { Collector, SourceAdapter } from '../../src/sources/adapter.ts';
import { adapters } from '../../src/sources/registry.ts';
import { captureOf } from '../fixtures/pages/load-page.ts';
import { makePdf, textLines } from '../support/make-pdf.ts';

const folder = new URL('../../src/sources/', import.meta.url);

/** A small body that each kind can read; a new kind adds its own. */
const samples: Readonly<Record<string, string | Uint8Array>> = {
  html: '<main><h1>Models</h1><p>model-a is available.</p></main>',
  markdown: '# Models\n\nmodel-a is available.',
  feed: '<rss version="2.0"><channel><title>T</title><item><title>model-a</title><guid>1</guid></item></channel></rss>',
  github: '[{"tag_name":"model-a"}]',
  huggingface: '{"id":"model-a","sha":"1","siblings":[{"rfilename":"config.json","blobId":"2"}]}',
  json: '{"id":"model-a"}',
  'model-list': '{"object":"list","data":[{"id":"model-a"}]}',
  text: 'MODELS = [\n  "model-a",\n]',
  'chai-card': '<AppliedModelCard><BasicInfo><ModelName>model-a</ModelName></BasicInfo></AppliedModelCard>',
  mailbox: '{"mails":["model-a.eml"],"otherSenders":0,"tooLarge":[]}',
  pdf: makePdf({ pages: [textLines(60, 60, 'model-a is available.')] }),
  openfda: '{"results":[{"k_number":"K260001","device_name":"model-a"}]}',
  statuspage: '{"page":{"name":"S"},"incidents":[{"id":"1","name":"model-a"}]}',
  sitemap: '<urlset><url><loc>/model-a</loc></url></urlset>',
};

/** Options without which a kind reads nothing; such that one answer is all that it needs. */
const settings: Readonly<Record<string, object>> = {
  github: { repository: 'example/models', releases: true },
  huggingface: { repository: 'example/model-a', card: false },
  mailbox: { folder: '/var/mail/notices', senders: ['@vendor.example'] },
};

/** Where kinds ask that know the rest of the address by themselves. */
const addresses: Readonly<Record<string, string>> = {
  github: 'https://docs.example.com/api/v3/repos/example/models/releases?per_page=100',
  huggingface: 'https://docs.example.com/api/models/example/model-a?blobs=true',
  statuspage: 'https://docs.example.com/api/v2/incidents.json',
};

/** Kinds that never use the network. */
const offline = new Set(['mailbox']);

/** Kinds that never ask conditionally, since an unmodified first answer would not speak for the others. */
const asksInFull = new Set(['model-list', 'sitemap']);

function sourceOf(kind: string): Source {
  return {
    id: 'example/page',
    vendor: 'example',
    title: 'Page',
    role: 'docs',
    kind,
    url: 'https://docs.example.com/page',
    cadence: { kind: 'every', everyMs: 3_600_000 },
    headers: {},
    allowPrivate: [],
    announcedBy: [],
    options: {},
  };
}

/** A collector over fixed answers that records what was asked of it. */
function collectorOf(result: FetchResult): {
  readonly collector: Collector;
  readonly requests: FetchRequest[];
} {
  const requests: FetchRequest[] = [];
  const collector: Collector = {
    fetch: (request) => {
      requests.push(request);
      return Promise.resolve(result);
    },
    fetchMail: () => Promise.reject(new Error('no mail is asked for')),
    validators: () => ({ etag: '"1"', lastModified: null }),
    now: () => new Date(0),
  };
  return { collector, requests };
}

const failure: FetchFailure = {
  kind: 'failure',
  code: 'timed_out',
  detail: 'no answer within 30 s',
  capture: null,
  retryAfterMs: null,
  startedAt: new Date(0),
  finishedAt: new Date(0),
};

it('every file that exports an adapter is registered under its kind, which is its file name', () => {
  const files = readdirSync(folder).filter((file) =>
    /: SourceAdapter\b.* = \{/.test(readFileSync(new URL(file, folder), 'utf8')),
  );
  expect([...adapters.keys()].map((kind) => `${kind}.ts`).sort()).toEqual(files.sort());
});

describe.each([...adapters.values()].map((adapter) => [adapter.kind, adapter] as const))(
  'the %s adapter',
  (kind, adapter: SourceAdapter) => {
    const body = samples[kind] ?? '';
    const options = adapter.options.parse(settings[kind] ?? {});
    const overNetwork = it.skipIf(offline.has(kind));
    const overText = it.skipIf(typeof body !== 'string');

    it('says in one sentence what it reads', () => {
      expect(adapter.summary).toMatch(/^[A-Z].*\.$/);
    });

    it('refuses options that it does not know', () => {
      expect(adapter.options.safeParse({ ...settings[kind], nonsense: 1 }).success).toBe(false);
    });

    it('describes its options to operators', () => {
      expect(z.toJSONSchema(adapter.options)).toMatchObject({ type: 'object', additionalProperties: false });
    });

    overNetwork('asks with the validators of the last answer and hands back what came', async () => {
      const validators = asksInFull.has(kind) ? {} : { etag: '"1"', lastModified: null };
      const url = addresses[kind] ?? 'https://docs.example.com/page';
      const capture = captureOf(body);
      const { collector, requests } = collectorOf({ kind: 'ok', capture });
      const collected = await adapter.collect(sourceOf(kind), options, collector);
      expect(collected).toEqual({ kind: 'captures', captures: [capture] });
      expect(requests).toMatchObject([{ url, ...validators }]);
    });

    overNetwork('tells "not modified" and failures as what they are', async () => {
      const capture = captureOf('', { status: 304 });
      const unmodified = collectorOf({ kind: 'not-modified', capture }).collector;
      expect(await adapter.collect(sourceOf(kind), options, unmodified)).toEqual({
        kind: 'not-modified',
        captures: [capture],
      });
      expect(await adapter.collect(sourceOf(kind), options, collectorOf(failure).collector)).toBe(failure);
    });

    it('reads its own kind of answer, the same way each time', { timeout: 120_000 }, async () => {
      const reading = await adapter.read([captureOf(body)], options);
      expect(reading).toMatchObject({ kind: 'document' });
      expect(await adapter.read([captureOf(body)], options)).toEqual(reading);
    });

    it.each([[''], [' \n\u0000 ']])('never takes an empty body for a document: %j', async (empty) => {
      await expect((async () => adapter.read([captureOf(empty)], options))()).rejects.toThrow(
        expect.objectContaining({ code: 'empty_document' }),
      );
    });

    overText('passes remarks about the bytes on to the document', async () => {
      const bytes = new Uint8Array(
        [...new TextEncoder().encode(String(body).replace('model-a', 'model-a~'))].map((byte) =>
          byte === 0x7e ? 0xff : byte,
        ),
      );
      const reading = await adapter.read([captureOf(bytes)], options);
      expect(reading.kind === 'document' && reading.document.remarks).toContain(
        'some bytes are not valid utf-8 and are shown as U+FFFD',
      );
    });
  },
);

it('selectors are checked before anything is fetched', () => {
  const html = adapters.get('html');
  expect(html?.options.safeParse({ select: 'main > p' }).success).toBe(true);
  expect(html?.options.safeParse({ select: 'p:nth-(' }).success).toBe(false);
  expect(html?.options.safeParse({ select: [] }).success).toBe(false);
});
