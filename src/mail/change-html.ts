/** The sections of one change in HTML, in the order in which a compliance officer asks. */
import type { AnnouncementView } from './announcement-view.ts';
import type { ChangeView, EvidenceView, FindingView, ToolView } from './change-view.ts';
import { noUseRegistered } from './fixed-sentences.ts';
import {
  bullets,
  dataTable,
  facts,
  heading,
  type Level,
  paragraph,
  section,
  sourceLink,
} from './html-parts.ts';
import { look, severityLook } from './html-style.ts';
import { type Html, html } from './html-template.ts';
import { passageSection } from './passage-html.ts';
import { severityLabel } from './words.ts';

/** All sections of a change. `level` is that of their headings. */
export function changeSections(change: ChangeView, level: Level): readonly (Html | null)[] {
  return [
    section(level, 'Your tools and departments', [toolsPart(change.tools)]),
    section(level, 'Why it is graded so', [findingsPart(change)]),
    section(level, change.announcement.state, announcementPart(change.announcement)),
    section(level, 'When it changed', [facts(change.times)]),
    passageSection(change.passages, level),
    section(level, 'Evidence', evidencePart(change, level === 2 ? 3 : 4)),
    section(level, 'What you may do', actionsPart(change)),
    change.limits.length === 0
      ? null
      : section(level, 'What this mail cannot tell', [bullets(change.limits)]),
  ];
}

function toolsPart(tools: readonly ToolView[]): Html {
  if (tools.length === 0) return paragraph(noUseRegistered);
  return dataTable({
    caption: 'Registered tools that rest on what changed',
    columns: ['Tool', 'Used by', 'Matters because'],
    rows: tools.map((tool) => [
      html`${tool.name}${notes([...(tool.models === '' ? [] : [tool.models]), ...tool.notes])}`,
      html`${tool.departments}${notes([tool.owner])}`,
      tool.flags.length === 0
        ? html`neither clinical nor PHI`
        : html`${tool.flags.map((flag) => html`<span${look('flag')}>${flag}</span> `)}`,
    ]),
  });
}

function notes(texts: readonly string[]): readonly Html[] {
  return texts.map((text) => html`<span${look('note')}>${text}</span>`);
}

function findingsPart(change: ChangeView): Html {
  return dataTable({
    caption: 'Findings, with the arithmetic behind each grade',
    columns: ['Finding', 'Grade'],
    rows: change.findings.map((finding) => [
      html`${finding.summary}${notes([`${finding.category}, rule ${finding.rule}`])}`,
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
            columns: ['Source', 'Last seen', 'Longest time unseen'],
            rows: announcement.searched.map((source) => [
              html`${source.source}`,
              html`${source.lastSeen}`,
              html`${source.gap}`,
            ]),
          }),
        ]),
    ...(announcement.candidates.length === 0 ? [] : [bullets(announcement.candidates)]),
    html`<p${look('small')}>Judged ${announcement.judged}</p>`,
  ];
}

function evidencePart(change: ChangeView, level: 3 | 4): readonly Html[] {
  return [
    html`<p${look('paragraph')}>Source: ${sourceLink(change.url)}</p>
`,
    ...change.evidence.flatMap((point: EvidenceView) => [heading(level, point.label), facts(point.facts)]),
  ];
}

function actionsPart(change: ChangeView): readonly Html[] {
  return [
    bullets(change.actions),
    html`<p${look('paragraph')}>To look further, run <code${look('command')}>${change.command}</code></p>`,
  ];
}
