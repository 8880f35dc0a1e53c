/** The page of a printable report: one document without scripts or anything from elsewhere, for screen and A4. */

/** A text for HTML: vendors' words are in it, and nothing of them may act. */
export function escapeHtml(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** @param body made of escaped parts */
export function reportPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${body}
</main>
</body>
</html>
`;
}

const style = `
:root { color-scheme: light dark; }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: #1b1f24; background: #fff; }
main { max-width: 52rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; padding-bottom: .25rem; border-bottom: 1px solid #8a929b; }
h3 { font-size: 1rem; margin: 1rem 0 .15rem; }
p, ul { margin: .25rem 0; }
ul { padding-left: 1.25rem; }
.meta { color: #4a525b; }
.wide { overflow-x: auto; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
table { border-collapse: collapse; font-size: .875rem; }
th, td { overflow-wrap: normal; text-align: left; vertical-align: top; padding: .25rem .6rem .25rem 0; border-bottom: 1px solid #c9ced4; font-weight: normal; }
thead th { font-weight: 600; }
.chart { width: 100%; height: auto; font-size: 12px; }
.chart text { fill: currentColor; }
.chart rect { fill: #2f5d8a; }
.chart line { stroke: #8a929b; stroke-width: .5; }
.doubt { border-left: 4px solid #9a5b00; padding: .25rem .75rem; margin: 1rem 0; background: #fff6e5; }
@media (prefers-color-scheme: dark) {
  body { color: #e7eaee; background: #14171a; }
  .meta { color: #b3bac2; }
  .chart rect { fill: #7fb2e5; }
  .doubt { background: #33270f; border-color: #e0a030; }
}
@media print {
  @page { size: A4; margin: 18mm 16mm; }
  body { font-size: 10.5pt; color: #000; background: #fff; }
  main { max-width: none; padding: 0; }
  h2, h3 { break-after: avoid; }
  section > div { break-inside: avoid; }
  .doubt { background: none; }
}
`;
