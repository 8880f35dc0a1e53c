/** The same kinds of news in the formats that vendors publish in, written before anybody looked at how they are read. */
import type { Probe } from './probe.ts';

const intro = 'Lumen builds language and speech models for people who work in hospitals.';

const inHtmlBlock = (rows: string): string =>
  `# Models\n\n${intro}\n\n<details>\n<summary>All models</summary>\n| Model | Context | Stage |\n|---|---|---|\n${rows}</details>\n`;

const simpleTable = (rows: string): string =>
  `Models\n======\n\n${intro}\n\n==========  ============  =============\nModel       Context       End of life\n==========  ============  =============\n${rows}==========  ============  =============\n`;

const gridTable = (context: string): string =>
  `Models\n======\n\n${intro}\n\n+-----------+---------+------------+\n| Model     | Context | Stage      |\n+===========+=========+============+\n| aurora-2  | ${context}    | stable     |\n+-----------+---------+------------+\n| aurora-1  | 32k     | legacy     |\n+-----------+---------+------------+\n`;

const listTable = (rows: string): string =>
  `Models\n======\n\n${intro}\n\n.. list-table:: Models\n   :header-rows: 1\n\n   * - Model\n     - Context\n     - End of life\n${rows}`;

const asciiDoc = (rows: string): string =>
  `= Models\n\n${intro}\n\n[cols="1,1,1",options="header"]\n|===\n|Model |Context |End of life\n\n${rows}|===\n`;

