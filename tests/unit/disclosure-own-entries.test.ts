import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/domain/change.ts';
import {
  added,
  entry,
  finding,
  firstSeenAfter,
  healthy,
  judge,
  paragraph,
  release,
  reworded,
} from './disclosure-sample.ts';

describe('a change of an announcing source', () => {
  const news = entry(release, { sourceId: 'acme/changelog', firstSeenAt: firstSeenAfter });
  const own = { sourceId: 'acme/changelog', role: 'changelog' } as const;

  it('announces itself by its new dated entries', () => {
    const edits = [
      added({ kind: 'heading', level: 2, text: 'March 10, 2026', path: [] }),
      added(paragraph(release)),
    ];
    const verdict = judge({ announcements: [news], change: { ...own, edits } });
    expect(verdict.state).toBe('announced-same-day');
    expect(verdict.reason).toContain('itself where the vendor announces');
  });

  it('is unknown for an edited old entry when nothing else announces', () => {
    const old = entry('Scribe costs $2.', { isFromBaseline: true, date: '2026-03-09' });
    const edits = [reworded('Scribe costs $1.', 'Scribe costs $2.')];
    expect(judge({ announcements: [old], change: { ...own, edits } })).toMatchObject({
      state: 'unknown',
      candidates: [],
    });
    const news = { ...healthy, sourceId: 'acme/news' };
    expect(judge({ announcements: [old], searched: [healthy, news], change: { ...own, edits } }).state).toBe(
      'unannounced',
    );
  });

  it('is judged by the weighty edit of old text that came with a new entry', () => {
    const edits = [
      added(paragraph(release)),
      reworded('We keep data for 30 days.', 'We keep data for ever.'),
    ];
    const input = (severity: Finding['severity']) =>
      judge({
        announcements: [news],
        searched: [healthy, { ...healthy, sourceId: 'acme/news' }],
        change: {
          ...own,
          edits,
          findings: [finding('model.new', 'low', [0]), finding('terms.data_use', severity, [1])],
        },
      });
    expect(input('high').state).toBe('unannounced');
    expect(input('high').reason).toContain('Besides new entries, 1 older passage');
    expect(input('low').state).toBe('announced-same-day');
    expect(input('low').reason).toContain('also edited 1 older passage');
  });

  it('of status is the announcement of what it adds to an incident', () => {
    const incident = entry('Scribe is degraded', {
      sourceId: 'acme/status',
      title: 'Scribe is degraded',
      isFromBaseline: true,
    });
    const edits = [added(paragraph('We have found the cause.', ['Scribe is degraded']))];
    const verdict = judge({
      announcements: [incident],
      change: { sourceId: 'acme/status', role: 'status', edits },
    });
    expect(verdict.state).toBe('announced-same-day');
  });
});
