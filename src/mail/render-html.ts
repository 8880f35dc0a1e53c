/**
 * The HTML form of a notice: one column, readable at 320 px and in the dark, nothing loaded from anywhere, one
 * `h1`, tables for data only.
 */
import { changeSections } from './change-html.ts';
import type { ChangeView } from './change-view.ts';
import type { SectionView } from './digest-view.ts';
import { acknowledgeHeading, checkpointCaption, checkpointHeading, disclaimer } from './fixed-sentences.ts';
import {
  breakable,
  bullets,
  dataTable,
  facts,
  paragraph,
  section,
  sourceLink,
  subheading,
} from './html-parts.ts';
import { look, severityLook, styleSheet } from './html-style.ts';
import { type Html, html } from './html-template.ts';
import type { NoticeView } from './notice-view.ts';
import { fillHtml } from './templates.ts';
import type { TroubleView } from './trouble-view.ts';
import { severityLabel, severityRank } from './words.ts';

/** Lays a notice out as one HTML page, in the frame that the template gives. */
export function renderHtml(view: NoticeView, template: string): string {
  return fillHtml(template, {
    title: view.title,
    severity: severityLabel(view.severity),
    state: view.state,
    vendor: view.vendor,
    styles: styleSheet(),
    look: {
      page: look('page'),
      card: look('card'),
      body: look('body'),
      paragraph: look('paragraph'),
      small: look('small'),
      link: look('link'),
    },
    stripe: html`<div${severityLook('stripe', view.severity)}></div>`,
    header: header(view),
    summary: summaryPart(view),
    changes: html`${view.changes.length > 1 ? view.changes.map(numberedChange) : view.changes.map(onlyChange)}`,
    troubles: html`${view.troubles.map(troublePart)}${view.sections.map(digestPart)}`,
    omitted: view.omitted === null ? null : html`<p${look('paragraph')}>${view.omitted}</p>`,
    acknowledge:
      view.acknowledge.length === 0 ? null : section(2, acknowledgeHeading, [facts(view.acknowledge)]),
    footer: footer(view),
  });
}

function header(view: NoticeView): Html {
  const [only, ...others] = view.changes;
  const about = only && others.length === 0 ? documentLine(view.vendor, only) : view.vendor;
  return html`<p style="margin:0"><strong${severityLook('badge', view.severity)}>${severityLabel(view.severity).toUpperCase()}</strong><span${look('state')}>${view.state}</span></p>
<p${look('eyebrow')}>${about}</p>
<h1${look('title')}>${view.title}</h1>
${view.lead.map((sentence) => html`<p${look('lead')}>${sentence}</p>`)}`;
}

function documentLine(vendor: string, change: ChangeView): string {
  const concerns = change.subjects === '' ? '' : ` · ${change.subjects}`;
  return `${vendor} · ${change.document}${concerns}`;
}

function summaryPart(view: NoticeView): Html | null {
  if (view.summary.length === 0) return null;
  return section(2, 'All changes', [
    dataTable({
      caption: 'The changes in this mail',
      columns: ['Document', 'What changed', 'Grade'],
      rows: view.summary.map((row) => [
        html`${row.number}. ${breakable(row.document)}`,
        html`${breakable(row.summary)}<span${look('note')}>${row.state}</span>`,
        html`<span${severityLook('word', row.severity)}>${severityLabel(row.severity)}</span>`,
      ]),
    }),
  ]);
}

function onlyChange(change: ChangeView): Html {
  return html`${changeSections(change, 2).filter((part) => part !== null)}`;
}

function numberedChange(change: ChangeView, index: number): Html {
  return html`<article${look('change')}>
<h2${look('changeTitle')}>${index + 1}. ${change.summary}</h2>
<p${look('paragraph')}><span${severityLook('word', change.severity)}>${severityLabel(change.severity)}</span> · ${change.state} · ${documentLine('', change).slice(3)}</p>
${changeSections(change, 3).filter((part) => part !== null)}
</article>
`;
}

function troublePart(trouble: TroubleView): Html {
  return section(2, trouble.document, [
    html`<p${look('paragraph')}>${trouble.summary}</p>
<p${look('paragraph')}>Address: ${sourceLink(trouble.url)}</p>
`,
    facts(trouble.facts),
    ...(trouble.actions.length === 0 ? [] : [subheading(2, 'What you may do'), bullets(trouble.actions)]),
  ]);
}

function digestPart({ title, sentences, table }: SectionView): Html {
  return section(2, title, [
    ...sentences.map(paragraph),
    ...(table === null
      ? []
      : [
          dataTable({
            ...table,
            rows: table.rows.map(([head, ...cells]) => [breakable(head), ...cells.map(breakable)] as const),
          }),
        ]),
  ]);
}

function footer(view: NoticeView): Html {
  return html`<footer${look('footer')}>
<h2${look('footerHead')}>About this mail</h2>
<dl${look('facts')}>
${view.footer.map(
  ({ label, value, isCode }) => html`<dt>${label}</dt>
<dd${look('footerDetail')}>${isCode ? html`<code${look('code')}>${value}</code>` : value}</dd>
`,
)}</dl>
<p style="margin:0">${severityLabel(view.severity)} is ${severityRank(view.severity)}. ${disclaimer}</p>
${checkpointPart(view.checkpoint)}</footer>`;
}

function checkpointPart(lines: readonly string[]): Html | null {
  if (lines.length === 0) return null;
  return html`<h2${look('footerHead')}>${checkpointHeading}</h2>
<p style="margin:0">${checkpointCaption}</p>
<pre${look('checkpoint')}>${lines.map(
    (line) => html`${line}
`,
  )}</pre>
`;
}
