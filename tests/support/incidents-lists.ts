/** Incidents of cards, lists, notices and feeds: what they said, when they said it, and whether they could be read. */
import type { Incident } from './incident.ts';
import { list, log, repository } from './incidents-models.ts';

const changelog = { role: 'changelog', kind: 'markdown' } as const;
const card = { role: 'model-card', kind: 'markdown' } as const;
const deprecations = { role: 'deprecations', kind: 'markdown' } as const;
const modelList = { role: 'model-list', kind: 'model-list' } as const;
const prose =
  'Every model has a stage. We tell you of changes on this page and by mail to the owner of the account.\n';

const lifecycle = (
  ...rows: readonly (readonly [model: string, end: string, replacement: string])[]
): string =>
  `# Lifecycle\n\n${prose}\n| Model | Shutdown date | Recommended replacement |\n|---|---|---|\n${rows.map((row) => `| ${row.join(' | ')} |\n`).join('')}`;

const policy = (sentence: string): string => `# Lifecycle of models\n\n${prose}\n## Notice\n\n${sentence}\n`;

const cardOf = (version: string, released: string): string =>
  `---\nmodel: norvik-chat-4-w4\nversion: ${version}\nrelease_date: ${released}\n---\n\n# Norvik Chat 4, quantised\n\nRuns on one card of 48 GB. The weights are kept in four bits.\n\n${prose}`;

