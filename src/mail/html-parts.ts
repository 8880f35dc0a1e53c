/** The parts that sections are built of: headings, facts, data tables, lists. */
import type { Fact } from './fact.ts';
import { look } from './html-style.ts';
import { type Html, html } from './html-template.ts';

/** Headings go down in steps of one; a section of one of several changes lies a level deeper. */
export type Level = 2 | 3;

export function section(level: Level, title: string, content: readonly Html[]): Html {
  return html`<section${look('section')}>
${heading(level, title)}
${content}
</section>
`;
}

export function heading(level: Level | 4, title: string): Html {
  const attributes = look('heading');
  if (level === 2) return html`<h2${attributes}>${title}</h2>`;
  if (level === 3) return html`<h3${attributes}>${title}</h3>`;
  return html`<h4${attributes}>${title}</h4>`;
}

export function paragraph(text: string): Html {
  return html`<p${look('paragraph')}>${text}</p>
`;
}

export function facts(items: readonly Fact[]): Html {
  return html`<dl${look('facts')}>
${items.map(
  ({ label, value, isCode }) => html`<dt${look('term')}>${label}</dt>
<dd${look('detail')}>${isCode ? html`<code${look('code')}>${value}</code>` : value}</dd>
`,
)}</dl>
`;
}

export function bullets(items: readonly (string | Html)[]): Html {
  return html`<ul${look('list')}>
${items.map(
  (item) => html`<li${look('item')}>${item}</li>
`,
)}</ul>
`;
}

export interface DataTable {
  readonly caption: string;
  readonly columns: readonly string[];
  /** The first cell of each row is its heading. */
  readonly rows: readonly (readonly [Html, ...Html[]])[];
}

/** A table of data; layout never uses tables, so that screen readers announce only real ones. */
export function dataTable({ caption, columns, rows }: DataTable): Html {
  return html`<table${look('table')}>
<caption${look('caption')}>${caption}</caption>
<thead><tr>${columns.map((column) => html`<th scope="col"${look('columnHead')}>${column}</th>`)}</tr></thead>
<tbody>
${rows.map(
  ([head, ...cells]) => html`<tr><th scope="row"${look('rowHead')}>${head}</th>${cells.map(
    (cell) => html`<td${look('cell')}>${cell}</td>`,
  )}</tr>
`,
)}</tbody>
</table>
`;
}

/** A link to an address from our own configuration; anything but http and https is shown as text. */
export function sourceLink(url: string): Html {
  const isWeb = /^https?:\/\//i.test(url) && URL.canParse(url);
  return isWeb
    ? html`<a href="${url}" rel="noreferrer"${look('link')}>${url}</a>`
    : html`<span>${url}</span>`;
}
