/**
 * Incidents in which a model, or what a name stands for, changed. Short documents of our own, each modelled on what
 * happened at a real vendor; the vendor of every sequence is made up.
 */
import type { Incident } from './incident.ts';

const changelog = { role: 'changelog', kind: 'markdown' } as const;
const docs = { role: 'docs', kind: 'markdown' } as const;
const deprecations = { role: 'deprecations', kind: 'markdown' } as const;
const modelList = { role: 'model-list', kind: 'model-list' } as const;
const prose = `The interface takes text and returns text. Requests are limited by your agreement, and every answer names the model that gave it. Write to your contact for help.\n`;

/** A changelog in Markdown, newest first. */
export function log(...entries: readonly (readonly [date: string, text: string])[]): string {
  const sections = [...entries, ['2026-02-10', 'The console shows usage by department.'] as const];
  return `# Changelog\n\n${sections.map(([date, text]) => `## ${date}\n\n- ${text}\n`).join('\n')}`;
}

/** An answer of a vendor's interface that lists its models. */
export function list(...models: readonly object[]): string {
  return JSON.stringify({ object: 'list', data: models.map((model) => ({ object: 'model', ...model })) });
}

/** What Hugging Face answers of a repository: a commit, and the hash of each file. */
export function repository(id: string, sha: string, files: Readonly<Record<string, string>>): string {
  const siblings = Object.entries(files).map(([rfilename, hash]) => ({
    rfilename,
    blobId: hash.repeat(40).slice(0, 40),
  }));
  return JSON.stringify({ id, sha: sha.repeat(40).slice(0, 40), gated: false, siblings });
}

function huggingFace(name: string, revisions: readonly string[] = [], hasCard = true) {
  return {
    role: 'model-card',
    kind: 'huggingface',
    path: '/',
    options: { repository: name, card: hasCard, ...(revisions.length > 0 && { revisions }) },
  } as const;
}