export const listIncidents: readonly Incident[] = [
  {
    name: 'B1 a model is public for weeks without a card',
    watch: { changelog, models: modelList, card },
    days: {
      0: {
        changelog: log(),
        models: list({ id: 'norvik-pro-2' }),
        card: `# norvik-pro-2\n\nDrafts letters to patients.\n\n${prose}`,
      },
      2: {
        changelog: log(['2026-03-06', 'Released norvik-pro-3, for everybody.']),
        models: list({ id: 'norvik-pro-2' }, { id: 'norvik-pro-3' }),
      },
    },
    until: 17,
    changes: [
      { source: 'changelog', categories: ['model.new'], severity: 'low', disclosure: 'announced-same-day' },
      { source: 'models', categories: ['model.new'], severity: 'low', disclosure: 'announced-same-day' },
    ],
    mails: { compliance: 2 },
    says: ['card.late', 'norvik-pro-3'],
  },
  {
    name: 'B2 the release date of a card is edited in place, the version is not',
    watch: { changelog, card },
    days: {
      0: { changelog: log(), card: cardOf('1.0', '02/13/2026') },
      2: { card: cardOf('1.0', '02/27/2026') },
    },
    until: 5,
    changes: [
      { source: 'card', categories: ['card.metadata_changed'], severity: 'high', disclosure: 'unannounced' },
    ],
    mails: { compliance: 1 },
    says: ['2026-02-27'],
  },
  {
    name: 'B3 an interface is shut off three days after the notice',
    watch: { deprecations },
    days: {
      0: { deprecations: `# Deprecations\n\n## 2026-01-12\n\nNothing is planned.\n` },
      2: {
        deprecations: `# Deprecations\n\n## 2026-03-06\n\nnorvik-scribe-2 is deprecated and will be shut down on 2026-03-09.\n\n## 2026-01-12\n\nNothing is planned.\n`,
      },
    },
    until: 5,
    tool: { noticeDays: 60 },
    changes: [
      {
        source: 'deprecations',
        categories: ['commitment.notice_short', 'lifecycle.deprecated'],
        severity: 'critical',
        disclosure: 'announced-in-advance',
      },
    ],
    mails: { compliance: 2 },
    says: ['3 days', '60 days', /ends tomorrow/],
  },
  {
    name: 'B4 the recommended replacement changes in the middle of the notice period',
    watch: { lifecycle: deprecations },
    days: {
      0: {
        lifecycle: lifecycle(
          ['norvik-chat-3', '2026-07-23', 'norvik-chat-4'],
          ['norvik-scribe-1', '2026-09-01', 'norvik-scribe-2'],
        ),
      },
      2: {
        lifecycle: lifecycle(
          ['norvik-chat-3', '2026-07-23', 'norvik-chat-5'],
          ['norvik-scribe-1', '2026-09-01', 'norvik-scribe-2'],
        ),
      },
    },
    until: 5,
    tool: { models: ['norvik-chat-3'] },
    changes: [
      {
        source: 'lifecycle',
        categories: ['lifecycle.replacement_changed'],
        severity: 'medium',
        disclosure: 'unknown',
      },
    ],
    mails: { compliance: 1 },
    says: ['norvik-chat-5'],
  },
  {
    name: 'B5 the end of a model is moved four months later and nothing is said of it',
    watch: { changelog, lifecycle: deprecations },
    days: {
      0: {
        changelog: log(),
        lifecycle: lifecycle(
          ['norvik-pro-2', '2026-06-17', 'norvik-pro-3'],
          ['norvik-chat-3', '2026-07-23', 'norvik-chat-4'],
        ),
      },
      2: {
        lifecycle: lifecycle(
          ['norvik-pro-2', '2026-10-16', 'norvik-pro-3'],
          ['norvik-chat-3', '2026-07-23', 'norvik-chat-4'],
        ),
      },
    },
    until: 5,
    tool: { models: ['norvik-pro-2'] },
    changes: [
      {
        source: 'lifecycle',
        categories: ['lifecycle.date_moved'],
        severity: 'high',
        disclosure: 'unannounced',
      },
    ],
    mails: { compliance: 1 },
    says: ['2026-10-16'],
  },
  {
    name: 'B6 a lifecycle page gains numbers for the notice that is given',
    watch: { changelog, policy: deprecations },
    days: {
      0: { changelog: log(), policy: policy('Before a model ends we announce it here in good time.') },
      2: {
        policy: policy(
          'Before a model ends we announce it here at least 6 months before, and 3 months before for special variants.',
        ),
      },
    },
    until: 5,
    changes: [
      {
        source: 'policy',
        categories: ['policy.commitment_changed'],
        severity: 'high',
        disclosure: 'unannounced',
      },
    ],
    mails: { compliance: 1 },
    says: ['6 months'],
  },
  {
    name: 'B7 a host splits its policy: new models may be retired after 45 days instead of six months',
    watch: { changelog, policy: deprecations },
    days: {
      0: {
        changelog: log(),
        policy: policy('A model stays in the Legacy stage for at least 6 months before its end.'),
      },
      2: {
        policy: policy(
          'A model stays in the Legacy stage for 6 months or 45 days before its end, as its card says.',
        ),
      },
    },
    until: 5,
    changes: [
      {
        source: 'policy',
        categories: ['policy.commitment_changed'],
        severity: 'critical',
        disclosure: 'unannounced',
      },
    ],
    mails: { compliance: 2 },
    says: ['45 days', /weaker/i],
  },
  {
    name: 'B8 the notice of preview upgrades grows from 14 to 30 days',
    watch: { changelog, policy: deprecations },
    days: {
      0: {
        changelog: log(),
        policy: policy('Customers of previews are notified at least 14 days before an upgrade.'),
      },
      2: { policy: policy('Customers of previews are notified at least 30 days before an upgrade.') },
    },
    until: 5,
    changes: [
      {
        source: 'policy',
        categories: ['policy.commitment_changed'],
        severity: 'high',
        disclosure: 'unannounced',
      },
    ],
    mails: { compliance: 1 },
    says: [/became stronger/, '“14” became “30”'],
  },
  {
    name: 'B9 the feed of a changelog begins to answer 404',
    watch: { changelog },
    days: { 0: { changelog: log() }, 2: { changelog: { status: 404, body: 'Not found' } } },
    until: 6,
    changes: [],
    mails: { compliance: 0, operator: 1 },
  },
  {
    name: 'B10 a product is renamed: its old feed answers as ever and has nothing new, and then sends readers elsewhere',
    watch: { notes: { role: 'changelog', kind: 'feed' } },
    days: {
      0: { notes: notes() },
      9: { notes: { status: 301, headers: { location: 'https://notes.norvik.example/agents' }, body: '' } },
    },
    until: 14,
    changes: [],
    mails: { compliance: 0, operator: 2 },
    operatorReads: [/has shown nothing new for \d+ days/, /redirects to \S+norvik\S+agents/],
  },
  {
    name: 'B11 legal pages move to a host of their own',
    watch: { terms: { role: 'terms', kind: 'html' } },
    days: {
      0: { terms: `<main><h1>Terms</h1><p>${prose}</p><p>Norvik supplies the service as agreed.</p></main>` },
      2: { terms: { status: 308, headers: { location: 'https://legal.norvik.example/terms' }, body: '' } },
    },
    until: 6,
    changes: [],
    mails: { compliance: 0, operator: 1 },
  },
  {
    name: 'B12 a tokenizer gets its fix on main while customers stay pinned to the commit before it (what their library makes of it is in no document)',
    watch: {
      changelog,
      model: {
        role: 'model-card',
        kind: 'huggingface',
        path: '/',
        options: { repository: 'norvik/embed-1', card: false, revisions: ['7'.repeat(40)] },
      },
    },
    days: {
      0: {
        changelog: log(),
        '/api/models/norvik/embed-1': repository('norvik/embed-1', '7', {
          'model.safetensors': '1',
          'tokenizer_config.json': '2',
        }),
        [`/api/models/norvik/embed-1/revision/${'7'.repeat(40)}`]: '{}',
      },
      2: {
        '/api/models/norvik/embed-1': repository('norvik/embed-1', '8', {
          'model.safetensors': '1',
          'tokenizer_config.json': '3',
        }),
      },
    },
    until: 5,
    changes: [
      {
        source: 'model',
        categories: ['model.identity_changed'],
        severity: 'critical',
        disclosure: 'unannounced',
      },
    ],
    mails: { compliance: 2 },
    says: ['tokenizer_config.json'],
  },
];

/** A feed with an entry every other day, the newest of the day before the sequence begins. */
function notes(): string {
  const items = Array.from({ length: 12 }, (_, index) => {
    const day = new Date(Date.UTC(2026, 2, 3 - 2 * index)).toUTCString();
    return `<item><guid>${day}</guid><title>Agents, ${day.slice(5, 16)}</title><pubDate>${day}</pubDate></item>`;
  });
  return `<rss version="2.0"><channel><title>Norvik Studio</title>${items.join('')}</channel></rss>`;
}
