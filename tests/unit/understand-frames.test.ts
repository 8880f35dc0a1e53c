import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/domain/change.ts';
import type { Block } from '../../src/domain/document.ts';
import type { SourceRole } from '../../src/domain/source.ts';
import { documentOf, field, heading, item, paragraph, table } from '../support/documents.ts';
import { understandPage } from '../support/understand.ts';

/**
 * What a site, a converter or a catalogue puts around and between the text, and what only looks like it. Lists of
 * models in the layout of a table with aliases told of beneath it.
 */
type Blocks = Block | readonly Block[];

const frame = [
  heading('Norvik', 1),
  paragraph('What follows is in force for all customers of the service.'),
  paragraph('It was written for those who buy it and for those who rely on it.'),
  paragraph('Ask us where a passage is not clear to you.'),
];
const links = { isLinks: true } as const;

function findings(role: SourceRole, before: Blocks, after: Blocks): readonly Finding[] {
  const [old, fresh] = [documentOf(frame, before), documentOf(frame, after)];
  const understanding = understandPage({ vendor: 'Norvik', page: 'page', role }, old, fresh);
  return understanding.findings.filter(({ severity }) => severity !== 'info');
}

function categories(role: SourceRole, before: Blocks, after: Blocks): readonly string[] {
  return findings(role, before, after).map(({ category }) => category);
}

describe('what stands around the text says nothing', () => {
  it.each<readonly [string, SourceRole, Blocks, Blocks]>([
    ['an entry of a menu', 'terms', { ...item('Mobile app'), ...links }, []],
    ['a link to rights of readers', 'policy', [], { ...item('Do not sell my data'), ...links }],
    ['a picture that a converter wrote down', 'model-card', [], paragraph('![](Sample of output.png)')],
    [
      'a banner that asks for consent',
      'policy',
      [paragraph('Cookie notice'), paragraph('We use cookies. You may accept all cookies or choose.')],
      [],
    ],
    ['controls that a capture glued together', 'terms', paragraph('Log inGet started'), []],
    ['a label of a form', 'policy', paragraph('Campaign medium'), []],
    ['a promise of text', 'model-card', paragraph('Coming soon...'), []],
    [
      'the month of an edition',
      'policy',
      paragraph('Last updated: May 2026'),
      paragraph('Last updated: June 2026'),
    ],
    [
      'a title in front of an entry',
      'terms',
      item('Bots that run against third-party sites may lead to penalties by those sites.'),
      item('About automation. Bots that run against third-party sites may lead to penalties by those sites.'),
    ],
    [
      'a heading over nothing but a pointer',
      'model-list',
      [],
      [heading('Pricing'), paragraph('Please refer to the pricing page for details.', 'Pricing')],
    ],
    [
      'a gap that its writer left',
      'model-list',
      table(
        ['Name', 'About'],
        [['Alder', 'A small transcriber for calls. Learn more on our blog [TODO add link]']],
      ),
      table(['Name', 'About'], [['Alder', 'A small transcriber for calls. Learn more on our blog']]),
    ],
    ['a field under a fuller name', 'model-card', field('open', 'false'), field('open_weights', 'false')],
    ['a date told to the day', 'model-card', field('knowledge', '2025-05'), field('knowledge', '2025-05-31')],
    [
      'a coarser shelf of a catalogue',
      'model-card',
      field('family', 'alder-coder'),
      field('family', 'alder'),
    ],
    [
      'columns that are called otherwise',
      'model-list',
      table(
        ['Name', 'Weights', 'Notes'],
        [
          ['Name', 'Weights', 'Notes'],
          ['Alder', 'closed', 'small'],
        ],
      ),
      table(
        ['Name', 'Weight availability', 'Notes'],
        [
          ['Name', 'Weight availability', 'Notes'],
          ['Alder', 'closed', 'small'],
        ],
      ),
    ],
  ])('%s', (_, role, before, after) => {
    expect(categories(role, before, after)).toEqual([]);
  });

  it.each<readonly [string, SourceRole, Blocks, Blocks]>([
    [
      'a company in a list of them, though its entry is a link',
      'policy',
      { ...item('Birch Hosting', 'Subprocessors'), ...links },
      [],
    ],
    ['a short line that denies something', 'terms', paragraph('No warranty'), []],
    ['a company by itself', 'policy', [], paragraph('Birch Hosting Ltd')],
    ['a field of another value', 'model-card', field('open', 'false'), field('open_weights', 'true')],
    ['another day', 'model-card', field('knowledge', '2025-05'), field('knowledge', '2025-06-30')],
    ['another shelf', 'model-card', field('family', 'alder'), field('family', 'birch')],
    [
      'a sentence in front of an entry',
      'terms',
      item('Bots that run against third-party sites may lead to penalties by those sites.'),
      item('You must pay. Bots that run against third-party sites may lead to penalties by those sites.'),
    ],
    [
      'what a page itself says of cookies',
      'policy',
      paragraph('We set cookies to remember who is signed in.'),
      paragraph('We set cookies to remember who is signed in and to show advertisements.'),
    ],
    [
      'a heading over something',
      'model-list',
      [],
      [heading('Pricing'), paragraph('Each request costs two cents.', 'Pricing')],
    ],
  ])('but %s does', (_, role, before, after) => {
    expect(categories(role, before, after)).not.toEqual([]);
  });
});

