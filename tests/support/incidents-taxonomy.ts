/** Sequences that raise the kinds of change that no incident is about, so that each comes through the real pipeline. */
import type { Incident } from './incident.ts';

const news = { role: 'changelog', kind: 'markdown' } as const;
const quiet = '# News\n\n## 2026-02-10\n\n- The console shows usage by department.\n';
const card = (...parts: readonly string[]): string =>
  `# norvik-triage-2\n\nSorts studies of the head by urgency, for hospitals.\n\n${parts.join('\n\n')}\n`;
const feed = (...items: readonly (readonly [id: string, title: string, text: string])[]): string =>
  `<rss version="2.0"><channel><title>Status</title>${items.map(([id, title, text]) => `<item><guid>${id}</guid><title>${title}</title><description>${text}</description><pubDate>Thu, 05 Mar 2026 08:00:00 GMT</pubDate></item>`).join('')}</channel></rss>`;

/** A page that changes on day 2 while the changelog says nothing. */
function silent(
  name: string,
  role: 'model-card' | 'docs' | 'terms' | 'status',
  kind: 'markdown' | 'feed',
  states: readonly [before: string, after: string],
  expected: Pick<Incident, 'changes' | 'mails' | 'recorded'>,
): Incident {
  return {
    name,
    watch: { news, page: { role, kind } },
    days: { 0: { news: quiet, page: states[0] }, 2: { page: states[1] } },
    until: 6,
    ...expected,
  };
}

const unannounced = (category: string, severity: 'critical' | 'high' | 'medium' | 'low') => ({
  changes: [{ source: 'page', categories: [category], severity, disclosure: 'unannounced' as const }],
  mails: { compliance: severity === 'critical' ? 2 : 1 },
});

export const taxonomySequences: readonly Incident[] = [
  silent(
    'T1 a card withdraws a limit: card.safety_changed',
    'model-card',
    'markdown',
    [
      card('## Limitations\n\nSmall bleedings may be missed. A radiologist must read every study.'),
      card('## Limitations\n\nSmall bleedings may be missed.'),
    ],
    unannounced('card.safety_changed', 'critical'),
  ),
  silent(
    'T2 a measured result is another: card.performance_changed',
    'model-card',
    'markdown',
    [
      card('## Results\n\n| Task | Sensitivity |\n|---|---|\n| Bleeding | 0.94 |\n| Stroke | 0.91 |'),
      card('## Results\n\n| Task | Sensitivity |\n|---|---|\n| Bleeding | 0.89 |\n| Stroke | 0.91 |'),
    ],
    unannounced('card.performance_changed', 'critical'),
  ),
  silent(
    'T3 a card names another source of its data: card.data_changed',
    'model-card',
    'markdown',
    [
      card('## Training data\n\nStudies of nine hospitals.'),
      card('## Training data\n\nStudies of nine hospitals and of the open web.'),
    ],
    unannounced('card.data_changed', 'critical'),
  ),
  silent(
    'T4 a section of a card vanishes: card.attribute_removed',
    'model-card',
    'markdown',
    [
      card(
        '## Validation study\n\nIt was tried on 220 studies of two other hospitals.',
        '## Licence\n\nAsk us.',
      ),
      card('## Licence\n\nAsk us.'),
    ],
    unannounced('card.attribute_removed', 'critical'),
  ),
  silent(
    'T5 a price is another: price.changed',
    'docs',
    'markdown',
    [
      '# Prices\n\nYou pay by the month.\n\n| Model | Price |\n|---|---|\n| norvik-triage-2 | $4 |\n',
      '# Prices\n\nYou pay by the month.\n\n| Model | Price |\n|---|---|\n| norvik-triage-2 | $5 |\n',
    ],
    unannounced('price.changed', 'medium'),
  ),
  {
    name: 'T6 the service is down: availability.incident is in the digest and mails nobody by itself',
    watch: { page: { role: 'status', kind: 'feed' } },
    days: {
      0: { page: feed(['1', 'Maintenance', 'The console was tended.']) },
      2: {
        page: feed(
          ['2', 'The service was unavailable', 'An outage of an hour.'],
          ['1', 'Maintenance', 'The console was tended.'],
        ),
      },
    },
    until: 5,
    changes: [],
    recorded: ['availability.incident'],
    mails: { compliance: 0 },
  },
  {
    name: 'T7 a vendor tells of a breach: security.advisory',
    watch: { news },
    days: {
      0: { news: quiet },
      2: {
        news: `# News\n\n## 2026-03-06\n\n- There was unauthorised access to a store of logs.\n\n${quiet.slice(quiet.indexOf('##'))}`,
      },
    },
    until: 5,
    changes: [
      {
        source: 'news',
        categories: ['security.advisory'],
        severity: 'high',
        disclosure: 'announced-same-day',
      },
    ],
    mails: { compliance: 1 },
  },
  silent(
    'T8 a slip of the pen is mended: terms.editorial is recorded and mails nobody',
    'terms',
    'markdown',
    [
      '# Terms\n\nYou agree to recieve our letters.\n\nYou pay by the month.\n',
      '# Terms\n\nYou agree to receive our letters.\n\nYou pay by the month.\n',
    ],
    { changes: [], recorded: ['terms.editorial'], mails: { compliance: 0 } },
  ),
];
