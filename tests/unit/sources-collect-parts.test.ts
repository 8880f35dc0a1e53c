import { describe, expect, it } from 'vitest';
import type { FetchFailure, FetchFailureCode, FetchRequest, FetchResult } from '../../src/domain/capture.ts';
import type { Collector } from '../../src/sources/adapter.ts';
import { collectParts, maxParts, type Part } from '../../src/sources/collect-parts.ts';
import { captureOf } from '../fixtures/pages/load-page.ts';

const part = (name: string, more: Partial<Part> = {}): Part => ({
  url: `https://x.example/${name}`,
  accept: 'application/json',
  ...more,
});

function failureOf(code: FetchFailureCode, status: number | null): FetchFailure {
  const at = new Date(0);
  const capture = status === null ? null : captureOf('', { status });
  return { kind: 'failure', code, detail: code, capture, retryAfterMs: null, startedAt: at, finishedAt: at };
}

/**
 * A server whose pages answer 304 to their validator, with the log of what was asked: `a` in full, `a?` on
 * condition. Pages are their own name; a failure is given as such.
 */
function serverOf(pages: Readonly<Record<string, 'same' | 'changed' | FetchFailure>>): {
  readonly collector: Collector;
  readonly log: string[];
} {
  const log: string[] = [];
  const collector = {
    fetch: ({ url, etag }: FetchRequest) => {
      const name = url.replace('https://x.example/', '');
      log.push(etag ? `${name}?` : name);
      const page = pages[name] ?? failureOf('http_not_found', 404);
      const answer: FetchResult =
        typeof page === 'object'
          ? page
          : etag && page === 'same'
            ? { kind: 'not-modified', capture: captureOf('', { url, status: 304 }) }
            : { kind: 'ok', capture: captureOf(name, { url }) };
      return Promise.resolve(answer);
    },
    fetchMail: () => Promise.reject(new Error('no mail is asked for')),
    validators: () => ({ etag: '"1"', lastModified: null }),
    now: () => new Date(0),
  };
  return { collector, log };
}

describe('several answers of one source', () => {
  it('are all handed back in their order', async () => {
    const { collector, log } = serverOf({ a: 'changed', b: 'changed' });
    const collected = await collectParts([part('b'), part('a')], collector);
    expect(collected).toMatchObject({
      kind: 'captures',
      captures: [{ url: 'https://x.example/b' }, { url: 'https://x.example/a' }],
    });
    expect(log).toEqual(['b?', 'a?']);
  });

  it('are "not modified" only when every one is', async () => {
    const { collector, log } = serverOf({ a: 'same', b: 'same' });
    expect(await collectParts([part('a'), part('b')], collector)).toMatchObject({ kind: 'not-modified' });
    expect(log).toEqual(['a?', 'b?']);
  });

  it('are asked again in full where only some changed', async () => {
    const { collector, log } = serverOf({ a: 'same', b: 'changed', c: 'same' });
    const collected = await collectParts([part('a'), part('b'), part('c')], collector);
    expect(collected).toMatchObject({
      kind: 'captures',
      captures: [{ status: 200 }, { status: 200 }, { status: 200 }],
    });
    expect(log).toEqual(['a?', 'b?', 'c?', 'a', 'c']);
  });

  it('fail as the first that fails, and no more is asked', async () => {
    const failure = failureOf('timed_out', null);
    const { collector, log } = serverOf({ a: 'changed', b: failure, c: 'changed' });
    // What was answered before it is evidence of the look, too.
    const found = await collectParts([part('a'), part('b'), part('c')], collector);
    expect(found).toEqual({ ...failure, answered: [expect.objectContaining({ url: part('a').url })] });
    expect(log).toEqual(['a?', 'b?']);
  });

  it('are bounded in number', async () => {
    const many = Array.from({ length: maxParts + 1 }, (_, index) => part(String(index)));
    await expect(collectParts(many, serverOf({}).collector)).rejects.toThrow(RangeError);
  });
});

describe('an address that may be missing', () => {
  const pinned = part('pinned', { mayBeMissing: true });

  it.each<readonly [FetchFailureCode, number]>([
    ['http_not_found', 404],
    ['http_gone', 410],
  ])('is an answer like others when it is: %s', async (code, status) => {
    const { collector } = serverOf({ a: 'same', pinned: failureOf(code, status) });
    expect(await collectParts([part('a'), pinned], collector)).toMatchObject({
      kind: 'captures',
      captures: [{ status: 200 }, { status }],
    });
  });

  it.each<readonly [FetchFailureCode, number | null]>([
    ['timed_out', null],
    ['http_unauthorized', 401],
    ['http_unavailable', 503],
  ])('is not known to be missing when nobody said so: %s', async (code, status) => {
    const failure = failureOf(code, status);
    const { collector } = serverOf({ pinned: failure });
    expect(await collectParts([pinned], collector)).toBe(failure);
  });
});
