/** The pages of a made-up vendor, Norvik Health AI, as they stand and as they change. */

/** The days that the pages print, so that the demo never looks out of date. */
export interface Days {
  /** YYYY-MM-DD of the run. */
  readonly today: string;
}

export interface Pages {
  readonly changelog: string;
  readonly card: string;
  readonly models: string;
  readonly terms: string;
  readonly policy: string;
}

interface Model {
  readonly id: string;
  readonly created: string;
  readonly context_window: number;
  readonly status: string;
}

const models: readonly Model[] = [
  { id: 'norvik-scribe-2', created: '2026-03-02', context_window: 128000, status: 'available' },
  { id: 'norvik-triage-1', created: '2025-11-18', context_window: 32000, status: 'available' },
];

const newModel: Model = {
  id: 'norvik-scribe-3',
  created: '2026-11-20',
  context_window: 256000,
  status: 'available',
};

/** How everything stands when the worker first looks. */
export function firstPages(): Pages {
  return {
    changelog: changelog([]),
    card: card({
      contextWindow: '128,000 tokens',
      training:
        'Trained on de-identified clinical notes from 41 partner hospitals in the United States, written between January 2019 and June 2025.',
      intendedUse:
        'Drafting outpatient clinic notes in English from a recorded visit. A clinician reviews and signs every note before it enters the record.',
    }),
    models: modelList(models),
    terms: terms({
      tracker: 'b1946ac9',
      effective: 'March 2, 2026',
      age: '3 days ago',
      hosts: ['Fjord Cloud AS', 'Tern Mail Ltd'],
    }),
    policy: policy(),
  };
}

/** A model is added, with an entry in the changelog. */
export function announceModel(pages: Pages, days: Days): Pages {
  const entry = `<h2>${days.today}</h2><ul><li>We released <code>norvik-scribe-3</code>, a new model for inpatient notes. It is available to all customers today through the API.</li></ul>`;
  return { ...pages, changelog: changelog([entry]), models: modelList([newModel, ...models]) };
}

/** The model card changes in three places, and nobody says so. */
export function changeCardSilently(pages: Pages): Pages {
  return {
    ...pages,
    card: card({
      contextWindow: '64,000 tokens',
      training:
        'Trained on de-identified clinical notes from 41 partner hospitals in the United States and on conversations of customers who have not opted out, written between January 2019 and June 2026.',
      intendedUse:
        'Drafting outpatient and emergency department notes in English from a recorded visit. Notes may be filed without review where local policy allows.',
    }),
  };
}

/** The terms look different to a machine and the same to a lawyer. */
export function addNoise(pages: Pages): Pages {
  return {
    ...pages,
    terms: terms({
      tracker: 'f00dbeef',
      effective: '2 March 2026',
      age: '4 days ago',
      hosts: ['Tern Mail Ltd', 'Fjord Cloud AS'],
    }),
  };
}

function changelog(newest: readonly string[]): string {
  return page(
    'Changelog',
    `${newest.join('')}
    <h2>2026-03-02</h2><ul><li>We released <code>norvik-scribe-2</code> for outpatient notes.</li></ul>
    <h2>2025-11-18</h2><ul><li>We released <code>norvik-triage-1</code> for message triage.</li></ul>`,
  );
}

function card(facts: { contextWindow: string; training: string; intendedUse: string }): string {
  return `---
title: norvik-scribe-2 model card
version: "2.0"
---

# norvik-scribe-2

Developed by Norvik Health AI.

| Property | Value |
| --- | --- |
| Context window | ${facts.contextWindow} |
| Languages | English |
| Output | Structured clinic note |

## Intended use

${facts.intendedUse}

## Training data

${facts.training}

## Known limitations

- Not validated for paediatric patients.
- May omit negative findings when several speakers talk at once.

## Evaluation

Word error rate of 6.1 % and omission rate of 2.3 % on 1,200 held-out visits.
`;
}

function modelList(list: readonly Model[]): string {
  return JSON.stringify({ object: 'list', data: list }, null, 2);
}

function terms(look: { tracker: string; effective: string; age: string; hosts: readonly string[] }): string {
  const rows = look.hosts.map(
    (host) =>
      `<tr><td>${host}</td><td>${host.startsWith('Fjord') ? 'Hosting' : 'E-mail'}</td><td>Norway</td></tr>`,
  );
  return page(
    'Terms of service',
    `<p>Effective ${look.effective}</p><p>Updated ${look.age}</p>
    <h2>1. Your data</h2>
    <p>We will not use customer content to train our models. See our
      <a href="/privacy?trk=${look.tracker}&amp;utm_source=terms">privacy notice</a>.</p>
    <h2>2. Changes</h2>
    <p>We give 30 days' notice by e-mail before a change of these terms takes effect.</p>
    <h2>3. Subprocessors</h2>
    <table><thead><tr><th>Name</th><th>Purpose</th><th>Place</th></tr></thead><tbody>${rows.join('')}</tbody></table>`,
  );
}

function policy(): string {
  return page(
    'Acceptable use',
    `<h2>Clinical decisions</h2>
    <p>Do not rely on output for a diagnosis without review by a qualified clinician.</p>
    <h2>Emergencies</h2>
    <p>The service is not intended for emergency triage.</p>`,
  );
}

function page(title: string, main: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title} – Norvik Health AI</title></head>
<body><nav><a href="/">Norvik</a></nav><main><h1>${title}</h1>${main}</main><footer>© Norvik Health AI</footer></body></html>`;
}

/** What a bot wall answers instead of the page, with status 200. */
export const challengePage = `<!doctype html><html lang="en-US"><head><title>Just a moment...</title>
<meta http-equiv="refresh" content="390"></head><body><div class="main-wrapper" role="main"><h1>norvik.example</h1>
<h2 id="challenge-running">Checking if the site connection is secure</h2>
<div id="challenge-stage"></div><noscript>Enable JavaScript and cookies to continue</noscript>
<script>window._cf_chl_opt={cvId:'3',cType:'managed'};</script>
<script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1"></script></div></body></html>`;
