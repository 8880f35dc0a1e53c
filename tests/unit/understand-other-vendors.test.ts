/** Shapes that documents of vendors nobody described have: their ids, their states and places, their noise. */
import { describe, expect, it } from 'vitest';
import { compareDocuments } from '../../src/compare/compare-documents.ts';
import type { Understanding } from '../../src/domain/change.ts';
import type { Block, Document } from '../../src/domain/document.ts';
import type { SourceRole } from '../../src/domain/source.ts';
import { extractMarkdown } from '../../src/extract/markdown-document.ts';
import { documentOf, field, heading, item, paragraph, table } from '../support/documents.ts';
import { understandPage } from '../support/understand.ts';

type Blocks = Block | readonly Block[];

const frame = [
  heading('Fjordvoice models', 1),
  paragraph('What the people at Fjordvoice offer to their customers.'),
];

function understand(role: SourceRole, before: Document, after: Document): Understanding {
  return understandPage({ vendor: 'Fjordvoice', page: 'page', role }, before, after);
}

function told(role: SourceRole, before: Blocks, after: Blocks): readonly string[] {
  return understand(role, documentOf(frame, before), documentOf(frame, after))
    .findings.filter(({ severity }) => severity !== 'info')
    .map(({ category, subjects }) => `${category} ${subjects.map(({ name }) => name).join(', ')}`);
}

const models = (...rows: readonly (readonly string[])[]): readonly Block[] =>
  table(['Language', 'Model name', 'Low latency', 'Status'], rows);
const norwegian = ['Norwegian', 'nb-NO_Telephony', 'Yes', 'GA'];
const danish = ['Danish', 'dk-DK_Telephony', 'Yes', 'GA'];

describe('a model that looks like none', () => {
  it('is new when it comes into the column of models', () => {
    expect(told('model-list', models(norwegian), models(norwegian, danish))).toEqual([
      'model.new dk-dk-telephony',
    ]);
  });

  it('is gone when its row is', () => {
    expect(told('model-list', models(norwegian, danish), models(norwegian))).toContainEqual(
      expect.stringMatching(/^model\.removed_unannounced dk-dk-telephony$/),
    );
  });

  it('is the same model when only its id was written anew', () => {
    const found = told(
      'model-list',
      models(norwegian, danish),
      models(norwegian, ['Danish', 'da-DK_Telephony', 'Yes', 'GA']),
    );

    expect(found).toEqual(['model.identity_changed da-dk-telephony']);
  });

  it('is known in the text because the table lists it', () => {
    const found = told(
      'model-card',
      [paragraph('All of them listen.'), ...models(norwegian)],
      [
        paragraph('nb-NO_Telephony is deprecated and will be removed on March 3, 2027.'),
        ...models(norwegian),
      ],
    );

    expect(found).toContain('lifecycle.deprecated nb-no-telephony');
  });

  it('is not what stands in the column of replacements', () => {
    const rows = (...cells: readonly string[]) => table(['Model', 'Replacement'], [cells]);
    const found = told('deprecations', rows('tide_v1', ''), rows('tide_v1', 'tide_v2'));

    expect(found.filter((finding) => finding.startsWith('model.new'))).toEqual([]);
  });
});

describe('where and to whom a model is offered', () => {
  const places = (...cells: readonly string[]) =>
    table(['Model', 'Amazon Bedrock', 'Azure AI Foundry'], [cells]);

  it.each<readonly [string, Blocks, Blocks]>([
    [
      'a platform that it comes to',
      places('tide-3', 'Coming soon', 'N/A'),
      places('tide-3', 'tide.tide-3-v1', 'N/A'),
    ],
    [
      'a stage of release that it leaves',
      models(['Danish', 'dk-DK_Telephony (beta)', 'Yes', 'GA']),
      models(danish),
    ],
    [
      'a state that is no retirement',
      models(['Danish', 'dk-DK_Telephony', 'Yes', 'Preview']),
      models(danish),
    ],
  ])('%s', (_, before, after) => {
    const found = told('model-list', before, after).map((finding) => finding.split(' ')[0]);

    expect(found).toContain('model.availability_changed');
    expect(found).not.toContain('lifecycle.deprecated');
  });
});

describe('an entry of a list that moved below another label', () => {
  const lists = (supported: readonly string[], not: readonly string[]): readonly Block[] => [
    paragraph('Supported'),
    ...supported.map((text) => item(text)),
    paragraph('Not supported'),
    ...not.map((text) => item(text)),
  ];

  it('says what the model can do', () => {
    const found = told(
      'model-card',
      lists(['Caching', 'Tools'], ['Tuning', 'Streaming']),
      lists(['Caching', 'Tools', 'Tuning'], ['Streaming']),
    );

    expect(found.map((finding) => finding.split(' ')[0])).toEqual(['card.capability_changed']);
  });

  it('says nothing when only the order of its list is another', () => {
    expect(
      told('model-card', lists(['Caching', 'Tools'], ['Tuning']), lists(['Tools', 'Caching'], ['Tuning'])),
    ).toEqual([]);
  });
});

describe('news in a changelog', () => {
  it.each<readonly [string, string, string]>([
    [
      'a default that serves another model',
      'The default model of the notebook is now Gemini 3.5 Flash instead of Gemini 2.5 Flash.',
      'model.alias_moved_announced',
    ],
    [
      'a feature',
      'The feedback service is available in preview. You can now rate what the agents say.',
      'card.capability_changed',
    ],
  ])('%s', (_, text, category) => {
    expect(
      told('changelog', [], [heading('May 1, 2026'), paragraph(text)]).map(
        (finding) => finding.split(' ')[0],
      ),
    ).toContain(category);
  });

  it('a day of retirement that moved, though the sentence only says what to avoid', () => {
    const notice = (day: number) =>
      paragraph(
        `Tide 2.1 is deprecated. We recommend that you update your endpoints before July ${day}, 2026, to avoid disruption.`,
      );

    expect(told('changelog', notice(19), notice(17))[0]).toMatch(/^lifecycle\.date_moved/);
    expect(told('changelog', notice(19), notice(17)).length).toBe(1);
  });
});

