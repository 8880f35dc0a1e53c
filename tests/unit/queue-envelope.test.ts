import { assert, dictionary, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backendId, fingerprint, openPayload, sealPayload } from '../../src/queue/job-envelope.ts';
import type { JobSchedule } from '../../src/queue/job-queue.ts';

describe('payloads', () => {
  const key = string({ unit: 'binary' }).filter((name) => name !== '__proto__');

  it('come back as they went, whatever their strings hold', () => {
    assert(
      property(dictionary(key, string({ unit: 'binary' })), (payload) => {
        const stored: unknown = JSON.parse(JSON.stringify(sealPayload(payload)));
        expect(openPayload(stored)).toEqual({ ...payload });
      }),
    );
  });

  it.each([
    { name: 'nothing', data: undefined },
    { name: 'no payload', data: {} },
    { name: 'half a payload', data: { payload: '{"a":' } },
    { name: 'a payload that is not flat', data: { payload: '{"a":{"b":"c"}}' } },
    { name: 'a number', data: { payload: '{"a":1}' } },
  ])('are refused when the backend holds $name', ({ data }) => {
    expect(() => openPayload(data)).toThrow();
  });
});

describe('ids', () => {
  it('never hold what the backend refuses', () => {
    assert(
      property(string({ unit: 'binary' }), (id) => {
        expect(backendId(id)).toMatch(/^id\.[\w.!~*'()%-]*$/);
      }),
    );
  });

  it('stay apart', () => {
    assert(
      property(string(), string(), (a, b) => {
        expect(backendId(a) === backendId(b)).toBe(a === b);
      }),
    );
  });
});

describe('fingerprint', () => {
  const schedule: JobSchedule = {
    id: 'a',
    name: 'poll',
    payload: { source: 's', reason: 'r' },
    timing: { everyMs: 1_000, offsetMs: 10 },
  };
  const options = { attempts: 3 };

  it('does not depend on the order in which a payload was written', () => {
    const payload = { reason: 'r', source: 's' };
    expect(fingerprint({ ...schedule, payload }, options)).toBe(fingerprint(schedule, options));
  });

  it.each([
    { name: 'the job', other: { ...schedule, name: 'settle' } },
    { name: 'the interval', other: { ...schedule, timing: { everyMs: 2_000, offsetMs: 10 } } },
    { name: 'the offset', other: { ...schedule, timing: { everyMs: 1_000, offsetMs: 11 } } },
    { name: 'the kind of timing', other: { ...schedule, timing: { cron: '* * * * *', timeZone: 'UTC' } } },
    { name: 'the payload', other: { ...schedule, payload: { source: 's' } } },
  ])('differs with $name', ({ other }) => {
    expect(fingerprint(other, options)).not.toBe(fingerprint(schedule, options));
  });

  it('differs with the options of the job, so that a new version takes effect', () => {
    expect(fingerprint(schedule, { attempts: 4 })).not.toBe(fingerprint(schedule, options));
  });
});
