/**
 * Small documents in shapes that lists, cards and terms take at vendors whose pages nobody had seen when the rules
 * were written. The vendor and all its words are made up.
 */
import type { Probe } from './probe.ts';

const intro = 'Lumen reads scans and listens in on consultations, for people who work in hospitals.';
const md = (title: string, ...parts: readonly string[]): string =>
  `# ${title}\n\n${intro}\n\n${parts.join('\n\n')}\n`;
const table = (columns: readonly string[], ...lines: readonly (readonly string[])[]): string =>
  [columns, columns.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
const clauses = md(
  'Terms',
  '## 1. The service\n\nLumen runs the models and answers the requests that you send.',
  '## 2. Ending\n\nEither party may end this agreement at the end of a quarter.',
);
const tasks = (...lines: readonly string[]): string =>
  md('Lumen Segment', '## Subtasks', lines.map((line) => `* **${line.replace(': ', '**: ')}`).join('\n'));
const record = (fields: object): string =>
  JSON.stringify({
    models: [
      { id: 'lumen-scribe-2', ...fields },
      { id: 'lumen-coder-1', context: 8000 },
    ],
  });

const liver = 'liver_segments: segments one to eight';
const kidneys = 'kidney_cysts: cysts of either kidney';
const places = ['Model', 'Skycloud', 'Oracle OCI'];
const snapshots = ['Snapshot', 'Released', 'Languages'];

export const shapeProbes: readonly Probe[] = [
  {
    name: 'model list: a platform that had nothing to say offers the model now',
    role: 'model-list',
    file: 'models.md',
    before: md('Models', table(places, ['lumen-embed-2.0', 'N/A', 'N/A'], ['lumen-scribe-2', 'N/A', 'N/A'])),
    after: md(
      'Models',
      table(places, ['lumen-embed-2.0', 'N/A', 'Unique per deployment'], ['lumen-scribe-2', 'N/A', 'N/A']),
    ),
    told: ['model.availability_changed'],
    not: ['model.new', 'card.capability_changed'],
  },
  {
    name: 'model list: a snapshot is marked with a bullet, in a column of snapshots',
    role: 'model-list',
    file: 'models.md',
    before: md('Lumen Sonant', table(snapshots, ['● `sonant-2-2026-01-08`', 'January 8, 2026', 'en, cy'])),
    after: md(
      'Lumen Sonant',
      table(
        snapshots,
        ['● `sonant-2-2026-03-11`', 'March 11, 2026', 'en, cy'],
        ['`sonant-2-2026-01-08`', 'January 8, 2026', 'en, cy'],
      ),
    ),
    told: [['model.new', 'sonant-2-2026-03-11']],
    not: ['card.capability_changed'],
  },
  {
    name: 'model list: the end of a record is set under a name of its own',
    role: 'model-list',
    file: 'models.json',
    before: record({ context: 8000 }),
    after: record({ context: 8000, deprecation: { date: '2026-06-30', removesAt: '2026-07-31T12:00:00Z' } }),
    told: ['lifecycle.deprecated'],
  },
  {
    name: 'model list: where the words about a capability stand is no capability',
    role: 'model-list',
    file: 'models.json',
    before: record({ reasoning_docs_url: 'https://lumen.example/a', streamingBucket: 'eu-1' }),
    after: record({ reasoning_docs_url: 'https://lumen.example/b', streamingBucket: 'eu-2' }),
    told: ['document.changed'],
    not: ['card.capability_changed'],
  },
  {
    name: 'model card: a task joins a list of tasks, each told of after its id',
    role: 'model-card',
    file: 'README.md',
    before: tasks(liver, kidneys),
    after: tasks(liver, kidneys, 'gall_bladder_stones: stones and wall of the gall bladder'),
    told: [['model.new', 'gall-bladder-stones']],
  },
  {
    name: 'model card: a parameter joins a list under usage',
    role: 'model-card',
    file: 'README.md',
    before: md('Lumen Segment', '## Usage', '* `crop_margin`: how much is kept around what was found'),
    after: md(
      'Lumen Segment',
      '## Usage',
      '* `crop_margin`: how much is kept around what was found\n* `save_masks`: whether masks are written',
    ),
    told: [],
    not: ['model.new'],
  },
  {
    name: 'model card: it covers fewer structures',
    role: 'model-card',
    file: 'README.md',
    before: md('Lumen Segment', 'The default task finds 56 main structures on MR images.'),
    after: md('Lumen Segment', 'The default task finds 50 main structures on MR images.'),
    told: ['card.capability_changed'],
    not: ['card.performance_changed'],
  },
  {
    name: 'model card: a default moves, of which the accuracy is told as well',
    role: 'model-card',
    file: 'README.md',
    before: md('Lumen Segment', 'Order of interpolation (default: 3). A lower one hardly lowers accuracy.'),
    after: md('Lumen Segment', 'Order of interpolation (default: 1). A lower one hardly lowers accuracy.'),
    told: ['card.capability_changed'],
    not: ['card.performance_changed'],
  },
  {
    name: 'model card: what could be run by anybody needs a licence, said under how to run it',
    role: 'model-card',
    file: 'README.md',
    before: md(
      'Lumen Segment',
      '## Usage',
      'Body weight is told by the command below. It runs within a minute.',
    ),
    after: md(
      'Lumen Segment',
      '## Usage',
      'Body weight is told by the command below. It runs within a minute. It requires a license.',
    ),
    told: ['card.intended_use_changed'],
  },
  {
    name: 'model list: a size in parameters is no parameter of the interface',
    role: 'model-list',
    file: 'models.md',
    before: md('Models', 'Our 8-billion and 32-billion parameter models write for 23 specialties.'),
    after: md('Models', 'Our 32-billion parameter model writes for 23 specialties.'),
    told: ['document.changed'],
    not: ['card.capability_changed'],
  },
  {
    name: 'terms: a party is named anew, without what its company is',
    role: 'terms',
    file: 'terms.md',
    before: `${clauses}\nThis page is brought to you by Lumen ("we", "us" or "our") from its office in Leith.\n`,
    after: `${clauses}\nThis page is brought to you by Aurora Health ("we", "us" or "our") from its office in Leith.\n`,
    told: ['terms.counterparty'],
  },
  {
    name: 'terms: limited use is no company',
    role: 'terms',
    file: 'terms.md',
    before: `${clauses}\nWhat comes from your calendar is shown to you alone.\n`,
    after: `${clauses}\nWhat comes from your calendar is shown to you alone, after the limited use requirements of its maker.\n`,
    told: ['document.changed'],
    not: ['terms.counterparty'],
  },
  {
    name: 'terms: a company joins a list of those that help, under no heading that says so',
    role: 'terms',
    file: 'dpa.md',
    before: `${clauses}\n- Fjord Nett AB (559000-0001), provides network operations to Lumen\n`,
    after: `${clauses}\n- Fjord Nett AB (559000-0001), provides network operations to Lumen\n- Brae Hosting Ltd (SC000002), provides colocation to Lumen\n`,
    told: ['subprocessor.change'],
    not: ['terms.counterparty'],
  },
  {
    name: 'terms: credits are called stored value, and servers keep logs for the bill',
    role: 'terms',
    file: 'terms.md',
    before: `${clauses}\nCredits last for a year.\n`,
    after: `${clauses}\nCredits last for a year and are no stored value. Our server logs decide what was used.\n`,
    told: ['document.changed'],
    not: ['terms.data_use'],
  },
  {
    name: 'terms: fees are said to leave out taxes, and chargebacks need a complaint first',
    role: 'terms',
    file: 'terms.md',
    before: `${clauses}\nYou pay at the end of each month.\n`,
    after: `${clauses}\nYou pay at the end of each month. The fees do not include taxes. Complain to us before any chargeback.\n`,
    told: ['price.changed'],
  },
  {
    name: 'terms: what was promised is now for the customer to see to',
    role: 'terms',
    file: 'terms.md',
    before: `${clauses}\nThe scribe meets the rules for hospitals.\n`,
    after: `${clauses}\nThe scribe is built to help with the rules for hospitals, and you are fully responsible for meeting them.\n`,
    told: ['terms.indemnity_liability'],
  },
  {
    name: 'terms: a company is written in capitals',
    role: 'terms',
    file: 'terms.md',
    before: `${clauses}\nAURORA HEALTH, INC. answers for nothing that others say.\n`,
    after: `${clauses}\nAURORA CARE LTD. answers for nothing that others say.\n`,
    told: ['terms.counterparty'],
  },
  {
    name: 'terms: a privacy notice speaks of the data of children',
    role: 'terms',
    file: 'privacy.md',
    before: md('Privacy notice', 'We keep recordings for a year.', 'We ask parents first.'),
    after: md(
      'Privacy notice',
      'We keep recordings for a year.',
      'We ask parents first. Personal data of children under 13 is deleted when we find it.',
    ),
    told: ['terms.data_use'],
    not: ['terms.use_policy'],
  },
  {
    name: 'terms: those who share a recording vouch for it and give others a right in it',
    role: 'terms',
    file: 'terms.md',
    before: `${clauses}\nYou may share what you record.\n`,
    after: `${clauses}\nYou may share what you record. You represent that you may do so and give others a limited right to copy it.\n`,
    told: ['terms.indemnity_liability'],
  },
];
