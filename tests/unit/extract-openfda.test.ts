import { describe, expect, it } from 'vitest';
import { compareDocuments } from '../../src/compare/compare-documents.ts';
import { understandChange } from '../../src/compare/understand-change.ts';
import type { FetchFailure, FetchResult } from '../../src/domain/capture.ts';
import type { Source } from '../../src/domain/source.ts';
import { extractOpenFda } from '../../src/extract/openfda-document.ts';
import { openFdaAdapter } from '../../src/sources/openfda.ts';
import { captureOf } from '../fixtures/pages/load-page.ts';
import { shippedRules } from '../support/shipped-rules.ts';

type Fields = Readonly<Record<string, unknown>>;

function answer(results: readonly Fields[], meta: Fields = {}): string {
  return JSON.stringify({
    meta: { last_updated: '2026-01-01', results: { skip: 0, limit: 1000, total: results.length }, ...meta },
    results,
  });
}

function lines(text: string): readonly string[] {
  return extractOpenFda(text).blocks.map((block) =>
    block.kind === 'key-value' ? `${block.record} ${block.key}=${block.value}` : block.kind,
  );
}

const noMatch = '{"error":{"code":"NOT_FOUND","message":"No matches found!"}}';

const clearance = {
  k_number: 'K260001',
  device_name: 'Norvik Triage',
  applicant: 'Norvik Health AI',
  decision_code: 'SESE',
  decision_description: 'Substantially Equivalent',
  decision_date: '2026-01-15',
  product_code: 'QAS',
  contact: 'somebody',
  openfda: { device_class: '2', regulation_number: '892.2080', fei_number: ['1', '2'] },
};

describe('openFDA records', () => {
  it('hold what matters of a clearance, by its K-number', () => {
    expect(lines(answer([clearance]))).toEqual([
      'K260001 k number=K260001',
      'K260001 device name=Norvik Triage',
      'K260001 applicant=Norvik Health AI',
      'K260001 product code=QAS',
      'K260001 decision code=SESE',
      'K260001 decision description=Substantially Equivalent',
      'K260001 decision date=2026-01-15',
      'K260001 device class=2',
      'K260001 regulation number=892.2080',
    ]);
  });

  it('hold status, reason and dates of a recall, by its number', () => {
    const recall = {
      product_res_number: 'Z-0007-2026',
      recall_status: 'Open, Classified',
      reason_for_recall: 'Cases were not flagged.',
      k_numbers: ['K260001', 'K250009'],
      event_date_initiated: '2026-02-02',
    };
    expect(lines(answer([recall]))).toEqual([
      'Z-0007-2026 product res number=Z-0007-2026',
      'Z-0007-2026 reason for recall=Cases were not flagged.',
      'Z-0007-2026 recall status=Open, Classified',
      'Z-0007-2026 k numbers=K250009; K260001',
      'Z-0007-2026 event date initiated=2026-02-02',
    ]);
  });

  it('hold the class of an enforcement report, and days in one spelling', () => {
    const report = {
      recall_number: 'Z-1',
      classification: 'Class II',
      status: 'Ongoing',
      report_date: '20260131',
    };
    expect(lines(answer([report]))).toEqual([
      'Z-1 recall number=Z-1',
      'Z-1 recall classification=Class II',
      'Z-1 recall status=Ongoing',
      'Z-1 report date=2026-01-31',
    ]);
  });

  it('gather the devices and texts of an adverse event', () => {
    const event = {
      report_number: '3000-2026-1',
      event_type: 'Malfunction',
      device: [{ brand_name: 'Norvik Triage', model_number: '' }, { brand_name: 'Norvik Triage' }],
      mdr_text: [{ text: 'A case was missed.', mdr_text_key: '9' }],
    };
    expect(lines(answer([event]))).toEqual([
      '3000-2026-1 report number=3000-2026-1',
      '3000-2026-1 event type=Malfunction',
      '3000-2026-1 brand name=Norvik Triage',
      '3000-2026-1 report text=A case was missed.',
    ]);
  });

  it('do not depend on their order, nor on the state of the data set', () => {
    const other = { ...clearance, k_number: 'K250009' };
    const twin = { ...clearance, device_name: 'Norvik Triage 2' };
    expect(lines(answer([clearance, other, twin]))).toEqual(
      lines(answer([twin, other, clearance], { last_updated: '2026-02-02' })),
    );
    expect(lines(answer([clearance, twin]))).toContain('K260001#2 device name=Norvik Triage');
  });
});

