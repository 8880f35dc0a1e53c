import { describe, expect, it } from 'vitest';
import { compareDocuments } from '../../src/compare/compare-documents.ts';
import { understandChange } from '../../src/compare/understand-change.ts';
import type { Understanding } from '../../src/domain/change.ts';
import type { Block, Document } from '../../src/domain/document.ts';
import type { Source, SourceRole } from '../../src/domain/source.ts';
import type { Vendor } from '../../src/domain/vendor.ts';
import { code, documentOf, field, heading, item, paragraph, table } from '../support/documents.ts';
import { shippedRules } from '../support/shipped-rules.ts';

const rules = shippedRules();
const now = new Date('2026-05-01T08:00:00Z');
const vendor: Vendor = { id: 'acme', name: 'Acme', models: [], aliases: {}, graceMs: 0 };

function sourceOf(role: SourceRole): Source {
  return {
    id: `acme/${role}`,
    vendor: 'acme',
    title: `Acme ${role}`,
    role,
    kind: 'html',
    url: 'https://acme.example/',
    cadence: { kind: 'every', everyMs: 3_600_000 },
    headers: {},
    allowPrivate: [],
    announcedBy: [],
    options: null,
  };
}

type Blocks = Block | readonly Block[];

function understand(role: SourceRole, before: Document, after: Document): Understanding {
  const comparison = compareDocuments(before, after);
  return understandChange({ source: sourceOf(role), vendor, before, after, comparison, rules, now });
}

function categoriesOf(understanding: Understanding): readonly string[] {
  return understanding.findings.map(({ category, base }) => `${category} ${base}`);
}

const frame = [
  heading('Acme models', 1),
  paragraph('This page is kept by the people who run the platform.'),
  paragraph('Write to the address below with any question about it.'),
];

