import { describe, expect, it } from 'vitest';
import { readAnnouncements } from '../../src/disclosure/read-announcements.ts';
import type { Capture } from '../../src/domain/capture.ts';
import type { Document } from '../../src/domain/document.ts';
import { statuspageAdapter } from '../../src/sources/statuspage.ts';
import { captureOf } from '../fixtures/pages/load-page.ts';

const update = (status: string, body: string, at: string, more: object = {}) => ({
  id: `${status}-${at}`,
  status,
  body,
  created_at: at,
  display_at: at,
  ...more,
});

const incident = {
  id: 'k7xq2',
  name: 'Lower quality of answers from norvik-scribe-2',
  status: 'resolved',
  impact: 'minor',
  shortlink: 'https://stspg.example/k7xq2',
  created_at: '2026-03-02T11:00:00.000-08:00',
  started_at: '2026-03-02T10:00:00.000-08:00',
  updated_at: '2026-03-02T15:00:00.000-08:00',
  components: [
    { id: 'c2', name: 'Web app' },
    { id: 'c1', name: 'API' },
  ],
  incident_updates: [
    update('resolved', 'The routing error is mended.', '2026-03-02T15:00:00.000-08:00'),
    update(
      'investigating',
      'Some requests were answered by an older model.',
      '2026-03-02T11:00:00.000-08:00',
      {
        affected_components: [
          { code: 'c1', name: 'API', old_status: 'operational', new_status: 'degraded_performance' },
        ],
      },
    ),
  ],
};
const older = { id: 'a1', name: 'Failed logins', started_at: '2026-02-01T00:00:00Z', incident_updates: [] };

function incidents(...list: readonly object[]): Capture {
  return captureOf(
    JSON.stringify({ page: { id: 'p', name: 'Norvik status', updated_at: '2026-03-03' }, incidents: list }),
  );
}
function components(...list: readonly object[]): Capture {
  return captureOf(JSON.stringify({ page: { id: 'p' }, components: list }));
}

function read(captures: readonly Capture[], options = {}): Document {
  const reading = statuspageAdapter.read(captures, options);
  if (reading.kind !== 'document') throw new Error(`read as ${reading.kind}`);
  return reading.document;
}

describe('incidents', () => {
  it('are dated entries, newest first, with impact, components and updates in the order of time', () => {
    const document = read([incidents(older, incident)]);
    expect(document.title).toBe('Norvik status');
    expect(document.blocks.map(({ kind, text }) => `${kind}: ${text}`)).toEqual([
      'heading: Lower quality of answers from norvik-scribe-2',
      'paragraph: Impact: minor',
      'paragraph: Components: API, Web app',
      'list-item: investigating (2026-03-02 19:00 UTC): Some requests were answered by an older model.',
      'list-item: API: degraded_performance',
      'list-item: resolved (2026-03-02 23:00 UTC): The routing error is mended.',
      'heading: Failed logins',
    ]);
    expect(document.blocks[0]).toMatchObject({
      entry: { id: 'k7xq2', publishedAt: '2026-03-02T18:00:00.000Z', url: 'https://stspg.example/k7xq2' },
    });
  });

  it('become announcements of what they name', () => {
    const vendor = {
      id: 'norvik',
      name: 'Norvik',
      models: [{ pattern: 'norvik-scribe-\\d+', family: 'norvik-scribe' }],
      aliases: {},
      graceMs: 0,
    };
    const source = {
      id: 'norvik/status',
      vendor: 'norvik',
      title: 'Status',
      role: 'status' as const,
      kind: 'statuspage',
      url: 'https://status.norvik.example/',
      cadence: { kind: 'every' as const, everyMs: 1 },
      headers: {},
      allowPrivate: [],
      announcedBy: [],
      options: {},
    };
    const document = read(
      [incidents(incident), components({ id: 'c1', name: 'API', status: 'operational' })],
      { components: true },
    );
    const firstSeenAt = new Date('2026-03-03T00:00:00Z');
    const found = readAnnouncements({ document, source, vendor, firstSeenAt, isFromBaseline: false });
    expect(found).toMatchObject([{ date: '2026-03-02', title: incident.name, url: incident.shortlink }]);
    expect(found[0]?.subjects).toContainEqual({ kind: 'model', name: 'norvik-scribe-2' });
    expect(found[0]?.text).toContain('answered by an older model');
    expect(found[0]?.text).not.toContain('operational\n');
  });

  it('say the same when the page was only touched', () => {
    const touched = { ...incident, updated_at: '2026-03-09T00:00:00Z', postmortem_ignored: true };
    expect(read([incidents(touched, older)])).toEqual(read([incidents(incident, older)]));
  });

  it('may speak of the service as pages that stand in for others do', () => {
    const outage = {
      id: 'o',
      name: 'Service unavailable',
      incident_updates: [update('monitoring', 'Try again later.', '2026-03-01')],
    };
    expect(read([incidents(outage)]).blocks[0]).toMatchObject({ text: 'Service unavailable' });
  });

  it('may be absent: times are good', () => {
    expect(read([incidents()])).toMatchObject({
      blocks: [],
      remarks: ['the status page lists no incidents'],
    });
  });

  it.each<readonly [string, string, string]>([
    ['an error in JSON', '{"error":"not found here"}', 'unexpected_shape'],
    ['incidents without ids', '{"page":{"name":"S"},"incidents":[{"name":"x"}]}', 'unexpected_shape'],
    ['half an answer', '{"page":{"name":"S"},"incid', 'malformed_json'],
  ])('are not made up from %s', (_name, body, code) => {
    expect(() => read([captureOf(body)])).toThrow(expect.objectContaining({ code }));
  });
});

describe('components', () => {
  const list = [
    { id: 'g', name: 'Models', status: 'partial_outage', group: true },
    { id: 'b', name: 'scribe', status: 'partial_outage', group_id: 'g', updated_at: '2026-03-01' },
    { id: 'a', name: 'API', status: 'operational', group: false, group_id: null },
  ];

  it('are records with their state, before the entries; groups are only names', () => {
    const document = read([incidents(older), components(...list)], { components: true });
    expect(document.blocks.map(({ text }) => text)).toEqual([
      'status: operational',
      'status: partial_outage',
      'Failed logins',
    ]);
    expect(document.blocks.slice(0, 2)).toMatchObject([{ record: 'API' }, { record: 'Models: scribe' }]);
  });
});

describe('the history as a feed', () => {
  it('is read as any feed', () => {
    const feed =
      '<feed xmlns="http://www.w3.org/2005/Atom"><title>S</title><entry><id>i1</id><title>Slow answers</title><published>2026-03-02T10:00:00Z</published></entry></feed>';
    expect(read([captureOf(feed)], { feed: true }).blocks).toMatchObject([
      { text: 'Slow answers', entry: { id: 'i1', publishedAt: '2026-03-02T10:00:00.000Z' } },
    ]);
  });

  it('knows no components', () => {
    expect(statuspageAdapter.options.safeParse({ feed: true, components: true }).success).toBe(false);
  });
});
