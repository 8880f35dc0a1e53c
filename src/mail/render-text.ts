/** The plain text form of a notice: complete in itself, in the same order as the HTML form. */
import type { AnnouncementView } from './announcement-view.ts';
import type { ChangeView, FindingView, ToolView } from './change-view.ts';
import type { SectionView } from './digest-view.ts';
import {
  acknowledgeHeading,
  checkpointCaption,
  checkpointHeading,
  disclaimer,
  noUseRegistered,
  regulationCaption,
  regulationHeading,
} from './fixed-sentences.ts';
import type { NoticeView } from './notice-view.ts';
import { passageLines } from './passage-text.ts';
import type { RegulationView } from './regulation-view.ts';
import { fillText } from './templates.ts';
import { bullet, heading, labelled, wrap } from './text-lines.ts';
import type { TroubleView } from './trouble-view.ts';
import { severityLabel, severityRank } from './words.ts';

/**
 * Lays a notice out as text, in the frame that the template gives: lines of at most 76 characters where words allow
 * it, each ended by `\n`.
 */
export function renderText(view: NoticeView, template: string): string {
  return fillText(template, {
    severity: severityLabel(view.severity).toUpperCase(),
    rank: severityRank(view.severity),
    state: view.state,
    vendor: view.vendor,
    title: block(wrap(view.title)),
    lead: view.lead.map((sentence) => block(wrap(sentence))),
    summary: block(summaryLines(view)),
    changes: block(
      view.changes.flatMap((change, index) =>
        changeLines(change, view.changes.length > 1 ? index + 1 : null),
      ),
    ),
    troubles: block([...view.troubles.flatMap(troubleLines), ...view.sections.flatMap(digestLines)]),
    omitted: view.omitted === null ? '' : block(wrap(view.omitted)),
    acknowledge: block(acknowledgeLines(view)),
    footer: block([
      ...heading('About this mail', '='),
      ...view.footer.flatMap((fact) => labelled(fact.label, fact.value)),
      '',
      ...wrap(disclaimer),
      ...checkpointLines(view.checkpoint),
    ]),
  });
}

function block(lines: readonly string[]): string {
  return lines.join('\n');
}

/** As they are: whoever verifies them needs every character. */
export function checkpointLines(lines: readonly string[]): readonly string[] {
  return lines.length === 0
    ? []
    : [...heading(checkpointHeading, '-'), ...wrap(checkpointCaption), '', ...lines];
}

function digestLines({ title, sentences, table }: SectionView): readonly string[] {
  const rows = table?.rows.flatMap(([head, ...cells]) => [
    ...bullet(head),
    ...cells.flatMap((cell, index) => labelled(table.columns[index + 1] ?? '', cell, '  ')),
  ]);
  return [...heading(title, '='), ...sentences.flatMap((sentence) => wrap(sentence)), ...(rows ?? [])];
}

function summaryLines(view: NoticeView): readonly string[] {
  if (view.summary.length === 0) return [];
  return [
    ...heading('All changes', '='),
    ...view.summary.flatMap((row) =>
      wrap(`${row.number}. [${row.severity}] ${row.document}: ${row.summary} (${row.state})`, '', '   '),
    ),
  ];
}

function changeLines(change: ChangeView, number: number | null): readonly string[] {
  return [
    ...(number === null
      ? []
      : [
          ...heading(`${number}. ${change.summary}`, '='),
          ...wrap(`${severityLabel(change.severity)} | ${change.state}`),
        ]),
    '',
    ...labelled('Document', `${change.document} (${change.role})`),
    ...(change.subjects === '' ? [] : labelled('Concerns', change.subjects)),
    ...heading('Your tools and departments', '-'),
    ...(change.tools.length > 0 ? change.tools.flatMap(toolLines) : wrap(noUseRegistered)),
    ...heading(`Severity: ${severityLabel(change.severity)}`, '-'),
    ...change.findings.flatMap(findingLines),
    ...heading(change.announcement.state, '-'),
    ...announcementLines(change.announcement),
    ...heading('When it changed', '-'),
    ...change.times.flatMap((fact) => labelled(fact.label, fact.value)),
    ...passageLines(change.passages),
    ...heading('Evidence', '-'),
    ...labelled('Source', change.url),
    ...change.evidence.flatMap((point) => [
      `${point.label}:`,
      ...point.facts.flatMap((fact) => labelled(fact.label, fact.value, '  ')),
    ]),
    ...regulationLines(change.regulations),
    ...heading('What you may do', '-'),
    ...wrap(`Suggested, by ${change.actBy}:`),
    ...change.actions.flatMap((action) => bullet(action)),
    ...wrap('Look further: '),
    `  ${change.command}`,
    ...heading('Confidence and limits', '-'),
    ...wrap(change.confidence),
    ...change.limits.flatMap((limit) => bullet(limit)),
  ];
}

function regulationLines(regulations: readonly RegulationView[]): readonly string[] {
  if (regulations.length === 0) return [];
  return [
    ...heading(regulationHeading, '-'),
    ...wrap(`${regulationCaption}.`),
    ...regulations.flatMap((regulation) => [
      ...bullet(`${regulation.title}, ${regulation.place}`),
      ...wrap(`${regulation.status}; ${regulation.verified}`, '  '),
      ...(regulation.note === '' ? [] : wrap(regulation.note, '  ')),
    ]),
  ];
}

/** How to say that it was dealt with; nothing where nothing is asked for. */
function acknowledgeLines(view: NoticeView): readonly string[] {
  if (view.acknowledge.length === 0) return [];
  return [
    ...heading(acknowledgeHeading, '='),
    ...view.acknowledge.flatMap(({ label, value }) => labelled(label, value)),
  ];
}

function toolLines(tool: ToolView): readonly string[] {
  const flags = tool.flags.length > 0 ? ` [${tool.flags.join(', ')}]` : '';
  return [
    ...bullet(`${tool.name}${flags}`),
    ...wrap(`${tool.departments}; ${tool.owner}`, '  '),
    ...(tool.models === '' ? [] : wrap(`rests on: ${tool.models}`, '  ')),
    ...tool.notes.flatMap((note) => wrap(note, '  ')),
  ];
}

function findingLines(finding: FindingView): readonly string[] {
  return [
    ...bullet(`${finding.category}: ${finding.summary}`),
    ...wrap(
      [finding.base, ...finding.modifiers, `= ${finding.severity}`].join(', ').replace(', = ', ' = '),
      '  ',
    ),
    ...wrap(`rule ${finding.rule}`, '  '),
  ];
}

function announcementLines(announcement: AnnouncementView): readonly string[] {
  return [
    ...wrap(announcement.meaning),
    ...wrap(announcement.reason),
    ...labelled('Judged', announcement.judged),
    ...(announcement.searched.length === 0 ? [] : ['Where we looked:']),
    ...announcement.searched.flatMap((source) =>
      bullet(`${source.source}: last seen ${source.lastSeen}; longest time unseen ${source.gap}`, '  '),
    ),
    ...announcement.candidates.flatMap((candidate) => bullet(candidate, '  ')),
  ];
}

function troubleLines(trouble: TroubleView): readonly string[] {
  return [
    ...heading(trouble.document, '='),
    ...wrap(trouble.summary),
    ...labelled('Address', trouble.url),
    ...trouble.facts.flatMap((fact) => labelled(fact.label, fact.value)),
    ...(trouble.actions.length === 0
      ? []
      : [...heading('What you may do', '-'), ...trouble.actions.flatMap((action) => bullet(action))]),
  ];
}