describe('categories', () => {
  const lifecycle = ['Model', 'State', 'Retirement date', 'Replacement'];
  const rows = (...cells: readonly string[][]): readonly Block[] => table(lifecycle, cells);

  it.each<readonly [string, SourceRole, Blocks, Blocks]>([
    ['model.new low', 'model-list', [item('gpt-4o')], [item('gpt-4o'), item('gpt-4o-2024-11-20')]],
    [
      'model.removed_unannounced critical',
      'model-list',
      [item('gpt-4o'), item('gpt-4-32k')],
      [item('gpt-4o')],
    ],
    [
      'model.identity_changed critical',
      'registry',
      field('sha', '4d6c61da057c45bfc4dc4d3bfa5a691ecb9ce0cf', 'medgemma-4b-it'),
      field('sha', '7f1b2f9b2c0d4c8bb0b5f1c2f5f0a9a76f0c1d2e', 'medgemma-4b-it'),
    ],
    [
      'model.identity_changed critical',
      'docs',
      paragraph('The name deepseek-chat serves our chat model.'),
      paragraph('The name deepseek-chat now points to DeepSeek-V3.2.'),
    ],
    [
      'model.identity_changed high',
      'model-card',
      table(['Name', 'Bedrock model ID'], [['Claude Opus 4.6', 'anthropic.claude-opus-4-6-v1:0']]),
      table(['Name', 'Bedrock model ID'], [['Claude Opus 4.6', 'anthropic.claude-opus-4-6-v1']]),
    ],
    [
      'model.alias_moved_announced high',
      'docs',
      paragraph('The gemini-pro-latest alias follows the stable release.'),
      paragraph('On 6 June 2026 we will switch the gemini-pro-latest alias to Gemini 3.1 Pro.'),
    ],
    [
      'model.routing_changed high',
      'docs',
      paragraph('Every request is answered by the model that you chose.'),
      paragraph('Sensitive requests may be routed to a less capable model.'),
    ],
    [
      'lifecycle.deprecated high',
      'deprecations',
      rows(['Claude Opus 4.1', 'Active', 'N/A', '—']),
      rows(['Claude Opus 4.1', 'Deprecated', '2026-08-05', 'Claude Opus 4.6']),
    ],
    [
      'lifecycle.date_moved critical',
      'deprecations',
      rows(['Gemini 2.5 Pro', 'Deprecated', '2026-10-16', 'Gemini 3 Pro']),
      rows(['Gemini 2.5 Pro', 'Deprecated', '2026-06-17', 'Gemini 3 Pro']),
    ],
    [
      'lifecycle.date_moved medium',
      'deprecations',
      rows(['Gemini 2.5 Pro', 'Deprecated', 'June 17, 2026', 'Gemini 3 Pro']),
      rows(['Gemini 2.5 Pro', 'Deprecated', 'October 16, 2026', 'Gemini 3 Pro']),
    ],
    [
      'lifecycle.replacement_changed medium',
      'deprecations',
      rows(['gpt-4-32k', 'Deprecated', '2026-10-16', 'gpt-4o']),
      rows(['gpt-4-32k', 'Deprecated', '2026-10-16', 'gpt-5.4']),
    ],
    [
      'card.safety_changed high',
      'model-card',
      [heading('Limitations'), paragraph('The model may err in long chains of thought.', 'Limitations')],
      [heading('Limitations'), paragraph('The model may err in arithmetic.', 'Limitations')],
    ],
    [
      'card.performance_changed high',
      'model-card',
      [
        heading('Benchmarks'),
        table(['Benchmark', 'Score'], [['MMLU', '41.7']], { path: ['Benchmarks'] }),
      ].flat(),
      [
        heading('Benchmarks'),
        table(['Benchmark', 'Score'], [['MMLU', '46.7']], { path: ['Benchmarks'] }),
      ].flat(),
    ],
    [
      'card.data_changed high',
      'model-card',
      table(['Feature', 'Value'], [['Training data cutoff', 'Aug 2025']]),
      table(['Feature', 'Value'], [['Training data cutoff', 'Jan 2026']]),
    ],
    [
      'card.attribute_removed high',
      'model-card',
      [heading('Known risks'), paragraph('Outputs may hold stereotypes about groups.', 'Known risks')],
      [],
    ],
    [
      'card.intended_use_changed high',
      'model-card',
      [heading('Intended use'), paragraph('Research on language only.', 'Intended use')],
      [heading('Intended use'), paragraph('Research and commercial products.', 'Intended use')],
    ],
    [
      'card.capability_changed medium',
      'model-list',
      field('limit.context', '200000', 'm-1'),
      field('limit.context', '128000', 'm-1'),
    ],
    [
      'card.metadata_changed medium',
      'registry',
      field('Release Date', '02/12/2026', 'minimax-m2.5'),
      field('Release Date', '04/29/2026', 'minimax-m2.5'),
    ],
    [
      'behaviour.prompt_changed medium',
      'docs',
      [heading('System prompts'), paragraph('The assistant answers in a friendly tone.', 'System prompts')],
      [heading('System prompts'), paragraph('The assistant answers in a terse tone.', 'System prompts')],
    ],
    [
      'terms.data_use high',
      'terms',
      paragraph('Acme does not use your content to train its models.'),
      paragraph('Acme may use your content to train its models unless you opt out.'),
    ],
    [
      'terms.hipaa critical',
      'terms',
      paragraph('This agreement applies to the API and the enterprise product.'),
      paragraph('This agreement applies to the API, the enterprise product and Acme for Clinicians.'),
    ],
    [
      'terms.change_control high',
      'terms',
      paragraph('Acme changes the services with 30 days notice.'),
      paragraph('Acme changes the services without prior notice.'),
    ],
    [
      'terms.indemnity_liability high',
      'terms',
      paragraph('Acme will indemnify the customer against claims about output.'),
      paragraph('Acme provides output as is and disclaims every warranty about it.'),
    ],
    [
      'terms.counterparty high',
      'terms',
      paragraph('Notices go to Acme, L.L.C. at its office.'),
      paragraph('Notices go to Acme OpCo, LLC at its office.'),
    ],
    [
      'terms.use_policy high',
      'policy',
      paragraph('Be kind when you use the service with others.'),
      paragraph('Do not use the service for tailored advice without a licensed professional.'),
    ],
    [
      'terms.upcoming medium',
      'terms',
      paragraph('These are the terms in force.'),
      paragraph('These are the terms in force. They will change on 30 July 2026.'),
    ],
    [
      'subprocessor.change high',
      'policy',
      [
        heading('Subprocessors'),
        table(['Name', 'Country'], [['Sift', 'US']], { path: ['Subprocessors'] }),
      ].flat(),
      [
        heading('Subprocessors'),
        table(['Name', 'Country'], [['Nutun', 'ZA']], { path: ['Subprocessors'] }),
      ].flat(),
    ],
    [
      'policy.commitment_changed high',
      'deprecations',
      paragraph('We give at least 60 days notice before a model is withdrawn.'),
      paragraph('We give at least 30 days notice before a model is withdrawn.'),
    ],
    [
      'price.changed low',
      'model-list',
      table(['Feature', 'Acme Scribe 2.1'], [['Price', '$3 per million tokens']]),
      table(['Feature', 'Acme Scribe 2.1'], [['Price', '$2 per million tokens']]),
    ],
    ['availability.incident info', 'status', [], paragraph('We are investigating elevated error rates.')],
    [
      'service.quality_incident high',
      'status',
      [],
      paragraph('Between 5 and 9 May answers were of degraded quality; we rolled back.'),
    ],
    ['security.advisory high', 'status', [], paragraph('We found unauthorized access to a log store.')],
    [
      'document.changed medium',
      'terms',
      paragraph('The parties meet each quarter in Lisbon.'),
      paragraph('The parties meet each quarter in Porto.'),
    ],
    ['document.changed low', 'docs', [], paragraph('Widgets glow in the dark.')],
  ])('%s in %s', (expected, role, before, after) => {
    const found = understand(role, documentOf(frame, before), documentOf(frame, after));
    expect(categoriesOf(found)).toContain(expected);
  });

  it.each<readonly [string, string, string]>([
    ['a new model', 'Introducing gpt-5.4-mini, our new small model.', 'model.new low'],
    ['a retirement', 'gpt-4-32k will be retired on 1 June 2026.', 'lifecycle.deprecated high'],
    ['lower prices', 'Input now costs $2 per million tokens, a price reduction.', 'price.changed low'],
  ])('reads a changelog entry about %s', (_, text, expected) => {
    const before = documentOf(
      heading('April 3, 2026'),
      item('Fixed a typo in the console.', 'April 3, 2026'),
    );
    const after = documentOf(heading('May 1, 2026'), item(text, 'May 1, 2026'), before.blocks);
    expect(categoriesOf(understand('changelog', before, after))).toContain(expected);
  });
});