describe('what the site around a text does to it is told to nobody', () => {
  const terms = (text: string): Document =>
    extractMarkdown(`# Terms of Fjordvoice\n\nWe listen to what you say and keep none of it.\n\n${text}\n`);

  it.each<readonly [string, string, string]>([
    [
      'a guard that hides addresses',
      'You may write to [privacy@fjordvoice.example](mailto:privacy@fjordvoice.example) at any time to have your data deleted.',
      'You may write to [\\[email protected\\]](https://fjordvoice.example/cdn-cgi/l/email-protection) at any time to have your data deleted.',
    ],
    ['a printed date in another order', 'Effective Date: 11-04-2025', 'Effective date: 2025-11-04'],
    [
      'a banner',
      '[Tides is now live!](https://fjordvoice.example/tides)',
      '[Streams 2.0 with open weights is now live](https://fjordvoice.example/streams)',
    ],
    [
      'a bar of links',
      'Models[Tide 2](https://fjordvoice.example/2)[Tide 3](https://fjordvoice.example/3)[Pricing for developers](https://fjordvoice.example/p)',
      'Models[Tide 3](https://fjordvoice.example/3)[Tide 4](https://fjordvoice.example/4)[Pricing for developers](https://fjordvoice.example/p)',
    ],
  ])('%s', (_, before, after) => {
    const found = understand('terms', terms(before), terms(after));

    expect(found.findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
  });

  it('but an address that is another is', () => {
    const found = understand(
      'terms',
      terms('Write to privacy@fjordvoice.example to have your personal data deleted.'),
      terms('Write to brokers@elsewhere.example to have your personal data deleted.'),
    );

    expect(found.isMaterial).toBe(true);
  });

  it('and a sentence with a link in it is', () => {
    const found = understand(
      'terms',
      terms('It stays with us.'),
      terms('We sell it to [brokers](https://brokers.example/).'),
    );

    expect(found.isMaterial).toBe(true);
  });

  it('a figure in a cell with more zeros', () => {
    const scores = (value: string) => table(['Model', 'MMLU'], [['tide-3', value]]);

    expect(compareDocuments(documentOf(scores('55')), documentOf(scores('55.0'))).edits).toEqual([]);
    expect(compareDocuments(documentOf(scores('1.1')), documentOf(scores('1.10'))).edits).not.toEqual([]);
  });
});

describe('a list of models in records', () => {
  const record = (...pairs: readonly (readonly [string, string])[]): readonly Block[] =>
    pairs.map(([key, value]) => field(key, value));

  it('says nothing new when it takes its fields from another record', () => {
    const whole = record(['name', 'Tide 3'], ['reasoning', 'true'], ['attachment', 'false']);

    expect(told('model-list', whole, record(['extends', 'fjordvoice/tide-3']))).toEqual([]);
    expect(told('model-list', record(['extends', 'fjordvoice/tide-3']), whole)).toEqual([]);
  });

  it('but a field that changed beside that does', () => {
    const [before, after] = [
      record(['reasoning', 'true'], ['attachment', 'false']),
      record(['reasoning', 'false'], ['extends', 'fjordvoice/tide-3']),
    ];

    expect(told('model-list', before, after).join()).toContain('card.capability_changed');
  });

  it('does not name a model by its family', () => {
    expect(
      told('model-list', record(['name', 'Tide']), record(['name', 'Tide'], ['family', 'gpt-oss'])).join(),
    ).not.toContain('model.new');
  });
});

describe('what a card says of other models', () => {
  it('is about performance, and brings none of them in', () => {
    const found = told(
      'model-card',
      [],
      item('Tide 3.1 landed in second place, outperforming GPT-4 Turbo and Claude Opus 4.'),
    ).map((finding) => finding.split(' ')[0]);

    expect(found).toContain('card.performance_changed');
    expect(found).not.toContain('model.new');
  });
});

describe('lines that lead elsewhere', () => {
  it('are told to nobody when they go, with the label above them', () => {
    expect(told('model-list', [paragraph('What’s Next'), item('Text-to-Speech')], [])).toEqual([]);
  });

  it('but a cell that gained languages is, whatever its commas look like', () => {
    const row = (languages: string) => table(['Model', 'Languages'], [['nova-3', languages]]);
    const found = told(
      'model-list',
      row('English: en, en-US Multilingual coming soon'),
      row('Multilingual (English, Spanish, French): multi , , English: en, en-US'),
    );

    expect(found.join()).toContain('card.capability_changed');
  });
});

describe('instructions in a card', () => {
  const card = (text: string): readonly Block[] => [heading('Installation'), paragraph(text, 'Installation')];

  it('are told to nobody', () => {
    expect(
      told(
        'model-card',
        card('Install the dependencies with pip.'),
        card('Install the dependencies with micromamba, from a lock file.'),
      ),
    ).toEqual([]);
  });

  it('unless a rule knows what they say', () => {
    expect(
      told(
        'model-card',
        card('Install the dependencies with pip.'),
        card('Install it with pip. Not intended for clinical use.'),
      ).join(),
    ).toContain('card.safety_changed');
  });
});
