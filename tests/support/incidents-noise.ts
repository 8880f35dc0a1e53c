/** What differs from look to look and means nothing: sequences that mail nobody. */
import type { Incident } from './incident.ts';
import type { Page } from './site.ts';

const clause =
  '<p>Norvik runs the models and answers the requests that you send. You keep all rights in what you send and in what you get.</p>';
const html = (...parts: readonly string[]): string =>
  `<!doctype html><html lang="en"><head><title>Terms</title></head><body><main><h1>Terms of Norvik</h1>${clause}${parts.join('')}</main></body></html>`;

/** Looks at one page on one day after another, the days given in turn. */
function page(name: string, ...states: readonly (string | Page)[]): Incident {
  return sequence(name, 'html', states);
}

function sequence(name: string, kind: string, states: readonly (string | Page)[]): Incident {
  return {
    name,
    watch: { terms: { role: kind === 'markdown' ? 'docs' : 'terms', kind } },
    days: Object.fromEntries(states.map((state, day) => [day, { terms: state }])),
    until: states.length + 3,
    changes: [],
    mails: { compliance: 0 },
  };
}

const link = (target: string, text = 'our policies'): string =>
  `<p>Read <a href="${target}">${text}</a> as well.</p>`;
const steps = (labels: readonly string[]): string =>
  ['You must pay on time.', 'You must not resell the service.', 'You must keep keys secret.']
    .map((text, index) => `<p>${labels[index] ?? ''} ${text}</p>`)
    .join('');
const id = (digit: string): string => `${digit.repeat(8)}-1111-4111-8111-${digit.repeat(12)}`;

export const noiseSequences: readonly Incident[] = [
  page(
    'N01 tracking ids in the query of links',
    ...['a', 'b', 'c'].map((digit) =>
      html(link(`https://norvik.example/policies?norvikcom-did=${id(digit)}`)),
    ),
  ),
  page(
    'N02 tracking ids in the path of links',
    ...['a', 'b', 'c'].map((digit) =>
      html(link(`https://norvik.example/redirect/website.v1.${id(digit)}/policies`)),
    ),
  ),
  page(
    'N03 a date that is written in two ways by turns',
    ...['15 September 2025', 'September 15, 2025', '15 September 2025', 'September 15, 2025'].map((date) =>
      html(`<p>Last updated: ${date}</p>`),
    ),
  ),
  page('N04 an age that counts up', ...[23, 24, 25].map((days) => html(`<p>Updated ${days} days ago</p>`))),
  page(
    'N05 clauses that are numbered anew',
    html(steps(['1.', '2.', '3.'])),
    html(steps(['(a)', '(b)', '(c)'])),
    html(steps(['A.1.', 'A.2.', 'A.3.'])),
  ),
  page(
    'N06 words for screen readers',
    html(link('https://norvik.example/p')),
    html(link('https://norvik.example/p', 'our policies (opens in a new window)')),
    html(link('https://norvik.example/p', 'our policies<span class="sr-only"> Opens in new tab</span>')),
  ),
  page(
    'N07 pictures that load late',
    html('<p><img src="data:image/gif;base64,R0" alt=""></p>'),
    html('<p><img src="/logo-2x.png" alt="Logo" loading="lazy"></p>'),
  ),
  page(
    'N08 words of the interface',
    html(),
    html('<p>close</p><p><em>_close_</em></p>'),
    html('<p>Skip to main content</p>'),
  ),
  page(
    'N09 a slip of the pen that is mended',
    html('<p>You agree to recieve our letters.</p>'),
    html('<p>You agree to receive our letters.</p>'),
  ),
  page(
    'N10 quotes, dashes and characters that cannot be seen',
    html('<p>The "service" is what we offer - all of it.</p>'),
    html('<p>The “service” is what we offer – all of it.\u2060</p>'),
    html('<p>The\u00a0"service" is what we\u200b offer — all of it.</p>'),
  ),
  page(
    'N11 rulers and a banner about cookies',
    html(),
    html('<hr><p>* * *</p>'),
    html('<div id="cookie-banner" role="dialog">We use cookies. <button>Accept all</button></div>'),
  ),
  page(
    'N12 a challenge page, once',
    html(),
    {
      status: 403,
      headers: { 'cf-mitigated': 'challenge' },
      body: '<title>Just a moment...</title><p>Checking your browser before you access the site.</p>',
    },
    html(),
  ),
  page('N13 an error of the server, once', html(), { status: 503, body: 'maintenance' }, html()),
  sequence('N14 anchors of headings', 'markdown', [
    '# Guide\n\n## Start\n\nSend a request to begin with.\n',
    '# Guide\n\n## Start {#start}\n\nSend a request to begin with.\n',
  ]),
  sequence('N15 dates in the front matter that are bumped by machines', 'markdown', [
    '---\ntitle: Guide\nlast_updated: 2026-03-01\n---\n\n# Guide\n\nSend a request to begin with.\n',
    '---\ntitle: Guide\nlast_updated: 2026-03-05\n---\n\n# Guide\n\nSend a request to begin with.\n',
  ]),
  sequence('N16 rows in another order', 'markdown', [
    '# Prices\n\n| Model | Price |\n|---|---|\n| a-1 | $1 |\n| b-2 | $2 |\n| c-3 | $3 |\n',
    '# Prices\n\n| Model | Price |\n|---|---|\n| c-3 | $3 |\n| a-1 | $1 |\n| b-2 | $2 |\n',
  ]),
  sequence('N17 a list of what is on the page', 'markdown', [
    onThisPage(['Start', 'Errors'], ['Start', 'Errors']),
    onThisPage([], ['Start', 'Errors']),
    onThisPage(['Start', 'Errors', 'Limits'], ['Start', 'Errors']),
    '# Guide\n\n**On this page**\n\n1. [Start](#start)\n2. [Errors](#errors)\n\n## Start\n\nText of Start, which never changes.\n\n## Errors\n\nText of Errors, which never changes.\n',
    '# Guide\n\nOn this page: [Start](#start) | [Errors](#errors)\n\n## Start\n\nText of Start, which never changes.\n\n## Errors\n\nText of Errors, which never changes.\n',
  ]),
];

/** A page in Markdown with the list of its headings that some captures have and others lack. */
function onThisPage(listed: readonly string[], headings: readonly string[]): string {
  const links = listed.map((text) => `- [${text}](#${text.toLowerCase()})\n`).join('');
  const contents = links === '' ? '' : `## On this page\n\n${links}\n`;
  return `# Guide\n\n${contents}${headings.map((text) => `## ${text}\n\nText of ${text}, which never changes.\n`).join('\n')}`;
}
