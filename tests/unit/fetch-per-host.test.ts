import { describe, expect, it } from 'vitest';
import { createPerHost } from '../../src/fetch/per-host.ts';

const never = new AbortController().signal;

/** Work that ends when told to, and knows whether it has begun. */
function work() {
  const { promise, resolve } = Promise.withResolvers<void>();
  const state = { hasBegun: false, end: resolve, run: () => ((state.hasBegun = true), promise) };
  return state;
}

/** Lets everything happen that needs no more than promises. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('turns per host', () => {
  it('lets one request at a time to a host, first come first served', async () => {
    const perHost = createPerHost({ atOnce: 1, spacingMs: 0 });
    const works = [work(), work(), work()];
    const done = works.map((one) => perHost('a.test', one.run, never));
    const begun = () => works.map((one) => one.hasBegun);
    await settled();
    expect(begun()).toEqual([true, false, false]);
    works[0]?.end();
    await done[0];
    await settled();
    expect(begun()).toEqual([true, true, false]);
    works[1]?.end();
    works[2]?.end();
    await Promise.all(done);
    expect(begun()).toEqual([true, true, true]);
  });

  it('does not make hosts wait for each other', async () => {
    const perHost = createPerHost({ atOnce: 1, spacingMs: 60_000 });
    const one = work();
    const other = work();
    const done = [perHost('a.test', one.run, never), perHost('b.test', other.run, never)];
    await settled();
    expect([one.hasBegun, other.hasBegun]).toEqual([true, true]);
    one.end();
    other.end();
    await Promise.all(done);
  });

  it('lets as many at once as it was told', async () => {
    const perHost = createPerHost({ atOnce: 2, spacingMs: 0 });
    const works = [work(), work(), work()];
    const done = works.map((one) => perHost('a.test', one.run, never));
    await settled();
    expect(works.map((one) => one.hasBegun)).toEqual([true, true, false]);
    for (const one of works) {
      one.end();
    }
    await Promise.all(done);
  });

  it('pauses between two requests to one host', async () => {
    const perHost = createPerHost({ atOnce: 1, spacingMs: 80 });
    const starts: number[] = [];
    const note = async () => void starts.push(performance.now());
    await Promise.all([1, 2, 3].map(() => perHost('a.test', note, never)));
    const [first = 0, second = 0, third = 0] = starts;
    // Timers may fire a fraction of a millisecond early.
    expect(second - first).toBeGreaterThan(78);
    expect(third - second).toBeGreaterThan(78);
  });

  it('spaces requests that may run at once, too', async () => {
    const perHost = createPerHost({ atOnce: 3, spacingMs: 60 });
    const starts: number[] = [];
    const note = async () => void starts.push(performance.now());
    await Promise.all([1, 2, 3].map(() => perHost('a.test', note, never)));
    const [first = 0, second = 0, third = 0] = starts;
    // Counted from the first: a start that a busy machine delays does not delay the next one's.
    expect(second - first).toBeGreaterThan(58);
    expect(third - first).toBeGreaterThan(118);
  });

  it('gives the turn on when work fails', async () => {
    const perHost = createPerHost({ atOnce: 1, spacingMs: 0 });
    const failing = perHost('a.test', () => Promise.reject(new Error('broken')), never);
    const next = perHost('a.test', async () => 'done', never);
    await expect(failing).rejects.toThrow('broken');
    await expect(next).resolves.toBe('done');
  });

  it('lets those behind pass when one that waits is aborted', async () => {
    const perHost = createPerHost({ atOnce: 1, spacingMs: 0 });
    const first = work();
    const abort = new AbortController();
    const done = perHost('a.test', first.run, never);
    const impatient = perHost('a.test', async () => 'never', abort.signal);
    const last = perHost('a.test', async () => 'last', never);
    const refusal = expect(impatient).rejects.toThrow('shutting down');
    abort.abort(new Error('shutting down'));
    await refusal;
    first.end();
    await done;
    await expect(last).resolves.toBe('last');
  });

  it('can be aborted during the pause', async () => {
    const perHost = createPerHost({ atOnce: 1, spacingMs: 60_000 });
    await perHost('a.test', async () => undefined, never);
    const abort = new AbortController();
    const refusal = expect(perHost('a.test', async () => 'never', abort.signal)).rejects.toThrow(
      'shutting down',
    );
    await settled();
    abort.abort(new Error('shutting down'));
    await refusal;
  });
});
