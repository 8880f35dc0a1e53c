/** The page that every answer for people stands in: no script, nothing from elsewhere, for phones and dark screens too. */
import { createHash } from 'node:crypto';
import { type Html, html } from '../mail/html-template.ts';
import type { Answer } from './answer.ts';

const style = `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #4a525b; --line: #8a929b; --ground: #ffffff; --panel: #f2f4f7; --mark: #0b5394; --onmark: #ffffff; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7eaee; --soft: #b3bac2; --line: #7d868f; --ground: #14171a; --panel: #1f2429; --mark: #8ec1f5; --onmark: #10151a; } }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground); }
main { max-width: 46rem; margin: 0 auto; padding: 1.25rem 1rem 3rem; overflow-wrap: anywhere; }
main.wide { max-width: 72rem; }
h1 { font-size: 1.4rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.1rem; margin: 1.75rem 0 .5rem; }
p, ul { margin: .4rem 0; }
ul { padding-left: 1.25rem; }
a { color: var(--mark); }
.soft { color: var(--soft); }
.panel { background: var(--panel); border-left: 4px solid var(--line); padding: .6rem .9rem; margin: 1rem 0; }
.fault { border-left-color: #b3261e; }
fieldset { border: 1px solid var(--line); padding: .25rem .9rem .6rem; margin: 1rem 0; }
legend { font-weight: 600; padding: 0 .3rem; }
label.field { display: block; font-weight: 600; margin: 1rem 0 .25rem; }
label.choice { display: flex; gap: .6rem; padding: .35rem 0; }
label.choice input { flex: none; width: 1.15rem; height: 1.15rem; margin-top: .2rem; }
input[type=text], textarea { box-sizing: border-box; width: 100%; font: inherit; color: inherit; background: var(--ground); border: 1px solid var(--line); padding: .5rem .6rem; }
button { font: inherit; font-weight: 600; color: var(--onmark); background: var(--mark); border: 0; padding: .65rem 1.2rem; margin-top: 1rem; cursor: pointer; }
:focus-visible { outline: 3px solid var(--mark); outline-offset: 2px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .9rem; width: 100%; }
caption { text-align: left; color: var(--soft); }
th, td { text-align: left; vertical-align: top; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line); font-weight: normal; }
thead th { font-weight: 600; }
`;

/** What a browser may load and do on our pages: our style, and sending our form back to us. */
export const pagePolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

export function page(status: number, title: string, body: Html, width: 'text' | 'wide' = 'text'): Answer {
  const main = html`<main${width === 'wide' ? html` class="wide"` : ''}>
<h1>${title}</h1>
${body}
</main>`;
  return {
    status,
    type: 'text/html; charset=utf-8',
    body: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${html`${title}`.toString()} – Modelwarden</title>
<style>${style}</style>
</head>
<body>
${main.toString()}
</body>
</html>
`,
  };
}

/** Says what went wrong and what to do. */
export function faultPage(status: number, title: string, advice: string): Answer {
  return page(status, title, html`<p>${advice}</p>`);
}