describe('findings', () => {
  it('names rule, edits, subjects and a sentence', () => {
    const columns = ['Model', 'Retirement date'];
    const found = understand(
      'deprecations',
      documentOf(frame, table(columns, [['Gemini 2.5 Pro', '2026-10-16']])),
      documentOf(frame, table(columns, [['Gemini 2.5 Pro', '2026-06-17']])),
    );
    expect(found.findings[0]).toMatchObject({
      category: 'lifecycle.date_moved',
      rule: 'lifecycle#date-earlier',
      base: 'critical',
      severity: 'critical',
      edits: [0],
      subjects: [{ kind: 'model', name: 'gemini-2.5-pro' }],
      summary: 'gemini-2.5-pro: Retirement date moved earlier, from “2026-10-16” to “2026-06-17”.',
    });
    expect(found.subjects).toEqual([{ kind: 'model', name: 'gemini-2.5-pro' }]);
    expect(found.isMaterial).toBe(true);
  });

  it('does not call the figures of a new model changes of their own', () => {
    const columns = ['Model', 'Context window', 'Price'];
    const rows = [['Claude Opus 4.6', '1M tokens', '$5 / MTok']];
    const found = understand(
      'model-card',
      documentOf(frame, table(columns, rows)),
      documentOf(frame, table(columns, [...rows, ['Claude Opus 4.7', '1M tokens', '$5 / MTok']])),
    );
    expect(categoriesOf(found)).toEqual(['model.new low']);
  });

  it('falls back to the document as the subject', () => {
    const found = understand(
      'terms',
      documentOf(frame),
      documentOf(frame, paragraph('Meetings take place in Porto.')),
    );
    expect(found.subjects).toEqual([{ kind: 'document', name: 'acme/terms' }]);
  });

  it('rests every substantive edit on at least one finding', () => {
    const before = documentOf(frame, paragraph('Retention is 30 days.'), paragraph('We like tea.'));
    const after = documentOf(
      frame,
      paragraph('Retention is 60 days.'),
      paragraph('We like coffee.'),
      item('gpt-4o'),
    );
    const { edits } = compareDocuments(before, after);
    const spoken = new Set(understand('terms', before, after).findings.flatMap((finding) => finding.edits));
    expect([...spoken].toSorted((a, b) => a - b)).toEqual(edits.map((_, index) => index));
  });
});

