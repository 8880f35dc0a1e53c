/** Incidents of terms, privacy and subprocessors, and one of a watcher that saw nothing. */
import type { Incident } from './incident.ts';

const terms = { role: 'terms', kind: 'html' } as const;
const policy = { role: 'policy', kind: 'html' } as const;
const news = { role: 'changelog', kind: 'markdown' } as const;
const quiet = `# News\n\n## 2026-02-10\n\n- The console shows usage by department.\n`;

const clauses = [
  '<h2>1. The service</h2><p>Norvik runs the models and answers the requests that you send.</p>',
  '<h2>2. Fees</h2><p>You pay each month for what you used in it.</p>',
  '<h2>3. Ending</h2><p>Either party may end this agreement at the end of a quarter.</p>',
] as const;

/** A legal page with its printed date and some clauses besides those given. */
function page(date: string | null, ...texts: readonly string[]): string {
  const printed = date === null ? '' : `<p>Last updated: ${date}</p>`;
  return `<main><h1>Terms of Norvik</h1>${printed}${clauses.join('')}${texts.map((text) => `<p>${text}</p>`).join('')}</main>`;
}

const subprocessors = (...names: readonly string[]): string =>
  `<main><h1>Subprocessors</h1><p>These companies process data for us.</p><table><tr><th>Company</th><th>Purpose</th></tr>${names.map((name) => `<tr><td>${name}</td><td>Hosting</td></tr>`).join('')}</table></main>`;

const privacy = (count: number): string =>
  `<main><h1>Privacy</h1><p>Last updated: April 28, 2025</p>${Array.from({ length: count }, (_, index) => `<h2>Part ${index + 1}</h2><p>In part ${index + 1} we say for what purpose number ${index + 1} personal data are kept, for how long, and who may see them.</p>`).join('')}</main>`;

