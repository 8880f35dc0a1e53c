/** Tagged files say what their parts are: their tree as HTML, so that there is one set of rules for lists and tables. Pure. */
import { artefact, type PdfPage, type PdfRun, type PdfTag } from './pdf-pages.ts';

/** Standard structure types of PDF (ISO 32000-2, 14.8.4) that mean something to us; all others are only containers. */
const elements: Readonly<Record<string, string>> = {
  Title: 'h1',
  H: 'h2',
  H1: 'h1',
  H2: 'h2',
  H3: 'h3',
  H4: 'h4',
  H5: 'h5',
  H6: 'h6',
  P: 'p',
  L: 'ul',
  LI: 'li',
  Table: 'table',
  TR: 'tr',
  TH: 'th',
  TD: 'td',
  Code: 'pre',
  Caption: 'p',
  Div: 'div',
  Sect: 'div',
};

/** Bullets and numbers of list items, which HTML does not write either. */
const leftOut = new Set(['Lbl', 'Artifact']);

export interface Tagged {
  readonly html: string;
  /** Share of the text that the tree holds, 0 … 1; what is marked as no content does not count. */
  readonly coverage: number;
  readonly hasHeadings: boolean;
}

/** All pages of a file as one HTML text. */
export function renderTags(pages: readonly PdfPage[]): Tagged {
  let inTree = 0;
  let inAll = 0;
  const parts = pages.map((page) => {
    const content = page.runs.filter(({ mark }) => mark !== artefact);
    inAll += lengthOf(content);
    const runsOf = Map.groupBy(content, ({ mark }) => mark);
    let last: PdfRun | null = null;
    const render = (tag: PdfTag): string => {
      const inner = tag.children.map((child) => {
        if ('role' in child) return render(child);
        const runs = runsOf.get(child.mark) ?? [];
        inTree += lengthOf(runs);
        const text = runs.map((run) => {
          const before = last ? between(last, run) : '';
          last = run;
          return before + run.text;
        });
        return escape(text.join(''));
      });
      if (leftOut.has(tag.role)) return '';
      const name = elements[tag.role];
      return name === undefined ? inner.join('') : `<${name}>${inner.join('')}</${name}>`;
    };
    return page.tags ? render(page.tags) : '';
  });
  const html = parts.join('').replace(/(\p{L})[\u00AD\u2010] (?=\p{Ll})/gu, '$1');
  return { html, coverage: inAll === 0 ? 0 : inTree / inAll, hasHeadings: /<h\d>/.test(html) };
}

function lengthOf(runs: readonly PdfRun[]): number {
  return runs.reduce((sum, { text }) => sum + text.trim().length, 0);
}

/** What stands between two runs: a new line or a gap is a space. */
function between(last: PdfRun, next: PdfRun): string {
  if (Math.abs(next.y - last.y) > last.size * 0.45) return /\p{L}-$/u.test(last.text) ? '' : ' ';
  return next.x - last.x - last.width > next.size * 0.12 ? ' ' : '';
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