export const formatProbes: readonly Probe[] = [
  {
    name: 'a pipe table within an HTML block: a model comes',
    role: 'model-list',
    file: 'models.md',
    before: inHtmlBlock('| aurora-1 | 32k | legacy |\n'),
    after: inHtmlBlock('| aurora-1 | 32k | legacy |\n| aurora-2 | 128k | stable |\n'),
    told: [['model.new', 'aurora-2']],
  },
  {
    name: 'a pipe table within an HTML block: one cell',
    role: 'model-list',
    file: 'models.md',
    before: inHtmlBlock('| aurora-1 | 32k | legacy |\n| aurora-2 | 128k | stable |\n'),
    after: inHtmlBlock('| aurora-1 | 32k | legacy |\n| aurora-2 | 256k | stable |\n'),
    told: ['card.capability_changed'],
    not: ['model.new'],
  },
  {
    name: 'a simple table of reStructuredText: a day of end moves',
    role: 'deprecations',
    file: 'models.rst',
    before: simpleTable('aurora-1    32k           2026-09-01\naurora-2    128k          2027-09-01\n'),
    after: simpleTable('aurora-1    32k           2026-07-01\naurora-2    128k          2027-09-01\n'),
    told: [['lifecycle.date_moved', 'aurora-1']],
  },
  {
    name: 'a grid table of reStructuredText: a context grows',
    role: 'model-list',
    file: 'models.rst',
    before: gridTable('128k'),
    after: gridTable('256k'),
    told: ['card.capability_changed'],
  },
  {
    name: 'a list-table of reStructuredText: a row comes',
    role: 'deprecations',
    file: 'models.rst',
    before: listTable('   * - aurora-1\n     - 32k\n     - 2026-09-01\n'),
    after: listTable(
      '   * - aurora-1\n     - 32k\n     - 2026-09-01\n   * - aurora-2\n     - 128k\n     - 2027-09-01\n',
    ),
    told: [['model.new', 'aurora-2']],
  },
  {
    name: 'a table of AsciiDoc: a day of end moves',
    role: 'deprecations',
    file: 'models.adoc',
    before: asciiDoc('|aurora-1 |32k |2026-09-01\n|aurora-2 |128k |2027-09-01\n'),
    after: asciiDoc('|aurora-1 |32k |2026-07-01\n|aurora-2 |128k |2027-09-01\n'),
    told: [['lifecycle.date_moved', 'aurora-1']],
  },
  {
    name: 'a table of AsciiDoc, a cell a line: a model goes',
    role: 'model-list',
    file: 'models.adoc',
    before: asciiDoc('|aurora-1\n|32k\n|2026-09-01\n\n|aurora-2\n|128k\n|2027-09-01\n'),
    after: asciiDoc('|aurora-2\n|128k\n|2027-09-01\n'),
    told: [['model.removed_unannounced', 'aurora-1']],
  },
  {
    name: 'records of JSON named by “name”: one comes in front',
    role: 'model-list',
    file: 'models.json',
    before: JSON.stringify([
      { name: 'aurora-1', contextSize: 32000, file: 'aurora-1.bin' },
      { name: 'aurora-0', contextSize: 8000, file: 'aurora-0.bin' },
    ]),
    after: JSON.stringify([
      { name: 'aurora-2', contextSize: 128000, file: 'aurora-2.bin' },
      { name: 'aurora-1', contextSize: 32000, file: 'aurora-1.bin' },
      { name: 'aurora-0', contextSize: 8000, file: 'aurora-0.bin' },
    ]),
    told: [['model.new', 'aurora-2']],
    not: [
      'model.identity_changed',
      'card.capability_changed',
      'card.metadata_changed',
      'model.removed_unannounced',
    ],
  },
  {
    name: 'records of JSON under a key of the vendor’s own, named by “modelName”',
    role: 'model-list',
    file: 'models.json',
    before: JSON.stringify({
      version: 3,
      availableModels: [
        { modelName: 'aurora-1', maxContext: 32000, retiresOn: '2026-09-01' },
        { modelName: 'aurora-2', maxContext: 128000, retiresOn: null },
      ],
    }),
    after: JSON.stringify({
      version: 3,
      availableModels: [
        { modelName: 'aurora-1', maxContext: 32000, retiresOn: '2026-07-01' },
        { modelName: 'aurora-2', maxContext: 128000, retiresOn: null },
      ],
    }),
    told: [['lifecycle.date_moved', 'aurora-1']],
  },
  {
    name: 'a checksum in JSON under the same name',
    role: 'model-list',
    file: 'models.json',
    before: JSON.stringify([
      { name: 'aurora-1', md5sum: '27b44e8ae1817525164ddf4f8dae8af4' },
      { name: 'aurora-0', md5sum: 'a5f6b4eabd3992da4d7fb7f020f921eb' },
    ]),
    after: JSON.stringify([
      { name: 'aurora-1', md5sum: '48ff0243978606fdba19d899b77802fc' },
      { name: 'aurora-0', md5sum: 'a5f6b4eabd3992da4d7fb7f020f921eb' },
    ]),
    told: [['model.identity_changed', 'aurora-1']],
  },
  {
    name: 'a checksum in JSON in capitals or not',
    role: 'model-list',
    file: 'models.json',
    before: JSON.stringify([
      { name: 'aurora-1', md5sum: '27B44E8AE1817525164DDF4F8DAE8AF4' },
      { name: 'aurora-0', md5sum: 'a5f6b4eabd3992da4d7fb7f020f921eb' },
    ]),
    after: JSON.stringify([
      { name: 'aurora-1', md5sum: '27b44e8ae1817525164ddf4f8dae8af4' },
      { name: 'aurora-0', md5sum: 'a5f6b4eabd3992da4d7fb7f020f921eb' },
    ]),
    told: [],
  },
  {
    name: 'a map of JSON whose keys are the models',
    role: 'model-list',
    file: 'models.json',
    before: JSON.stringify({ models: { 'aurora-1': { context: 32000 } } }),
    after: JSON.stringify({ models: { 'aurora-1': { context: 32000 }, 'aurora-2': { context: 128000 } } }),
    told: [['model.new', 'aurora-2']],
  },
  {
    name: 'a map of YAML whose keys are the models: one comes',
    role: 'model-list',
    file: 'models.yml',
    before:
      'tts_models:\n  no:\n    v3_no:\n      latest:\n        example: Hei\n        package: https://lumen.example/v3_no.pt\n',
    after:
      'tts_models:\n  no:\n    v3_no:\n      latest:\n        example: Hei\n        package: https://lumen.example/v3_no.pt\n    v4_no:\n      latest:\n        example: Hei\n        package: https://lumen.example/v4_no.pt\n',
    told: [['model.new', 'v4-no']],
  },
  {
    name: 'a map of YAML whose keys are the models: one is called otherwise',
    role: 'model-list',
    file: 'models.yml',
    before:
      'tts_models:\n  no:\n    kari_11:\n      latest:\n        example: Hei\n        package: https://lumen.example/kari.pt\n    v3_no:\n      latest:\n        example: Ha det\n',
    after:
      'tts_models:\n  no:\n    kari_v2:\n      latest:\n        example: Hei\n        package: https://lumen.example/kari.pt\n    v3_no:\n      latest:\n        example: Ha det\n',
    told: [
      ['model.new', 'kari-v2'],
      ['model.removed_unannounced', 'kari-11'],
    ],
  },
  {
    name: 'records of YAML: a state of life',
    role: 'model-list',
    file: 'models.yaml',
    before:
      'models:\n  - slug: aurora-1\n    status: active\n    window: 32k\n  - slug: aurora-2\n    status: active\n    window: 128k\n',
    after:
      'models:\n  - slug: aurora-1\n    status: deprecated\n    window: 32k\n  - slug: aurora-2\n    status: active\n    window: 128k\n',
    told: [['lifecycle.deprecated', 'aurora-1']],
  },
  {
    name: 'a card in JSON: its version',
    role: 'model-card',
    file: 'metadata.json',
    before: JSON.stringify({
      name: 'Spleen segmentation',
      version: '0.4.4',
      changelog: { '0.4.4': 'first' },
    }),
    after: JSON.stringify({
      name: 'Spleen segmentation',
      version: '0.4.5',
      changelog: { '0.4.5': 'new weights', '0.4.4': 'first' },
    }),
    told: ['model.identity_changed'],
  },
  {
    name: 'a card in JSON: the intended use',
    role: 'model-card',
    file: 'metadata.json',
    before: JSON.stringify({
      name: 'Spleen segmentation',
      intended_use: 'This is an example, not to be used for diagnostic purposes',
    }),
    after: JSON.stringify({
      name: 'Spleen segmentation',
      intended_use: 'This may be used for diagnostic purposes',
    }),
    told: ['card.intended_use_changed'],
  },
  {
    name: 'a plain text: a clause of terms',
    role: 'terms',
    file: 'terms.txt',
    before: `TERMS\n\n${intro}\n\n1. DATA\n\nWe delete what you send us after 30 days.\n`,
    after: `TERMS\n\n${intro}\n\n1. DATA\n\nWe delete what you send us after 90 days.\n`,
    told: ['terms.data_use'],
  },
  {
    name: 'a changelog in reStructuredText',
    role: 'changelog',
    file: 'changes.rst',
    before: `Changes\n=======\n\n2026-03-01\n----------\n\n* A darker console.\n`,
    after: `Changes\n=======\n\n2026-04-20\n----------\n\n* aurora-1 is deprecated and will be removed on 2026-10-01.\n\n2026-03-01\n----------\n\n* A darker console.\n`,
    told: ['lifecycle.deprecated'],
  },
];