describe('an answer without records', () => {
  it('is an empty document when openFDA says that nothing matches', () => {
    for (const text of [noMatch, answer([])]) {
      expect(extractOpenFda(text)).toMatchObject({
        blocks: [],
        remarks: ['openFDA knows no record that matches'],
      });
    }
  });

  it.each([
    ['an error', '{"error":{"code":"SERVER_ERROR","message":"no"}}', 'records_not_found'],
    ['counts', answer([{ term: 'x', count: 1 }]), 'records_not_found'],
    ['part of the records', answer([clearance], { results: { total: 12 } }), 'document_too_large'],
    ['no JSON', '<h1>Not found</h1>', 'malformed_json'],
  ])('is an error when it is %s', (_name, text, code) => {
    expect(() => extractOpenFda(text)).toThrow(expect.objectContaining({ code }));
  });
});

const source: Source = {
  id: 'fda/recalls',
  vendor: 'fda',
  title: 'Recalls',
  role: 'registry',
  kind: 'openfda',
  url: 'https://api.fda.gov/device/recall.json?search=k_numbers:K260001&limit=1000',
  cadence: { kind: 'every', everyMs: 3_600_000 },
  headers: {},
  allowPrivate: [],
  announcedBy: [],
  options: {},
};

describe('the rules', () => {
  const recall = {
    recall_number: 'Z-1',
    classification: 'Class II',
    status: 'Ongoing',
    reason_for_recall: 'Cases were not flagged.',
    report_date: '20260131',
  };
  const event = { report_number: '3000-1', event_type: 'Malfunction', date_received: '20260131' };

  it.each<readonly [string, readonly Fields[], readonly Fields[], string, RegExp]>([
    ['a new recall', [], [recall], 'critical', /^A recall .*Cases were not flagged/],
    ['a graver class', [recall], [{ ...recall, classification: 'Class I' }], 'critical', /^A recall/],
    ['the end of a recall', [recall], [{ ...recall, status: 'Terminated' }], 'critical', /^A recall/],
    ['a clearance', [], [clearance], 'high', /^A clearance/],
    ['an adverse event', [], [event], 'high', /^A report of an adverse event.*Malfunction/],
  ])('for devices see %s', (_name, from, to, severity, summary) => {
    const [before, after] = [extractOpenFda(answer(from)), extractOpenFda(answer(to))];
    const { findings } = understandChange({
      source,
      vendor: { id: 'fda', name: 'FDA', models: [], aliases: {}, graceMs: 0 },
      before,
      after,
      comparison: compareDocuments(before, after),
      rules: shippedRules(),
      now: new Date('2026-05-01T08:00:00Z'),
    });
    expect(findings[0]).toMatchObject({
      category: 'device.regulatory',
      severity,
      summary: expect.stringMatching(summary),
    });
    expect(findings.map(({ category }) => category)).not.toContain('lifecycle.deprecated');
  });
});

describe('a 404', () => {
  function collect(body: string, code: FetchFailure['code'] = 'http_not_found') {
    const failure: FetchFailure = {
      kind: 'failure',
      code,
      detail: 'status 404',
      capture: captureOf(body, { status: 404 }),
      retryAfterMs: null,
      startedAt: new Date(0),
      finishedAt: new Date(0),
    };
    const fetch = (): Promise<FetchResult> => Promise.resolve(failure);
    return openFdaAdapter.collect(
      source,
      {},
      {
        fetch,
        fetchMail: () => Promise.reject(new Error('no mail is asked for')),
        validators: () => null,
        now: () => new Date(0),
      },
    );
  }

  it('with the words of openFDA is a list without records', async () => {
    const collected = await collect(noMatch);
    expect(collected).toMatchObject({ kind: 'captures', captures: [{ status: 404 }] });
    if (collected.kind !== 'captures') return;
    expect(openFdaAdapter.read(collected.captures, {})).toMatchObject({
      kind: 'document',
      document: { blocks: [] },
    });
  });

  it.each([['<h1>Not found</h1>'], [''], ['{"error":{"code":"OTHER"}}'], ['{"error":']])(
    'with anything else is what it seems: %j',
    async (body) => {
      expect(await collect(body)).toMatchObject({ kind: 'failure', code: 'http_not_found' });
    },
  );

  it('is no list when another status came with those words', async () => {
    expect(await collect(noMatch, 'http_unavailable')).toMatchObject({ kind: 'failure' });
  });
});
