/**
 * One or more small documents of every kind that vendors publish, written before anybody looked at how the rules
 * take them. The vendor is made up, and so are its models.
 */
import type { Probe } from './probe.ts';

const intro = 'Lumen builds language and speech models for people who work in hospitals.\n';
const md = (title: string, ...parts: readonly string[]): string =>
  `# ${title}\n\n${intro}\n${parts.join('\n\n')}\n`;
const rows = (header: string, ...lines: readonly string[]): string => {
  const rule = header
    .split('|')
    .map(() => '---')
    .join('|');
  return `| ${header} |\n|${rule}|\n${lines.map((line) => `| ${line} |`).join('\n')}`;
};
const html = (...parts: readonly string[]): string =>
  `<!doctype html><html><head><title>Lumen</title></head><body><main><h1>Lumen</h1><p>${intro}</p>${parts.join('')}</main></body></html>`;

export const kindProbes: readonly Probe[] = [
  {
    name: 'changelog: a model is released, under a version and date as in keep-a-changelog',
    role: 'changelog',
    file: 'CHANGELOG.md',
    before: md('Changelog', '## [2.3.0] - 2026-03-01\n\n### Fixed\n\n- The console no longer hangs.'),
    after: md(
      'Changelog',
      '## [2.4.0] - 2026-04-20\n\n### Added\n\n- Support for `aurora-2-mini`, our smallest model.',
      '## [2.3.0] - 2026-03-01\n\n### Fixed\n\n- The console no longer hangs.',
    ),
    told: [['model.new', 'aurora-2-mini']],
  },
  {
    name: 'changelog: a month is written 2026.03, and a model ends',
    role: 'changelog',
    file: 'news.md',
    before: md('News', '## 2026.02\n\nA darker console.'),
    after: md(
      'News',
      '## 2026.03\n\nAurora 1 will be switched off on 2026.06.30. Use Aurora 2 instead.',
      '## 2026.02\n\nA darker console.',
    ),
    told: ['lifecycle.deprecated'],
  },
  {
    name: 'changelog: only a bug of the console was mended',
    role: 'changelog',
    file: 'news.md',
    before: md('News', '## 2 March 2026\n\n- A darker console.'),
    after: md(
      'News',
      '## 9 March 2026\n\n- Fixed a typo in the footer.',
      '## 2 March 2026\n\n- A darker console.',
    ),
    told: ['document.changed'],
    not: ['model.new', 'lifecycle.deprecated', 'card.capability_changed'],
  },
  {
    name: 'deprecation table: a row with a day of end',
    role: 'deprecations',
    file: 'deprecations.md',
    before: md(
      'Deprecations',
      rows('Model | Announced | Off on | Use instead', 'aurora-1 | 2025-10-01 | 2026-04-01 | aurora-2'),
    ),
    after: md(
      'Deprecations',
      rows(
        'Model | Announced | Off on | Use instead',
        'aurora-1 | 2025-10-01 | 2026-04-01 | aurora-2',
        'aurora-1-mini | 2026-04-01 | 2026-10-01 | aurora-2-mini',
      ),
    ),
    told: [['lifecycle.deprecated', 'aurora-1-mini']],
  },
  {
    name: 'deprecation table: the day of end moves earlier under a heading of the vendor’s own',
    role: 'deprecations',
    file: 'deprecations.md',
    before: md(
      'Model sunsets',
      rows('Model | Last day of service | Successor', 'aurora-1 | 1 September 2026 | aurora-2'),
    ),
    after: md(
      'Model sunsets',
      rows('Model | Last day of service | Successor', 'aurora-1 | 1 July 2026 | aurora-2'),
    ),
    told: [['lifecycle.date_moved', 'aurora-1']],
  },
  {
    name: 'deprecation table: the successor is another',
    role: 'deprecations',
    file: 'deprecations.html',
    before: html(
      '<table><tr><th>Model</th><th>End of life</th><th>Migrate to</th></tr><tr><td>aurora-1</td><td>Sept 1, 2026</td><td>aurora-2</td></tr></table>',
    ),
    after: html(
      '<table><tr><th>Model</th><th>End of life</th><th>Migrate to</th></tr><tr><td>aurora-1</td><td>Sept 1, 2026</td><td>aurora-3</td></tr></table>',
    ),
    told: ['lifecycle.replacement_changed'],
    not: ['model.new'],
  },
  {
    name: 'model card: the limits are rewritten',
    role: 'model-card',
    file: 'card.md',
    before: md(
      'Aurora 2',
      '## Known limitations\n\nAurora 2 errs on rare drugs. A clinician must read every letter.',
    ),
    after: md('Aurora 2', '## Known limitations\n\nAurora 2 errs on rare drugs.'),
    told: ['card.safety_changed'],
  },
  {
    name: 'model card: a figure of validation in a table',
    role: 'model-card',
    file: 'card.md',
    before: md(
      'Aurora 2',
      '## How well it does',
      rows('Task | Sensitivity | Specificity', 'Pneumonia on chest X-ray | 0.91 | 0.88'),
    ),
    after: md(
      'Aurora 2',
      '## How well it does',
      rows('Task | Sensitivity | Specificity', 'Pneumonia on chest X-ray | 0.87 | 0.88'),
    ),
    told: ['card.performance_changed'],
  },
  {
    name: 'model card: what it was trained on gains a source',
    role: 'model-card',
    file: 'card.md',
    before: md(
      'Aurora 2',
      '## What Aurora learned from\n\nThe training set holds notes of three hospitals in Norway.',
    ),
    after: md(
      'Aurora 2',
      '## What Aurora learned from\n\nThe training set holds notes of three hospitals in Norway and forum posts from the web.',
    ),
    told: ['card.data_changed'],
  },
  {
    name: 'model card: the section on bias is gone',
    role: 'model-card',
    file: 'card.md',
    before: md(
      'Aurora 2',
      '## Fairness across groups\n\nWe measured it by sex and age and found no gap above 2 points.',
      '## Contact\n\nWrite to us.',
    ),
    after: md('Aurora 2', '## Contact\n\nWrite to us.'),
    told: ['card.attribute_removed'],
  },
  {
    name: 'model card: it is no longer meant for patients',
    role: 'model-card',
    file: 'card.html',
    before: html('<h2>Who it is for</h2><p>Intended for clinicians and for patients at home.</p>'),
    after: html('<h2>Who it is for</h2><p>Intended for clinicians.</p>'),
    told: ['card.intended_use_changed'],
  },
  {
    name: 'model card: how to install it is worded anew',
    role: 'model-card',
    file: 'card.md',
    before: md('Aurora 2', '## Run it yourself\n\nYou need Python 3.10 and a card with 24 GB.'),
    after: md(
      'Aurora 2',
      '## Run it yourself\n\nPlease note that you may have to set the number of workers yourself. You need Python 3.10 and a card with 24 GB.',
    ),
    told: [],
  },
  {
    name: 'model list: models named only in prose',
    role: 'model-list',
    file: 'models.md',
    before: md(
      'Our models',
      '## Lumen Scribe\n\nWrites letters.',
      '## Lumen Listen\n\nTurns speech into text.',
    ),
    after: md(
      'Our models',
      '## Lumen Scribe\n\nWrites letters.',
      '## Lumen Listen\n\nTurns speech into text.',
      '## Lumen Music\n\nWrites music for waiting rooms.',
    ),
    told: ['model.new'],
  },
  {
    name: 'model list: a model named only in prose goes',
    role: 'model-list',
    file: 'models.md',
    before: md(
      'Our models',
      '## Lumen Scribe\n\nWrites letters.',
      '## Lumen Listen\n\nTurns speech into text.',
      '## Lumen Music\n\nWrites music for waiting rooms.',
    ),
    after: md(
      'Our models',
      '## Lumen Scribe\n\nWrites letters.',
      '## Lumen Listen\n\nTurns speech into text.',
    ),
    told: ['model.removed_unannounced'],
  },
  {
    name: 'model list: which plans have a model, in ticks',
    role: 'model-list',
    file: 'models.md',
    before: md(
      'Our models',
      rows('Model | Free | Pro | Enterprise', 'aurora-2 | ✅ | ✅ | ✅', 'aurora-2-mini | ✅ | ✅ | ✅'),
    ),
    after: md(
      'Our models',
      rows('Model | Free | Pro | Enterprise', 'aurora-2 | - | ✅ | ✅', 'aurora-2-mini | ✅ | ✅ | ✅'),
    ),
    told: ['model.availability_changed'],
  },
  {
    name: 'model list: in which regions a model is served',
    role: 'model-list',
    file: 'models.md',
    before: md('Our models', rows('Model | Regions | Context', 'aurora-2 | eu-west-1, us-east-1 | 128k')),
    after: md('Our models', rows('Model | Regions | Context', 'aurora-2 | us-east-1 | 128k')),
    told: ['model.availability_changed'],
  },
  {
    name: 'model list: the context grows',
    role: 'model-list',
    file: 'models.md',
    before: md('Our models', rows('Model | Regions | Context', 'aurora-2 | us-east-1 | 128k')),
    after: md('Our models', rows('Model | Regions | Context', 'aurora-2 | us-east-1 | 256k')),
    told: ['card.capability_changed'],
    not: ['model.availability_changed'],
  },
  {
    name: 'model list: where a model of others is hosted',
    role: 'model-list',
    file: 'models.md',
    before: md('Our models', rows('Model | Context', 'aurora-2 | 128k')),
    after: md(
      'Our models',
      rows('Model | Context', 'aurora-2 | 128k'),
      'Aurora 2 is hosted for us by Fjord Cloud, in a data centre in Norway.',
    ),
    told: ['terms.data_use'],
  },
  {
    name: 'terms: what is sent may be used for training',
    role: 'terms',
    file: 'terms.html',
    before: html('<h2>4. Your data</h2><p>We will not use what you send us to develop our models.</p>'),
    after: html('<h2>4. Your data</h2><p>We may use what you send us to develop our models.</p>'),
    told: ['terms.data_use'],
  },
  {
    name: 'terms: the cap on liability falls',
    role: 'terms',
    file: 'terms.md',
    before: md('Terms', 'Our total liability is capped at the fees of the last 12 months.'),
    after: md('Terms', 'Our total liability is capped at the fees of the last 3 months.'),
    told: ['terms.indemnity_liability'],
  },
  {
    name: 'terms: notice of changes shrinks',
    role: 'terms',
    file: 'terms.md',
    before: md('Terms', 'We tell you 30 days before we change these terms.'),
    after: md('Terms', 'We tell you 7 days before we change these terms.'),
    told: ['terms.change_control'],
  },
  {
    name: 'terms: the party is another',
    role: 'terms',
    file: 'terms.md',
    before: md('Terms', 'This contract is between you and Lumen AS, Oslo.'),
    after: md('Terms', 'This contract is between you and Lumen Ireland Limited, Dublin.'),
    told: ['terms.counterparty'],
  },
  {
    name: 'terms: only the wording of a heading',
    role: 'policy',
    file: 'privacy.md',
    before: md('Privacy', '## How does Lumen secure personal information?\n\nWe encrypt it.'),
    after: md('Privacy', '## How does Lumen secure personal data?\n\nWe encrypt it.'),
    told: [],
  },
  {
    name: 'subprocessors: one comes, in a list without a table',
    role: 'policy',
    file: 'subprocessors.md',
    before: md('Sub-processors', '- Fjord Cloud AS (hosting, Norway)\n- Postman Ltd (mail, Ireland)'),
    after: md(
      'Sub-processors',
      '- Fjord Cloud AS (hosting, Norway)\n- Postman Ltd (mail, Ireland)\n- Inkwell Inc (analytics, United States)',
    ),
    told: ['subprocessor.change'],
  },
  {
    name: 'subprocessors: the place of one is another',
    role: 'policy',
    file: 'subprocessors.html',
    before: html(
      '<h2>Companies that process data for us</h2><table><tr><th>Company</th><th>Service</th><th>Country</th></tr><tr><td>Fjord Cloud AS</td><td>Hosting</td><td>Norway</td></tr></table>',
    ),
    after: html(
      '<h2>Companies that process data for us</h2><table><tr><th>Company</th><th>Service</th><th>Country</th></tr><tr><td>Fjord Cloud AS</td><td>Hosting</td><td>United States</td></tr></table>',
    ),
    told: ['subprocessor.change'],
  },
  {
    name: 'pricing: a price in a table',
    role: 'docs',
    file: 'pricing.md',
    before: md('Pricing', rows('Model | Per 1M tokens in | Per 1M tokens out', 'aurora-2 | €2.00 | €8.00')),
    after: md('Pricing', rows('Model | Per 1M tokens in | Per 1M tokens out', 'aurora-2 | €2.50 | €8.00')),
    told: ['price.changed'],
    not: ['card.capability_changed'],
  },
  {
    name: 'pricing: a quota of the free plan',
    role: 'docs',
    file: 'limits.md',
    before: md('Limits', rows('Plan | Concurrent sessions | Hours per month', 'Free | 4 | 2')),
    after: md('Limits', rows('Plan | Concurrent sessions | Hours per month', 'Free | 20 | 2')),
    told: ['price.changed'],
  },
  {
    name: 'status: an outage',
    role: 'status',
    file: 'status.xml',
    before:
      '<rss version="2.0"><channel><title>Lumen status</title><item><guid>1</guid><title>Maintenance of the console</title><pubDate>Sun, 01 Mar 2026 08:00:00 GMT</pubDate></item></channel></rss>',
    after:
      '<rss version="2.0"><channel><title>Lumen status</title><item><guid>2</guid><title>Aurora 2 was unreachable</title><description>Requests failed between 9 and 10.</description><pubDate>Wed, 08 Apr 2026 08:00:00 GMT</pubDate></item><item><guid>1</guid><title>Maintenance of the console</title><pubDate>Sun, 01 Mar 2026 08:00:00 GMT</pubDate></item></channel></rss>',
    told: ['availability.incident'],
  },
  {
    name: 'status: worse answers for days',
    role: 'status',
    file: 'status.xml',
    before:
      '<rss version="2.0"><channel><title>Lumen status</title><item><guid>1</guid><title>Maintenance</title><pubDate>Sun, 01 Mar 2026 08:00:00 GMT</pubDate></item></channel></rss>',
    after:
      '<rss version="2.0"><channel><title>Lumen status</title><item><guid>2</guid><title>Lower quality of Aurora 2</title><description>For three days Aurora 2 gave worse answers than it should. We have reverted the update.</description><pubDate>Wed, 08 Apr 2026 08:00:00 GMT</pubDate></item><item><guid>1</guid><title>Maintenance</title><pubDate>Sun, 01 Mar 2026 08:00:00 GMT</pubDate></item></channel></rss>',
    told: ['service.quality_incident'],
  },
  {
    name: 'system prompts: a line of a prompt is another',
    role: 'docs',
    file: 'system-prompts.md',
    before: md('System prompts', '## Aurora 2\n\nYou are Aurora. You refuse questions about doses.'),
    after: md('System prompts', '## Aurora 2\n\nYou are Aurora. You answer questions about doses.'),
    told: ['behaviour.prompt_changed'],
  },
  {
    name: 'usage policy: a ban is lifted',
    role: 'policy',
    file: 'usage.md',
    before: md(
      'What you may do',
      '- You must not use Lumen to diagnose patients.\n- You must not send spam.',
    ),
    after: md('What you may do', '- You must not send spam.'),
    told: ['terms.use_policy'],
  },
  {
    name: 'lifecycle policy: the notice shrinks from months to weeks',
    role: 'deprecations',
    file: 'lifecycle.md',
    before: md('How models end', 'We give six months of notice before we retire a model.'),
    after: md('How models end', 'We give six weeks of notice before we retire a model.'),
    told: ['policy.commitment_changed'],
  },
  {
    name: 'security: a breach is told',
    role: 'changelog',
    file: 'news.md',
    before: md('News', '## 2 March 2026\n\n- A darker console.'),
    after: md(
      'News',
      '## 9 April 2026\n\n- Somebody gained unauthorised access to our mail archive.',
      '## 2 March 2026\n\n- A darker console.',
    ),
    told: ['security.advisory'],
  },
  {
    name: 'aliases: what a name points to',
    role: 'docs',
    file: 'aliases.md',
    before: md('Aliases', rows('Alias | Resolves to', 'aurora-latest | aurora-2-2026-01')),
    after: md('Aliases', rows('Alias | Resolves to', 'aurora-latest | aurora-2-2026-04')),
    told: ['model.identity_changed'],
  },
  {
    name: 'BAA: a product is covered no more',
    role: 'policy',
    file: 'hipaa.md',
    before: md('Products under our BAA', '- Lumen Scribe\n- Lumen Listen'),
    after: md('Products under our BAA', '- Lumen Scribe'),
    told: ['terms.hipaa'],
  },
  {
    name: 'data handling: a row is called by a shorter name, an address of the interface is another',
    role: 'docs',
    file: 'retention.md',
    before: md(
      'Data retention',
      rows(
        'Feature | Endpoint | Kept',
        'Extended listening | /v1/org/listen | no',
        'Letters | /v1/letters | no',
      ),
    ),
    after: md(
      'Data retention',
      rows('Feature | Endpoint | Kept', 'Listening | /v1/org/listen | no', 'Letters | /v1/mail | no'),
    ),
    told: [],
  },
  {
    name: 'data handling: a row says something else under a shorter name',
    role: 'docs',
    file: 'retention.md',
    before: md('Data retention', rows('Feature | Endpoint | Kept', 'Extended listening | /v1/listen | no')),
    after: md('Data retention', rows('Feature | Endpoint | Kept', 'Listening | /v1/listen | 30 days')),
    told: ['terms.data_use'],
  },
  {
    name: 'terms: a teaser of another page, cut out of its link',
    role: 'terms',
    file: 'terms.md',
    before: md(
      'Terms',
      'See what we launched in April](https://lumen.example/april?utm_source=banner)',
      'You pay monthly.',
    ),
    after: md(
      'Terms',
      'Catch the biggest update of this summer](https://lumen.example/summer?utm_source=banner)',
      'You pay monthly.',
    ),
    told: [],
  },
];
