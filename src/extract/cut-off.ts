/** Whether an HTML answer breaks off: servers and caches that fail half way often still end the transfer properly. */
import { type Evidence, evidenceOf } from './evidence.ts';

/** How much of the end is looked at. */
const tailLength = 20_000;

/**
 * Signs that a page was cut off; empty when it may be whole. `</body>` and `</html>` may be left out by the
 * standard, so their absence alone is none: the end must lie within a tag, a comment or a script, or within
 * elements that have to be closed (HTML Standard, §13.1.2).
 */
export function judgeCutOff(html: string): readonly Evidence[] {
  if (/<\/(?:html|body)\s*>/i.test(html.slice(-tailLength))) return [];
  const tail = html.trimEnd();
  const shown = tail.slice(-120);
  const open = tail.lastIndexOf('<');
  if (open > tail.lastIndexOf('>') && /^<[!/a-z]/i.test(tail.slice(open))) {
    return [evidenceOf('cut-off', `the page ends within a tag: …${shown}`)];
  }
  for (const name of ['script', 'style', 'table', 'main', 'section', 'article', 'div']) {
    const missing = count(tail, `<${name}(?=[\\s>])`) - count(tail, `</${name}(?=[\\s>])`);
    // Pages that are written without care forget an end here and there, but not the page's own as well.
    if (missing > 0 && /<html[\s>]/i.test(tail)) {
      return [
        evidenceOf('cut-off', `the page ends with ${missing} <${name}> open and no </html>: …${shown}`),
      ];
    }
  }
  return [];
}

function count(html: string, pattern: string): number {
  return html.match(new RegExp(pattern, 'gi'))?.length ?? 0;
}
