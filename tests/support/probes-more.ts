/** A second set of small documents, written after the first was mended and again before they were tried. */
import type { Probe } from './probe.ts';

const md = (title: string, ...parts: readonly string[]): string =>
  `# ${title}\n\nBrisk Health makes models that listen and write in clinics.\n\n${parts.join('\n\n')}\n`;
const rows = (header: string, ...lines: readonly string[]): string =>
  `| ${header} |\n|${header
    .split('|')
    .map(() => '---')
    .join('|')}|\n${lines.map((line) => `| ${line} |`).join('\n')}`;

export const moreProbes: readonly Probe[] = [
  {
    name: 'changelog: a default is another model',
    role: 'changelog',
    file: 'updates.md',
    before: md('Updates', '## March 3, 2026\n\nFaster exports.'),
    after: md(
      'Updates',
      '## April 7, 2026\n\nThe default model for new clinics is now Brisk Note 3.1.',
      '## March 3, 2026\n\nFaster exports.',
    ),
    told: ['model.alias_moved_announced'],
  },
  {
    name: 'changelog: a version is rolled back',
    role: 'changelog',
    file: 'updates.md',
    before: md('Updates', '## March 3, 2026\n\nFaster exports.'),
    after: md(
      'Updates',
      '## April 7, 2026\n\nWe rolled back Brisk Note 3.1 after reports of wrong doses.',
      '## March 3, 2026\n\nFaster exports.',
    ),
    told: ['service.quality_incident'],
  },
  {
    name: 'changelog in HTML: a model is retired at once',
    role: 'changelog',
    file: 'updates.html',
    before:
      '<html><body><main><h1>Updates</h1><p>What is new at Brisk Health, newest first, for everybody who uses it.</p><h2>March 3, 2026</h2><p>Faster exports.</p></main></body></html>',
    after:
      '<html><body><main><h1>Updates</h1><p>What is new at Brisk Health, newest first, for everybody who uses it.</p><h2>April 7, 2026</h2><p>Brisk Note 2 has been taken offline.</p><h2>March 3, 2026</h2><p>Faster exports.</p></main></body></html>',
    told: ['lifecycle.deprecated'],
  },
  {
    name: 'deprecation list: a sentence gets another day',
    role: 'deprecations',
    file: 'eol.md',
    before: md(
      'End of life',
      '- **Brisk Note 2**: supported through December 31, 2026.',
      '- **Brisk Note 1**: gone.',
    ),
    after: md(
      'End of life',
      '- **Brisk Note 2**: supported through September 30, 2026.',
      '- **Brisk Note 1**: gone.',
    ),
    told: ['lifecycle.date_moved'],
  },
  {
    name: 'deprecation table: two models go in one row',
    role: 'deprecations',
    file: 'eol.md',
    before: md(
      'End of life',
      rows('Models | Retirement | Alternative', 'note-1, note-1-lite | 2026-02-01 | note-2'),
    ),
    after: md(
      'End of life',
      rows(
        'Models | Retirement | Alternative',
        'note-1, note-1-lite | 2026-02-01 | note-2',
        'note-2, note-2-lite | 2026-12-01 | note-3',
      ),
    ),
    told: [['lifecycle.deprecated', 'note-2-lite']],
  },
  {
    name: 'card: the cut-off of knowledge moves',
    role: 'model-card',
    file: 'card.md',
    before: md('Brisk Note 3', rows('Property | Value', 'Languages | 12', 'Knowledge cutoff | June 2025')),
    after: md('Brisk Note 3', rows('Property | Value', 'Languages | 12', 'Knowledge cutoff | January 2026')),
    told: ['card.data_changed'],
  },
  {
    name: 'card: a contraindication comes',
    role: 'model-card',
    file: 'card.md',
    before: md('Brisk Note 3', '## When not to use it\n\n- In emergencies.'),
    after: md('Brisk Note 3', '## When not to use it\n\n- In emergencies.\n- For children under 12.'),
    told: ['card.safety_changed'],
  },
  {
    name: 'card: the licence is another',
    role: 'model-card',
    file: 'card.md',
    before:
      '---\nlicense: apache-2.0\npipeline_tag: text-generation\n---\n\n# Brisk Note 3\n\nWrites notes of visits from what was said in them.\n',
    after:
      '---\nlicense: other\npipeline_tag: text-generation\n---\n\n# Brisk Note 3\n\nWrites notes of visits from what was said in them.\n',
    told: ['card.metadata_changed'],
  },
  {
    name: 'card: it is built on another model',
    role: 'model-card',
    file: 'card.md',
    before:
      '---\nbase_model: meta-llama/Llama-3.1-8B\n---\n\n# Brisk Note 3\n\nWrites notes of visits from what was said in them.\n',
    after:
      '---\nbase_model: Qwen/Qwen2.5-7B\n---\n\n# Brisk Note 3\n\nWrites notes of visits from what was said in them.\n',
    told: ['card.metadata_changed'],
    not: ['model.new'],
  },
  {
    name: 'list: a model is only for some customers now',
    role: 'model-list',
    file: 'models.md',
    before: md('Models', rows('Model | Access | Tokens', 'note-3-pro | Everyone | 64k')),
    after: md('Models', rows('Model | Access | Tokens', 'note-3-pro | Invitation only | 64k')),
    told: ['model.availability_changed'],
  },
  {
    name: 'list: a model leaves preview',
    role: 'model-list',
    file: 'models.md',
    before: md('Models', rows('Model | Stage | Tokens', 'note-3-pro | Preview | 64k')),
    after: md('Models', rows('Model | Stage | Tokens', 'note-3-pro | GA | 64k')),
    told: ['model.availability_changed'],
    not: ['lifecycle.deprecated'],
  },
  {
    name: 'list in JSON: a field of the vendor’s own for what it can do',
    role: 'model-list',
    file: 'engines.json',
    before: JSON.stringify({
      engines: [
        { engineId: 'note-3', id: 'note-3', supportsStreaming: true },
        { id: 'note-2', supportsStreaming: true },
      ],
    }),
    after: JSON.stringify({
      engines: [
        { engineId: 'note-3', id: 'note-3', supportsStreaming: false },
        { id: 'note-2', supportsStreaming: true },
      ],
    }),
    told: ['card.capability_changed'],
  },
  {
    name: 'list in TOML: a price',
    role: 'model-list',
    file: 'note-3.toml',
    before: 'name = "Brisk Note 3"\n\n[cost]\ninput = 2.0\noutput = 8.0\n\n[limit]\ncontext = 64000\n',
    after: 'name = "Brisk Note 3"\n\n[cost]\ninput = 3.0\noutput = 8.0\n\n[limit]\ncontext = 64000\n',
    told: ['price.changed'],
    not: ['card.capability_changed'],
  },
  {
    name: 'list: only the order of rows and columns',
    role: 'model-list',
    file: 'models.md',
    before: md('Models', rows('Model | Stage | Tokens', 'note-3-pro | GA | 64k', 'note-2 | GA | 32k')),
    after: md('Models', rows('Model | Tokens | Stage', 'note-2 | 32k | GA', 'note-3-pro | 64k | GA')),
    told: [],
  },
  {
    name: 'terms: who may read what is sent',
    role: 'terms',
    file: 'terms.md',
    before: md('Terms', '## 3. Confidentiality\n\nNobody at Brisk reads your recordings.'),
    after: md(
      'Terms',
      '## 3. Confidentiality\n\nStaff at Brisk may listen to your recordings to check quality.',
    ),
    told: ['terms.data_use'],
  },
  {
    name: 'terms: a court elsewhere',
    role: 'terms',
    file: 'terms.md',
    before: md('Terms', 'Disputes are heard in the courts of Oslo.'),
    after: md('Terms', 'Disputes are settled by arbitration in Delaware.'),
    told: ['terms.counterparty'],
  },
  {
    name: 'terms: no warranty any more',
    role: 'terms',
    file: 'terms.txt',
    before:
      'TERMS OF BRISK HEALTH\n\nWe warrant that the service does what its description says.\n\nYou pay by the month.\n',
    after: 'TERMS OF BRISK HEALTH\n\nThe service is provided as it is.\n\nYou pay by the month.\n',
    told: ['terms.indemnity_liability'],
  },
  {
    name: 'terms: new terms are announced in a banner',
    role: 'terms',
    file: 'terms.html',
    before:
      '<html><body><main><h1>Terms</h1><p>These terms are between you and Brisk Health, and you accept them by using the service.</p></main></body></html>',
    after:
      '<html><body><main><p>We are updating our terms. The new terms take effect on 1 June 2026.</p><h1>Terms</h1><p>These terms are between you and Brisk Health, and you accept them by using the service.</p></main></body></html>',
    told: ['terms.upcoming'],
  },
  {
    name: 'privacy: recordings are kept longer',
    role: 'policy',
    file: 'privacy.md',
    before: md('Privacy', rows('What | For how long', 'Recordings | 7 days', 'Notes | 10 years')),
    after: md('Privacy', rows('What | For how long', 'Recordings | 30 days', 'Notes | 10 years')),
    told: ['terms.data_use'],
  },
  {
    name: 'privacy: a sentence says the same in other words',
    role: 'policy',
    file: 'privacy.md',
    before: md(
      'Privacy',
      'You can read about this in more detail in our guide.',
      'We keep recordings for 7 days.',
    ),
    after: md('Privacy', 'Please see our guide for more details.', 'We keep recordings for 7 days.'),
    told: [],
  },
  {
    name: 'security page: encryption is no longer promised',
    role: 'policy',
    file: 'security.md',
    before: md('Security', '- Data are encrypted at rest.\n- Access is logged.'),
    after: md('Security', '- Access is logged.'),
    told: ['terms.data_use'],
  },
  {
    name: 'pricing: a plan costs more',
    role: 'docs',
    file: 'plans.md',
    before: md('Plans', '## Clinic\n\nUSD 49 per clinician and month.'),
    after: md('Plans', '## Clinic\n\nUSD 59 per clinician and month.'),
    told: ['price.changed'],
  },
  {
    name: 'help page: requests go to a smaller model at peak hours',
    role: 'docs',
    file: 'help.md',
    before: md('How it works', 'Your note is written by Brisk Note 3.1.'),
    after: md(
      'How it works',
      'Your note is written by Brisk Note 3.1. At peak times a smaller model may answer instead.',
    ),
    told: ['model.routing_changed'],
  },
  {
    name: 'certificates: one expires',
    role: 'policy',
    file: 'compliance.md',
    before: md('Compliance', '- SOC 2 Type II\n- ISO 27001\n- HIPAA'),
    after: md('Compliance', '- SOC 2 Type II\n- ISO 27001'),
    told: ['terms.hipaa'],
  },
  {
    name: 'status page in Markdown: answers were wrong',
    role: 'status',
    file: 'incidents.md',
    before: md('Incidents', '## 2026-03-03\n\nThe console was slow.'),
    after: md(
      'Incidents',
      '## 2026-04-07\n\nSome notes left out drugs that were named in the visit. The model has been reverted.',
      '## 2026-03-03\n\nThe console was slow.',
    ),
    told: ['service.quality_incident'],
  },
];