export const termsIncidents: readonly Incident[] = [
  {
    name: 'C1 a meeting service lets itself train on content and rewrites the clause after an outcry',
    watch: { news, terms },
    days: {
      0: { news: quiet, terms: page('March 2, 2026', 'You keep all rights in your content.') },
      2: {
        terms: page(
          'March 6, 2026',
          'You keep all rights in your content, and we may use it for machine learning and to train our models.',
        ),
      },
      7: {
        terms: page(
          'March 11, 2026',
          'You keep all rights in your content. We do not use it to train our models without your consent.',
        ),
      },
    },
    until: 10,
    changes: [
      { source: 'terms', categories: ['terms.data_use'], severity: 'critical', disclosure: 'unannounced' },
      { source: 'terms', categories: ['terms.data_use'], severity: 'critical', disclosure: 'unannounced' },
    ],
    mails: { compliance: 4 },
    says: ['machine learning'],
  },
  {
    name: 'C2 consumer terms take up training unless the user opts out, a month ahead',
    watch: { news, terms },
    days: {
      0: { news: quiet, terms: page('February 1, 2026', 'We do not train on your materials.') },
      2: {
        terms: page(
          'March 6, 2026. Effective April 6, 2026',
          'We may train on your materials unless you opt out.',
        ),
      },
    },
    until: 5,
    changes: [
      {
        source: 'terms',
        categories: ['terms.data_use'],
        severity: 'high',
        disclosure: 'announced-in-advance',
      },
    ],
    mails: { compliance: 1 },
    says: ['opt out', '31 days'],
  },
  {
    name: 'C3 the rule on medical advice is replaced, in force a month later',
    watch: { news, usage: policy },
    days: {
      0: {
        news: quiet,
        usage: page(
          'January 10, 2026',
          'Offering tailored legal, medical/health, or financial advice without review by a qualified professional and disclosure of the use of AI assistance and its potential limitations.',
        ),
      },
      2: {
        usage: page(
          'March 6, 2026. Effective: April 6, 2026',
          'Provision of tailored advice that requires a license, such as legal or medical advice, without appropriate involvement by a licensed professional.',
        ),
      },
    },
    until: 5,
    tool: { isClinical: true },
    changes: [
      {
        source: 'usage',
        categories: ['terms.use_policy'],
        severity: 'critical',
        disclosure: 'announced-in-advance',
      },
    ],
    mails: { compliance: 1 },
    says: ['licensed', '6 Apr'],
  },
  {
    name: 'C4 the scope of a services agreement is widened under its old date',
    watch: { news, terms },
    days: {
      0: {
        news: quiet,
        terms: page('December 1, 2025', 'This agreement covers the interface for developers.'),
      },
      2: {
        terms: page(
          'December 1, 2025',
          'This agreement covers the interface for developers and every product that we offer to businesses, with its warranties.',
        ),
      },
    },
    until: 5,
    changes: [
      {
        source: 'terms',
        categories: ['terms.indemnity_liability'],
        severity: 'critical',
        disclosure: 'unannounced',
        isSilentEdit: true,
      },
    ],
    mails: { compliance: 2 },
    says: [/silent edit/],
  },
  {
    name: 'C5 the entity that takes notices becomes another under the old date',
    watch: { news, terms },
    days: {
      0: { news: quiet, terms: page('December 1, 2025', 'Notices go to Norvik, L.L.C., 1 Harbour Street.') },
      2: { terms: page('December 1, 2025', 'Notices go to Norvik OpCo, LLC, 1 Harbour Street.') },
    },
    until: 5,
    changes: [
      {
        source: 'terms',
        categories: ['terms.counterparty'],
        severity: 'critical',
        disclosure: 'unannounced',
        isSilentEdit: true,
      },
    ],
    mails: { compliance: 2 },
    says: ['OpCo'],
  },
  {
    name: 'C6 a product for clinicians is brought under the agreement while the archive was blind',
    watch: { news, terms },
    days: {
      0: { news: quiet, terms: page('December 1, 2025', 'This agreement covers Norvik for Teams.') },
      5: {
        terms: page('December 1, 2025', 'This agreement covers Norvik for Teams and Norvik for Clinicians.'),
      },
    },
    blind: { from: 2, to: 20 },
    until: 24,
    tool: { isClinical: true },
    changes: [
      {
        source: 'terms',
        categories: ['terms.hipaa'],
        severity: 'critical',
        disclosure: 'unknown',
        isSilentEdit: true,
      },
    ],
    mails: { compliance: 2, operator: 2 },
    says: ['Clinicians'],
  },
  {
    name: 'C7 a healthcare product appears under an old date, and the date is filled in days later',
    watch: { news, privacy: policy },
    days: {
      0: { news: quiet, privacy: page('June 4, 2025', 'Norvik for Teams keeps data for 30 days.') },
      2: {
        privacy: page('June 4, 2025', 'Norvik for Teams and Norvik for Healthcare keep data for 30 days.'),
      },
      6: {
        privacy: page('March 6, 2026', 'Norvik for Teams and Norvik for Healthcare keep data for 30 days.'),
      },
    },
    until: 9,
    changes: [
      {
        source: 'privacy',
        categories: ['terms.hipaa'],
        severity: 'critical',
        disclosure: 'unannounced',
        isSilentEdit: true,
      },
      {
        source: 'privacy',
        categories: ['document.date_backfilled'],
        severity: 'low',
        disclosure: 'unknown',
      },
    ],
    mails: { compliance: 3 },
    says: [/filled in/],
  },
  {
    name: 'C8 who controls the keeping of conversations is rewritten under the old date',
    watch: { news, privacy: policy },
    days: {
      0: {
        news: quiet,
        privacy: page('January 8, 2026', 'You control how long your conversations are retained.'),
      },
      2: {
        privacy: page(
          'January 8, 2026',
          'Administrators control how long conversations are retained, and can view and export them.',
        ),
      },
    },
    until: 5,
    changes: [
      {
        source: 'privacy',
        categories: ['terms.data_use'],
        severity: 'critical',
        disclosure: 'unannounced',
        isSilentEdit: true,
      },
    ],
    mails: { compliance: 2 },
    says: ['Administrators'],
  },
  {
    name: 'C9 a banner announces terms that then come into force: one story, told as announced',
    watch: { news, terms },
    days: {
      0: { news: quiet, terms: page('January 10, 2026', 'We may stop a feature with 60 days of notice.') },
      2: {
        terms: page(
          'January 10, 2026',
          'These terms will change on March 20, 2026. See a preview of the new terms.',
          'We may stop a feature with 60 days of notice.',
        ),
      },
      16: { terms: page('March 20, 2026', 'We may stop a feature with 30 days of notice.') },
    },
    until: 20,
    changes: [
      {
        source: 'terms',
        categories: ['terms.upcoming'],
        severity: 'medium',
        disclosure: 'announced-in-advance',
      },
      {
        source: 'terms',
        categories: ['terms.change_control'],
        severity: 'high',
        disclosure: 'announced-in-advance',
      },
    ],
    mails: { compliance: 4 },
    says: ['March 20, 2026'],
  },
  {
    name: 'C10 the contracting party becomes another company, dated the same day',
    watch: { news, terms },
    days: {
      0: {
        news: quiet,
        terms: page('May 12, 2025', 'You contract with Norvik Corp. under the laws of Norway.'),
      },
      2: {
        terms: page('March 6, 2026', 'You contract with NorvikSpace LLC under the laws of Texas.'),
      },
    },
    until: 5,
    changes: [
      {
        source: 'terms',
        categories: ['terms.counterparty'],
        severity: 'critical',
        disclosure: 'unannounced',
      },
    ],
    mails: { compliance: 2 },
    says: ['NorvikSpace LLC'],
  },
  {
    name: 'C11 three subprocessors come and three go, in an undated table',
    watch: { news, processors: { role: 'policy', kind: 'html' } },
    days: {
      0: {
        news: quiet,
        processors: subprocessors('Fjord Cloud AS', 'Sentinel Ltd', 'Iterate Inc', 'Sifter GmbH'),
      },
      2: { processors: subprocessors('Fjord Cloud AS', 'Boulder AG', 'Azurite Corp', 'Nuntius SA') },
    },
    until: 5,
    changes: [
      {
        source: 'processors',
        categories: ['subprocessor.change'],
        severity: 'critical',
        disclosure: 'unannounced',
      },
    ],
    mails: { compliance: 2 },
    says: ['Boulder AG', 'Sifter GmbH'],
  },
  {
    name: 'C12 a privacy policy loses half its text under its old date: not believed until it has come twice',
    watch: { news, privacy: policy },
    days: { 0: { news: quiet, privacy: privacy(40) }, 2: { privacy: privacy(9) } },
    until: 6,
    changes: [
      {
        source: 'privacy',
        categories: ['terms.data_use'],
        severity: 'critical',
        disclosure: 'unannounced',
        isSilentEdit: true,
      },
    ],
    mails: { compliance: 2 },
  },
  {
    name: 'C13 the watcher itself sees nothing for 117 days, and says so within three intervals',
    watch: { news, terms },
    days: {
      0: { news: quiet, terms: page('December 1, 2025', 'Data are stored in Norway.') },
      60: { terms: page('December 1, 2025', 'Data are stored in Norway or in Texas.') },
    },
    blind: { from: 2, to: 119 },
    until: 123,
    changes: [
      {
        source: 'terms',
        categories: ['terms.data_use'],
        severity: 'critical',
        disclosure: 'unknown',
        isSilentEdit: true,
      },
    ],
    mails: { compliance: 2, operator: 2 },
  },
];
