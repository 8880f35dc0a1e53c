import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CommitteeReport, gatherReport } from '../../src/report/gather-report.ts';
import { reportHtml } from '../../src/report/report-html.ts';
import { reportTables, summaryLines } from '../../src/report/report-tables.ts';
import { type EvidenceCase, startEvidenceCase } from '../support/evidence-case.ts';

let evidence: EvidenceCase;
let report: CommitteeReport;
beforeAll(async () => {
  evidence = await startEvidenceCase();
  report = await gather('2026-03-01');
});
afterAll(() => evidence.close());

async function gather(from: string): Promise<CommitteeReport> {
  const { pipeline } = evidence;
  const now = pipeline.now();
  const time = { from: new Date(`${from}T00:00:00Z`), to: now, askedAt: now };
  return gatherReport(pipeline.deps.db, pipeline.deps.config(), time);
}

describe('the committee’s report', () => {
  it('tells of changes by vendor, category and verdict, of coverage, and of what is open', () => {
    expect(report.vendors).toMatchObject([
      { id: 'norvik', changes: 1, byDisclosure: { unannounced: 1 }, coverage: { polls: 18, failing: 0 } },
    ]);
    expect(report.byCategory.find(({ category }) => category === 'card.data_changed')).toMatchObject({
      changes: 1,
      unannounced: 1,
    });
    expect(report.changes).toMatchObject([
      { id: 'norvik/card@2', tools: ['Visit Notes'], disclosure: 'unannounced' },
    ]);
    expect(report.open).toHaveLength(2);
    expect(summaryLines(report)[0]).toMatch(/^1 change that matters: 1 unannounced/);
  });

  it('leaves out what was seen before its time', async () => {
    const later = await gather('2026-03-06');
    expect(later.changes).toEqual([]);
    expect(later.vendors[0]?.changes).toBe(0);
  });

  it('makes an accessible page of it, with the figures of the chart in a table', () => {
    const page = reportHtml(report, 'Modelwarden test');
    expect(page).toContain('<svg viewBox');
    expect(page).toMatch(/<title id="cadence-title">Changes of each week by vendor<\/title>/);
    expect(page).toMatch(/<h2>Cadence<\/h2>[\s\S]*<th scope="row">Norvik Health AI<\/th><td>1<\/td>/);
    expect(page).not.toMatch(/<script|https?:\/\//);
    for (const { title } of reportTables(report)) expect(page).toContain(`<h2>${title}</h2>`);
  });

  it('keeps vendors’ words inert', () => {
    const hostile = {
      ...report,
      changes: report.changes.map((change) => ({ ...change, summary: '<img src=x onerror=y>' })),
    };
    expect(reportHtml(hostile, 'x')).toContain('&lt;img src=x onerror=y&gt;');
  });
});