export const modelIncidents: readonly Incident[] = [
  {
    name: 'A1 an alias comes to stand for a later snapshot, and nobody says so (a drift under one name is in no document)',
    watch: { changelog, models: docs },
    days: {
      0: {
        changelog: log(),
        models: `# Models\n\n${prose}\n| Alias | Currently points to |\n|---|---|\n| norvik-chat | norvik-chat-4-0314 |\n| norvik-scribe | norvik-scribe-2-0301 |\n`,
      },
      2: {
        models: `# Models\n\n${prose}\n| Alias | Currently points to |\n|---|---|\n| norvik-chat | norvik-chat-4-0613 |\n| norvik-scribe | norvik-scribe-2-0301 |\n`,
      },
    },
    until: 5,
    changes: [
      {
        source: 'models',
        categories: ['model.identity_changed'],
        severity: 'critical',
        disclosure: 'unannounced',
      },
    ],
    mails: { compliance: 2 },
    says: ['norvik-chat-4-0314', 'norvik-chat-4-0613'],
  },
  {
    name: 'A2 tokenizer and generation settings are mended in place under the same repository name',
    watch: { changelog, model: huggingFace('norvik/scribe-8b-instruct') },
    days: {
      0: {
        changelog: log(),
        '/api/models/norvik/scribe-8b-instruct': repository('norvik/scribe-8b-instruct', 'a', {
          'README.md': '1',
          'generation_config.json': '2',
          'tokenizer_config.json': '3',
          'model.safetensors': '4',
        }),
        '/norvik/scribe-8b-instruct/raw/main/README.md': `# Scribe 8B\n\n${prose}`,
      },
      2: {
        '/api/models/norvik/scribe-8b-instruct': repository('norvik/scribe-8b-instruct', 'b', {
          'README.md': '1',
          'generation_config.json': '5',
          'tokenizer_config.json': '6',
          'model.safetensors': '4',
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
    says: ['generation_config.json'],
  },
  {
    name: 'A3 deployments that follow the default are moved to a later version within two weeks',
    watch: { schedule: deprecations, models: docs },
    days: {
      0: {
        schedule: `# Retirements\n\n## 2026-01-12\n\nNo retirement is planned.\n`,
        models: `# Versions\n\n${prose}\nDeployments that follow the default use norvik-chat-4-0513.\n`,
      },
      2: {
        schedule: `# Retirements\n\n## 2026-03-06\n\nDeployments of norvik-chat-4 that auto-update to default: from norvik-chat-4-0513 to norvik-chat-4-0806. Upgrades start on 2026-05-06 and complete on any day within two weeks.\n\n## 2026-01-12\n\nNo retirement is planned.\n`,
      },
    },
    until: 5,
    tool: { models: ['norvik-chat-4'] },
    changes: [
      {
        source: 'schedule',
        categories: ['model.alias_moved_announced'],
        severity: 'high',
        disclosure: 'announced-in-advance',
      },
    ],
    mails: { compliance: 1 },
    says: ['2026-05-06'],
  },
  {
    name: 'A4 an update makes answers sycophantic, and is rolled back three days later (in no document until then)',
    watch: { changelog, models: modelList },
    days: {
      0: { changelog: log(), models: list({ id: 'norvik-chat-4', created: 1735689600 }) },
      2: {
        changelog: log([
          '2026-03-06',
          'We rolled back last week’s update of norvik-chat-4. It had made answers agree with the reader where they should not: a regression in the quality of answers.',
        ]),
      },
    },
    until: 5,
    changes: [
      {
        source: 'changelog',
        categories: ['service.quality_incident'],
        severity: 'high',
        disclosure: 'announced-same-day',
      },
    ],
    mails: { compliance: 1 },
  },
  {
    name: 'A5 a dated name begins to serve a later model, told the same day in the changelog',
    watch: { changelog, models: docs },
    days: {
      0: {
        changelog: log(),
        models: `# Models\n\n${prose}\n## norvik-pro-2-5-03-25\n\nA snapshot for preview. It does not change.\n`,
      },
      2: {
        changelog: log([
          '2026-03-06',
          'Released norvik-pro-2-5-05-06. The previous iteration, norvik-pro-2-5-03-25, now points to the most recent version.',
        ]),
        models: `# Models\n\n${prose}\n## norvik-pro-2-5-03-25\n\nA snapshot for preview. It now points to the most recent version, norvik-pro-2-5-05-06.\n`,
      },
    },
    until: 5,
    changes: [
      {
        source: 'changelog',
        categories: ['model.identity_changed'],
        severity: 'critical',
        disclosure: 'announced-same-day',
      },
      {
        source: 'models',
        categories: ['model.identity_changed'],
        severity: 'critical',
        disclosure: 'announced-same-day',
      },
    ],
    mails: { compliance: 1 },
    says: ['norvik-pro-2-5-03-25'],
  },
  {
    name: 'A6 the published system prompt is edited without a word elsewhere',
    watch: {
      changelog,
      prompt: {
        role: 'docs',
        kind: 'github',
        path: '/',
        options: { repository: 'norvik/prompts', path: 'ask.md', branch: 'main' },
      },
    },
    days: {
      0: {
        changelog: log(),
        '/raw/norvik/prompts/main/ask.md': `# System prompt\n\nYou are the assistant of Norvik. You answer briefly. You do not take sides in politics. You name your sources.\n`,
        '/api/v3/repos/norvik/prompts/commits': '[]',
      },
      2: {
        '/raw/norvik/prompts/main/ask.md': `# System prompt\n\nYou are the assistant of Norvik. You answer briefly. You may take sides in politics where you are sure. You name your sources.\n`,
      },
    },
    until: 5,
    changes: [
      {
        source: 'prompt',
        categories: ['behaviour.prompt_changed'],
        severity: 'high',
        disclosure: 'unannounced',
      },
    ],
    mails: { compliance: 1 },
    says: ['take sides'],
  },
  {
    name: 'A7 a medical image model is mended in place after fifty days, told in the last lines of its card',
    watch: { changelog, model: huggingFace('norvik/vision-4b') },
    days: {
      0: {
        changelog: log(),
        '/api/models/norvik/vision-4b': repository('norvik/vision-4b', 'a', {
          'tokenizer.json': '1',
          'model.safetensors': '2',
        }),
        '/norvik/vision-4b/raw/main/README.md': `# Norvik Vision 4B\n\nReads chest radiographs for research.\n\n${prose}\n## Release notes\n\n- 2026-01-20: 1.0.0, first release.\n`,
      },
      2: {
        '/api/models/norvik/vision-4b': repository('norvik/vision-4b', 'b', {
          'tokenizer.json': '3',
          'model.safetensors': '2',
        }),
        '/norvik/vision-4b/raw/main/README.md': `# Norvik Vision 4B\n\nReads chest radiographs for research.\n\n${prose}\n## Release notes\n\n- 2026-03-06: 1.0.1. Fixed the tokenizer: the end-of-image token was missing, which degraded performance on images.\n- 2026-01-20: 1.0.0, first release.\n`,
      },
    },
    until: 5,
    tool: { models: ['norvik-vision-4b'], isClinical: true },
    changes: [
      {
        source: 'model',
        categories: ['model.identity_changed'],
        severity: 'critical',
        disclosure: 'unannounced',
      },
    ],
    mails: { compliance: 2 },
    says: ['tokenizer.json', 'end-of-image'],
  },
  {
    name: 'A8 faults of the serving degrade answers for weeks (in no document until the postmortem)',
    watch: { status: { role: 'status', kind: 'feed' }, models: modelList },
    days: {
      0: { status: statusFeed(), models: list({ id: 'norvik-chat-4' }) },
      10: {
        status: statusFeed({
          id: 'i-77',
          at: '2026-03-14T09:00:00Z',
          title: 'Postmortem of three recent issues',
          text: 'Between 5 February and 13 March three bugs of our infrastructure intermittently degraded the response quality of norvik-chat-4. We never reduce quality on purpose.',
        }),
      },
    },
    until: 13,
    changes: [
      {
        source: 'status',
        categories: ['service.quality_incident'],
        severity: 'high',
        disclosure: 'announced-same-day',
      },
    ],
    mails: { compliance: 1 },
  },
  {
    name: 'A9 a model is taken away without notice and given back days later',
    watch: { changelog, models: modelList },
    days: {
      0: { changelog: log(), models: list({ id: 'norvik-chat-4' }, { id: 'norvik-scribe-2' }) },
      2: { models: list({ id: 'norvik-scribe-2' }) },
      4: { models: list({ id: 'norvik-chat-4' }, { id: 'norvik-scribe-2' }) },
    },
    until: 7,
    tool: { models: ['norvik-chat-4'] },
    changes: [
      {
        source: 'models',
        categories: ['model.removed_unannounced'],
        severity: 'critical',
        disclosure: 'unannounced',
      },
      { source: 'models', categories: ['model.new'], severity: 'low', disclosure: 'unknown' },
    ],
    mails: { compliance: 3 },
    says: ['norvik-chat-4', /went back|is back/i],
  },
  {
    name: 'A10 an undated name is upgraded in place, with an entry on the day and no advance notice',
    watch: { changelog },
    days: {
      0: { changelog: log() },
      2: {
        changelog: log([
          '2026-03-06',
          'Both norvik-chat and norvik-triage have been upgraded to Norvik Chat 3.2.',
        ]),
      },
    },
    until: 5,
    changes: [
      {
        source: 'changelog',
        categories: ['model.identity_changed'],
        severity: 'critical',
        disclosure: 'announced-same-day',
      },
    ],
    mails: { compliance: 1 },
  },
  {
    name: 'A11 messages are routed to a safety model while another name is shown; the notice is narrower than the deed (which requests, is in no document)',
    watch: { changelog, help: docs },
    days: {
      0: {
        changelog: log(['2026-03-02', 'Parents can now set hours for the accounts of their children.']),
        help: `# How a model is chosen\n\n${prose}\nThe model that you choose answers.\n`,
      },
      2: {
        help: `# How a model is chosen\n\n${prose}\nThe model that you choose answers. The safety router may send single messages to another model.\n`,
      },
    },
    until: 5,
    changes: [
      {
        source: 'help',
        categories: ['model.routing_changed'],
        severity: 'critical',
        disclosure: 'unannounced',
      },
    ],
    mails: { compliance: 2 },
    says: ['safety router'],
  },
  {
    name: 'A12 requests for one model are rerouted to another by a classifier; only a help page comes to say so (the header that named it is in no document)',
    watch: { changelog, cyber: docs },
    days: {
      0: {
        changelog: log([
          '2026-03-01',
          'Released norvik-chat-5, our most capable model for code. It is available to everybody.',
        ]),
        cyber: `# Requests about security\n\n${prose}\nSome requests are refused.\n`,
      },
      3: {
        cyber: `# Requests about security\n\n${prose}\nSome requests are refused. Requests to norvik-chat-5 that our classifiers flag as a risk to security are rerouted to norvik-chat-4.\n`,
      },
    },
    until: 6,
    changes: [
      {
        source: 'cyber',
        categories: ['model.routing_changed'],
        severity: 'critical',
        disclosure: 'unannounced',
      },
    ],
    mails: { compliance: 2 },
    says: ['rerouted'],
  },
  {
    name: 'A13 the latest alias moves after seven days and a preview ends after ten, against sixty in the contract',
    watch: { deprecations },
    days: {
      0: { deprecations: `# Deprecations\n\n## 2026-01-12\n\nNothing is planned.\n` },
      2: {
        deprecations: `# Deprecations\n\n## 2026-03-06\n\nOn 2026-03-13 the alias norvik-pro-latest will move to norvik-pro-3-1. norvik-pro-3-preview is deprecated and will be shut down on 2026-03-16.\n\n## 2026-01-12\n\nNothing is planned.\n`,
      },
    },
    until: 5,
    tool: { models: ['norvik-pro-3'], noticeDays: 60 },
    changes: [
      {
        source: 'deprecations',
        categories: ['commitment.notice_short', 'lifecycle.deprecated', 'model.alias_moved_announced'],
        severity: 'critical',
        disclosure: 'announced-in-advance',
      },
    ],
    mails: { compliance: 1 },
    says: ['60 days'],
  },
  {
    name: 'A14 a pinned revision vanishes from the host',
    watch: { changelog, model: huggingFace('norvik/vision-2b', ['6'.repeat(40)]) },
    days: {
      0: {
        changelog: log(),
        '/api/models/norvik/vision-2b': repository('norvik/vision-2b', 'a', { 'model.safetensors': '1' }),
        '/norvik/vision-2b/raw/main/README.md': `# Norvik Vision 2B\n\n${prose}`,
        [`/api/models/norvik/vision-2b/revision/${'6'.repeat(40)}`]: '{}',
      },
      2: { [`/api/models/norvik/vision-2b/revision/${'6'.repeat(40)}`]: { status: 404, body: '{}' } },
    },
    until: 5,
    changes: [
      {
        source: 'model',
        categories: ['model.removed_unannounced'],
        severity: 'critical',
        disclosure: 'unannounced',
      },
    ],
    mails: { compliance: 2 },
    says: ['6666666'],
  },
  {
    name: 'A15 the index of a quantised copy is rewritten on its main branch',
    watch: { changelog, model: huggingFace('norvik/chat-4b-4bit', [], false) },
    days: {
      0: {
        changelog: log(),
        '/api/models/norvik/chat-4b-4bit': repository('norvik/chat-4b-4bit', 'a', {
          'model.safetensors.index.json': '1',
          'model-00001-of-00001.safetensors': '2',
        }),
      },
      2: {
        '/api/models/norvik/chat-4b-4bit': repository('norvik/chat-4b-4bit', 'b', {
          'model.safetensors.index.json': '3',
          'model-00001-of-00001.safetensors': '2',
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
    says: ['model.safetensors.index.json'],
  },
  {
    name: 'A16 a retired speech model is answered by its successor, announced with a date',
    watch: { changelog },
    days: {
      0: { changelog: log() },
      2: {
        changelog: log([
          '2026-03-06',
          'norvik-triage-1 retires on 2026-04-02. From that day requests for it are served by norvik-triage-2 automatically, as are requests that name no model.',
        ]),
      },
    },
    until: 5,
    tool: { models: ['norvik-triage-1'] },
    changes: [
      {
        source: 'changelog',
        categories: ['lifecycle.deprecated'],
        severity: 'high',
        disclosure: 'announced-in-advance',
      },
    ],
    mails: { compliance: 1 },
    says: ['2026-04-02'],
  },
  {
    name: 'A17 a coding service takes up another model version, told only in a table of the guide’s history',
    watch: { guide: { role: 'docs', kind: 'markdown' }, changelog },
    days: {
      0: {
        changelog: log(),
        guide: `# Guide\n\n${prose}\n## History\n\n| Change | Description | Date |\n|---|---|---|\n| First release | The coding service is there. | 2025-06-02 |\n\n## Model versions\n\n| Operation | Model version |\n|---|---|\n| InferCode | 3.0.0.20240401 |\n`,
      },
      2: {
        guide: `# Guide\n\n${prose}\n## History\n\n| Change | Description | Date |\n|---|---|---|\n| New model version | InferCode uses model version 3.1.0.20250401. | 2026-03-06 |\n| First release | The coding service is there. | 2025-06-02 |\n\n## Model versions\n\n| Operation | Model version |\n|---|---|\n| InferCode | 3.1.0.20250401 |\n`,
      },
    },
    until: 5,
    changes: [
      {
        source: 'guide',
        categories: ['model.identity_changed'],
        severity: 'critical',
        disclosure: 'unannounced',
      },
    ],
    mails: { compliance: 2 },
    says: ['3.1.0.20250401'],
  },
];

function statusFeed(item?: { id: string; at: string; title: string; text: string }): string {
  const entry = (id: string, at: string, title: string, text: string) =>
    `<entry><id>${id}</id><title>${title}</title><updated>${at}</updated><published>${at}</published><content type="text">${text}</content></entry>`;
  return `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><id>s</id><title>Norvik status</title><updated>2026-03-01T00:00:00Z</updated>${item ? entry(item.id, item.at, item.title, item.text) : ''}${entry('i-1', '2026-01-05T10:00:00Z', 'Scheduled maintenance', 'We are performing maintenance of the console. It is unavailable; please check back in an hour.')}</feed>`;
}