describe('editorial changes are recorded and told to nobody', () => {
  it.each<readonly [string, Blocks, Blocks]>([
    ['a typing slip', paragraph('Use of the ervices is free.'), paragraph('Use of the services is free.')],
    [
      'the vendor’s own name',
      paragraph('We notify customers by mail.'),
      paragraph('Acme notifies customers by mail.'),
    ],
    ['style words', paragraph('Please see our notes on drift.'), paragraph('See the notes on drift.')],
    ['capitals', paragraph('The LLaMa family of models.'), paragraph('The LLaMA family of models.')],
    [
      'hyphens',
      paragraph('A multi-session agent keeps notes.'),
      paragraph('A multisession agent keeps notes.'),
    ],
    ['word order', paragraph('The feature is ZDR eligible.'), paragraph('The feature is eligible for ZDR.')],
    ['a pointer', [], paragraph('For details about drift, see the guide to drift.')],
    [
      'a changed address',
      paragraph('Read it at https://a.example/one.'),
      paragraph('Read it at https://a.example/two.'),
    ],
    [
      'sample code',
      code('client.create(model="claude-opus-4-7")'),
      code('client.create(model="claude-opus-4-8")'),
    ],
    ['a page field', field('url', 'https://a.example/one'), field('url', 'https://a.example/two')],
    [
      'a printed date alone',
      paragraph('Last updated: November 19, 2025'),
      paragraph('Last updated: December 5, 2025'),
    ],
    [
      'a cross-reference',
      paragraph('This is subject to Section 9.'),
      paragraph('This is subject to Section 10.'),
    ],
    [
      'a name replaced throughout',
      [paragraph('Open the Workbench to begin.'), paragraph('The Workbench keeps drafts.')],
      [paragraph('Open the Playground to begin.'), paragraph('The Playground keeps drafts.')],
    ],
    [
      'a gap left by a page template',
      paragraph('Claude Opus 4.8, Claude Opus 4.7, and Claude Sonnet 4.6 have a large window.'),
      paragraph(', Claude Opus 4.7, and Claude Sonnet 4.6 have a large window.'),
    ],
  ])('%s', (_, before, after) => {
    const [old, fresh] = [documentOf(frame, before, frame), documentOf(frame, after, frame)];
    expect(compareDocuments(old, fresh).edits).not.toEqual([]);
    const found = understand('terms', old, fresh);
    expect(categoriesOf(found)).toEqual(['terms.editorial info']);
    expect(found.isMaterial).toBe(false);
  });

  it.each<readonly [string, string, string]>([
    ['a negation', 'We do share prompts.', 'We do not share prompts.'],
    ['a modal', 'Acme will tell you.', 'Acme may tell you.'],
    ['a quantifier', 'Applies to some plans.', 'Applies to all plans.'],
    ['a number', 'Kept for 30 days.', 'Kept for 60 days.'],
    ['a date', 'Ends on 1 May 2026.', 'Ends on 2 May 2026.'],
    ['a model', 'Served by gpt-4o.', 'Served by gpt-4o-mini.'],
    ['an opposite', 'The appropriate use of output.', 'The inappropriate use of output.'],
    ['a revoked right', 'You grant a revocable licence.', 'You grant a non-revocable licence.'],
    ['the legal entity', 'Notices go to Acme, L.L.C. first.', 'Notices go to Acme OpCo, LLC first.'],
    ['the order of figures', 'Input $5, output $25.', 'Input $25, output $5.'],
  ])('but %s is never editorial', (_, before, after) => {
    const found = understand(
      'terms',
      documentOf(frame, paragraph(before)),
      documentOf(frame, paragraph(after)),
    );
    expect(found.isMaterial).toBe(true);
  });

  it('treats code as the subject where a list of models is kept in code', () => {
    const [before, after] = [code('"gpt-4o",'), code('"gpt-4o", "gpt-5.4",')].map((list) => documentOf(list));
    if (!before || !after) throw new Error('two documents were made');
    expect(categoriesOf(understand('model-list', before, after))).toEqual(['model.new low']);
  });
});
