/** The sections of one change in HTML, in the order in which a compliance officer asks. */
import type { AnnouncementView } from './announcement-view.ts';
import type { ChangeView, EvidenceView, FindingView, ToolView } from './change-view.ts';
import { noUseRegistered, regulationCaption, regulationHeading } from './fixed-sentences.ts';
import {
  breakable,
  bullets,
  dataTable,
  facts,
  type Level,
  paragraph,
  section,
  sourceLink,
  subheading,
} from './html-parts.ts';
import { look, severityLook } from './html-style.ts';
import { type Html, html } from './html-template.ts';
import { passageSection } from './passage-html.ts';
import type { RegulationView } from './regulation-view.ts';
import { severityLabel } from './words.ts';

/** All sections of a change. `level` is that of their headings. */
export function changeSections(change: ChangeView, level: Level): readonly (Html | null)[] {
  return [
    section(level, 'Your tools and departments', [toolsPart(change.tools)]),
    section(level, `Why it is graded ${change.severity}`, [findingsPart(change)]),
    section(level, change.announcement.state, announcementPart(change.announcement)),
    section(level, 'When it changed', [facts(change.times)]),
    passageSection(change.passages, level),
    section(level, 'Evidence', evidencePart(change, level)),
    regulationsPart(change.regulations, level),
    section(level, 'What you may do', actionsPart(change)),
    section(level, 'Confidence and limits', [
      paragraph(change.confidence),
      ...(change.limits.length === 0 ? [] : [bullets(change.limits)]),
    ]),
  ];
}

function toolsPart(tools: readonly ToolView[]): Html {
  if (tools.length === 0) return paragraph(noUseRegistered);
  return dataTable({
    caption: 'Registered tools that rest on what changed',
    columns: ['Tool', 'Used by'],
    rows: tools.map((tool) => [
      html`${breakable(tool.name)}${flags(tool.flags)}${notes([...(tool.models === '' ? [] : [tool.models]), ...tool.notes])}`,
      html`${breakable(tool.departments)}${notes([tool.owner])}`,
    ]),
  });
}

function flags(texts: readonly string[]): Html | null {
  if (texts.length === 0) return null;
  return html`<span style="display:block">${texts.map((text) => html`<span${look('flag')}>${text}</span> `)}</span>`;
}

function notes(texts: readonly string[]): readonly Html[] {
  return texts.map((text) => html`<span${look('note')}>${breakable(text)}</span>`);
}

function findingsPart(change: ChangeView): Html {
  return dataTable({
    caption: 'Findings, with the arithmetic behind each grade',
    columns: ['Finding', 'Grade'],
    rows: change.findings.map((finding) => [
      html`${breakable(finding.summary)}${notes([`${finding.category}, rule ${finding.rule}`])}`,
      gradeCell(finding),
    ]),
  });
}

function gradeCell(finding: FindingView): Html {
  return html`<span${severityLook('word', finding.severity)}>${severityLabel(finding.severity)}</span>${notes(
    [`base ${finding.base}`, ...finding.modifiers],
  )}`;
}

function announcementPart(announcement: AnnouncementView): readonly Html[] {
  return [
    paragraph(announcement.meaning),
    ...(announcement.reason === '' ? [] : [paragraph(announcement.reason)]),
    ...(announcement.searched.length === 0
      ? []
      : [
          dataTable({
            caption: 'Where we looked for an announcement',
            columns: ['Source', 'Last seen'],
            rows: announcement.searched.map((source) => [
              breakable(source.source),
              html`${source.lastSeen}${notes([`longest time unseen: ${source.gap}`])}`,
            ]),
          }),
        ]),
    ...(announcement.candidates.length === 0 ? [] : [bullets(announcement.candidates)]),
    html`<p${look('small')}>Judged ${announcement.judged}</p>`,
  ];
}

function evidencePart(change: ChangeView, level: Level): readonly Html[] {
  return [
    html`<p${look('paragraph')}>Source: ${sourceLink(change.url)}</p>
`,
    ...change.evidence.flatMap((point: EvidenceView) => [subheading(level, point.label), facts(point.facts)]),
  ];
}

function regulationsPart(regulations: readonly RegulationView[], level: Level): Html | null {
  if (regulations.length === 0) return null;
  return section(level, regulationHeading, [
    dataTable({
      caption: regulationCaption,
      columns: ['Rule or standard', 'Where it stands'],
      rows: regulations.map((regulation) => [
        html`${breakable(regulation.title)}${notes([regulation.place])}`,
        html`${breakable(regulation.status)}${notes([regulation.verified, ...(regulation.note === '' ? [] : [regulation.note])])}`,
      ]),
    }),
  ]);
}

function actionsPart(change: ChangeView): readonly Html[] {
  return [
    html`<p${look('paragraph')}>Suggested, by <strong>${change.actBy}</strong>:</p>
`,
    bullets(change.actions),
    html`<p${look('paragraph')}>To look further, run <code${look('command')}>${change.command}</code></p>`,
  ];
}
