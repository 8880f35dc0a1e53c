import { describe, expect, it } from 'vitest';
import type { Block } from '../../src/domain/document.ts';
import type { SourceRole } from '../../src/domain/source.ts';
import { documentOf, heading, item, paragraph, table } from '../support/documents.ts';
import { understandPage } from '../support/understand.ts';

/** What is said of a change must be all that it is and no more: each case names what it is, and what it is not. */
type Blocks = Block | readonly Block[];
type Case = readonly [
  what: string,
  SourceRole,
  before: Blocks,
  after: Blocks,
  is: string | null,
  not: string,
];

const frame = [heading('Norvik models', 1), paragraph('This page tells what there is and how to use it.')];

function categories(role: SourceRole, before: Blocks, after: Blocks): readonly string[] {
  const [old, fresh] = [documentOf(frame, before), documentOf(frame, after)];
  const understanding = understandPage({ vendor: 'Norvik', page: 'page', role }, old, fresh);
  return understanding.findings.filter(({ severity }) => severity !== 'info').map(({ category }) => category);
}

describe('models', () => {
  it.each<Case>([
    [
      'a heading that names the next model to move to',
      'model-card',
      [heading('Migrating to GPT 5.3'), item('gpt-5.3'), item('gpt-5.4')],
      [heading('Migrating to GPT 5.4'), item('gpt-5.3'), item('gpt-5.4')],
      null,
      'model.removed_unannounced',
    ],
    [
      'a generation of models',
      'model-card',
      paragraph('Long requests are refused.'),
      paragraph('Long requests are cut short on GPT 5 models and newer.'),
      null,
      'model.new',
    ],
    [
      'a preview that became generally available',
      'model-list',
      item('deepseek-v5-preview'),
      item('deepseek-v5'),
      'model.new',
      'model.removed_unannounced',
    ],
    [
      'a model that is gone, though another of its kind still is a preview',
      'model-list',
      [item('deepseek-v5-preview'), item('deepseek-v4')],
      [item('deepseek-v5-preview')],
      'model.removed_unannounced',
      'model.new',
    ],
    [
      'who may have a model that is new',
      'model-card',
      [],
      paragraph('Grok 9 is invitation-only and runs where Grok 8 never did.'),
      'model.new',
      'model.availability_changed',
    ],
    [
      'who may have a model that was there',
      'model-card',
      item('grok-9'),
      [item('grok-9'), paragraph('Access to grok-9 is invitation-only.')],
      'model.availability_changed',
      'model.new',
    ],
    [
      'a note about a model that went',
      'model-card',
      [item('grok-9'), paragraph('Set the beta header to get 128K output tokens from grok-9.')],
      [],
      'model.removed_unannounced',
      'card.capability_changed',
    ],
  ])('%s', (_, role, before, after, is, not) => {
    const found = categories(role, before, after);
    if (is !== null) expect(found).toContain(is);
    expect(found).not.toContain(not);
  });
});

describe('values', () => {
  const scores = ['Category', 'Benchmark', 'Llama 3.1 70B'];
  const states = ['Feature', 'Llama 3.1 70B'];

  it.each<Case>([
    [
      'a figure of a benchmark that is named like a capability',
      'model-card',
      table(scores, [['Reasoning', 'GPQA', '41.7']], { path: ['Benchmarks'] }),
      table(scores, [['Reasoning', 'GPQA', '46.7']], { path: ['Benchmarks'] }),
      'card.performance_changed',
      'card.capability_changed',
    ],
    [
      'where a model is served, whose name tells what it does',
      'model-card',
      table(['Model', 'Regions'], [['gpt-5.4-reasoning', 'East US']]),
      table(['Model', 'Regions'], [['gpt-5.4-reasoning', 'West US']]),
      null,
      'card.capability_changed',
    ],
    [
      'a feature that is being withdrawn from a model that stays',
      'model-card',
      table(states, [['Extended thinking', 'Yes']]),
      table(states, [['Extended thinking', 'Yes (deprecated)']]),
      'card.capability_changed',
      'lifecycle.deprecated',
    ],
    [
      'a parameter that is withdrawn',
      'deprecations',
      paragraph('Deprecated parameters remain in our libraries.'),
      paragraph('Our libraries remove deprecated parameters in their next release.'),
      'card.capability_changed',
      'lifecycle.deprecated',
    ],
    [
      'a window of tokens on a page of prices',
      'model-list',
      paragraph('Longer requests cost twice the price.'),
      paragraph('The 1M token context window comes at the same price.'),
      'card.capability_changed',
      'model.availability_changed',
    ],
    [
      'a model that is withdrawn, with the parameter that it alone took',
      'deprecations',
      [],
      paragraph('The gpt-4 models are deprecated, and their deprecated parameters go with them.'),
      'lifecycle.deprecated',
      'model.removed_unannounced',
    ],
  ])('%s', (_, role, before, after, is, not) => {
    const found = categories(role, before, after);
    if (is !== null) expect(found).toContain(is);
    expect(found).not.toContain(not);
  });
});

