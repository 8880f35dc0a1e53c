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

function heading(level: Level, title: string): Html {
  return level === 2 ? html`<h2${look('heading')}>${title}</h2>` : html`<h3${look('heading')}>${title}</h3>`;
}

/** A heading within a section, one step below the section's own. */
export function subheading(level: Level, title: string): Html {
  return level === 2
    ? html`<h3${look('subheading')}>${title}</h3>`
    : html`<h4${look('subheading')}>${title}</h4>`;
}

export function paragraph(text: string): Html {
  return html`<p${look('paragraph')}>${text}</p>
`;
}

export function facts(items: readonly Fact[]): Html {
  return html`<dl${look('facts')}>
${items.map(
  (fact) => html`<dt${look('term')}>${fact.label}</dt>
<dd${look('detail')}>${factValue(fact)}</dd>
`,
)}</dl>
`;
}

function factValue({ value, isCode, isLink }: Fact): Html {
  if (isLink) return sourceLink(value);
  return isCode ? html`<code${look('code')}>${value}</code>` : html`${value}`;
}

export function bullets(items: readonly (string | Html)[]): Html {
  return html`<ul${look('list')}>
${items.map(
  (item) => html`<li${look('item')}>${item}</li>
`,
)}</ul>
`;
}

/**
 * Text for table cells: ids and addresses may break after their punctuation, endless words anywhere, and
 * ordinary words never, however narrow the column.
 */
export function breakable(text: string): Html {
  const pieces = text.match(/[^\s/._-]{1,24}[/._-]*|[/._-]+|\s+/gu) ?? [];
  return html`${pieces.map((piece, index) => {
    const isInWord = index > 0 && /\S$/u.test(pieces[index - 1] ?? '') && /^\S/u.test(piece);
    return isInWord ? html`<wbr>${piece}` : html`${piece}`;
  })}`;
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