describe('a list of models with aliases beneath', () => {
  const columns = ['Model', 'Weights', 'About', 'Max tokens', 'API endpoints', 'Version'];
  const alder = ['Norvik Alder', '', 'Our large model', '32k', 'norvik-alder-2407', '24.07'];
  const birch = ['Norvik Birch', '', 'Our small model', '8k', 'norvik-birch-2409', '24.09'];
  const rows = (...cells: readonly (readonly string[])[]): readonly Block[] =>
    table(columns, [columns, ...cells]);
  const points = (alias: string, id: string): Block => item(`${alias}: currently points to ${id}.`);

  it('tells of a row that came as a new model and nothing else', () => {
    const before = [...rows(alder), points('norvik-alder-latest', 'norvik-alder-2407')];
    const after = [
      ...rows(alder, birch),
      points('norvik-alder-latest', 'norvik-alder-2407'),
      points('norvik-birch-latest', 'norvik-birch-2409'),
    ];
    const found = findings('model-list', before, after);
    expect(found.map(({ category }) => category)).toEqual(['model.new']);
    expect(found[0]?.summary).toContain('norvik-birch-latest');
  });

  it('tells of an alias that points elsewhere, and of no model as gone', () => {
    const before = [...rows(alder), points('norvik-alder-latest', 'norvik-alder-2407')];
    const after = [...rows(alder), points('norvik-alder-latest', 'norvik-alder-2411')];
    const [first, ...others] = findings('model-list', before, after);
    expect(first?.rule).toBe('aliases#moved');
    expect(first?.summary).toContain(
      'norvik-alder-latest stood for norvik-alder-2407 and now stands for norvik-alder-2411',
    );
    expect(others).toEqual([]);
  });

  it('tells of an alias that moves to a model of another kind that was listed before', () => {
    const list = rows(alder, birch);
    const found = findings(
      'model-list',
      [...list, points('norvik-alder-latest', 'norvik-alder-2407')],
      [...list, points('norvik-alder-latest', 'norvik-birch-2409')],
    );
    expect(found.map(({ category, severity }) => [category, severity])).toEqual([
      ['model.identity_changed', 'critical'],
    ]);
  });

  it('knows a model that is only called otherwise by its id', () => {
    const renamed = ['Norvik Alder 2', ...alder.slice(1)];
    const found = categories('model-list', rows(alder), rows(renamed));
    expect(found).not.toContain('model.new');
    expect(found).not.toContain('model.removed_unannounced');
  });

  it('tells of a limit that moved, and not of the limits of a row that went', () => {
    const longer = alder.map((cell) => (cell === '32k' ? '128k' : cell));
    expect(categories('model-list', rows(alder, birch), rows(longer, birch))).toEqual([
      'card.capability_changed',
    ]);
    expect(categories('model-list', rows(alder, birch), rows(alder))).toEqual(['model.removed_unannounced']);
  });

  it('takes no row of a table of deprecated models for a new one', () => {
    const last = ['Model', 'Endpoint', 'Deprecation date', 'Retirement date'];
    const found = categories(
      'model-list',
      table(last, [last, ['Norvik Alder 23.12', 'norvik-alder-2312', '2025-01-30', '2025-06-30']], {
        number: 1,
      }),
      table(
        last,
        [
          last,
          ['Norvik Alder 23.12', 'norvik-alder-2312', '2025-01-30', '2025-06-30'],
          ['Norvik Alder 24.02', 'norvik-alder-2402', '2025-02-28', '2025-08-31'],
        ],
        { number: 1 },
      ),
    );
    expect(found).toContain('lifecycle.deprecated');
    expect(found).not.toContain('model.new');
  });

  it('tells of a default that is another model, and of none as gone', () => {
    const defaults = ['Feature', 'Default model'];
    const found = findings(
      'model-list',
      table(defaults, [defaults, ['Chat', 'Claude 3.7 Sonnet']]),
      table(defaults, [defaults, ['Chat', 'Claude Sonnet 4.5']]),
    );
    expect(found.map(({ rule }) => rule)).toContain('models#default-served');
    expect(found.map(({ category }) => category)).not.toContain('model.removed_unannounced');
  });
});