describe('terms', () => {
  it.each<Case>([
    [
      'an entry of a list of those who serve the vendor, whatever the list is called',
      'terms',
      table(['Who'], [['Alder Cloud • Cloud infrastructure Sweden Products: all']]),
      table(['Who'], [['Alder Cloud Inc. • Cloud infrastructure Ireland Products: all']]),
      'subprocessor.change',
      'terms.counterparty',
    ],
    [
      'diagnostics are no diagnosis',
      'terms',
      [],
      table(['Feature', 'Kept'], [['Cache diagnostics', 'Prompts are not stored']]),
      'terms.data_use',
      'terms.use_policy',
    ],
    [
      'what the vendor does not do with data is not what customers must not do',
      'terms',
      paragraph('We do not use your prompts to train our models. Norvik keeps them.'),
      paragraph('Norvik keeps them.'),
      'terms.data_use',
      'terms.use_policy',
    ],
    [
      'a promise of the vendor about faces and voices is no ban on its users',
      'policy',
      paragraph('We keep what you type.'),
      paragraph('We keep what you type and say. We will not extract facial features from your photos.'),
      'terms.data_use',
      'terms.use_policy',
    ],
    [
      'what happens to conversations is use of data',
      'terms',
      paragraph('Norvik works with search engines.'),
      paragraph('Norvik works with search engines. Terms based on your conversations may be sent to them.'),
      'terms.data_use',
      'document.changed',
    ],
    [
      'law that binds the vendor is not the law of the contract',
      'policy',
      paragraph('We delete your data after 30 days.'),
      paragraph('We delete your data after 90 days, or as laws in the applicable jurisdiction ask.'),
      'terms.data_use',
      'terms.counterparty',
    ],
    [
      'a word before a printed date that stands',
      'terms',
      paragraph('January 5, 2026'),
      paragraph('Effective January 5, 2026'),
      null,
      'document.changed',
    ],
    [
      'what customers must not do',
      'terms',
      paragraph('Norvik is for everybody.'),
      paragraph('Norvik is for everybody. Do not use it to watch people.'),
      'terms.use_policy',
      'terms.indemnity_liability',
    ],
    [
      'bans that protect trade',
      'terms',
      paragraph('Use for benchmarking or by competitors is prohibited.'),
      [],
      'terms.indemnity_liability',
      'terms.use_policy',
    ],
    [
      'advice on medicine is a use, not the scope of a health agreement',
      'policy',
      [heading('Usage policies')],
      [
        heading('Usage policies'),
        item('Do not give medical advice without a professional.', 'Usage policies'),
      ],
      'terms.use_policy',
      'terms.hipaa',
    ],
    [
      'health data among prohibited uses are the scope of a health agreement all the same',
      'policy',
      [heading('Usage policies')],
      [heading('Usage policies'), item('Do not send PHI.', 'Usage policies')],
      'terms.hipaa',
      'terms.counterparty',
    ],
    [
      'where data lie',
      'terms',
      item('Data location: United States'),
      item('Data location: Canada'),
      'terms.data_use',
      'document.changed',
    ],
    [
      'what the vendor lends to the customer',
      'terms',
      [],
      paragraph('When this ends you must delete the Licensed Materials.'),
      null,
      'terms.data_use',
    ],
    [
      'harm that is forbidden',
      'policy',
      [heading('Usage policies')],
      [heading('Usage policies'), item('Do not promote self-harm.', 'Usage policies')],
      'terms.safety_changed',
      'terms.hipaa',
    ],
    [
      'requests that stay in a region',
      'docs',
      [],
      paragraph('Geographic routing sends requests to the nearest centre.'),
      null,
      'model.routing_changed',
    ],
    [
      'requests that pass through the customer’s own proxy',
      'terms',
      [],
      paragraph('Route requests through a backend proxy server.'),
      null,
      'model.routing_changed',
    ],
  ])('%s', (_, role, before, after, is, not) => {
    const found = categories(role, before, after);
    if (is !== null) expect(found).toContain(is);
    expect(found).not.toContain(not);
  });
});

describe('what says nothing', () => {
  it.each<readonly [string, Blocks, Blocks]>([
    [
      'a question whose answer stood',
      paragraph('Ask us in writing.'),
      [paragraph('How do I know whether my data are kept?'), paragraph('Ask us in writing.')],
    ],
    [
      'where facts can be looked up, and what the reader will find there',
      [],
      paragraph(
        'You can query what models can do through the Models API. The response includes an object for each model.',
      ),
    ],
    ['a raised mark that was written on the line', item('Web search: Yes^1'), item('Web search: Yes1')],
    [
      'what made a file',
      paragraph('File generated from our specification by Alder.'),
      paragraph('File generated from our specification by Birch.'),
    ],
  ])('%s', (_, before, after) => {
    expect(categories('terms', before, after)).toEqual([]);
  });

  it('but what a response includes says something when nobody was sent there', () => {
    expect(categories('docs', [], paragraph('The response includes the model that served it.'))).not.toEqual(
      [],
    );
  });

  it('and so does a power that lost its mark does', () => {
    expect(
      categories('model-card', item('Trained on 10^25 operations'), item('Trained on 10^26 operations')),
    ).not.toEqual([]);
  });

  it('and a question that is asked otherwise', () => {
    expect(
      categories('terms', paragraph('May you keep my data?'), paragraph('Must you keep my data?')),
    ).not.toEqual([]);
  });
});
