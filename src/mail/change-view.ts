/** One change as its section of a message tells it. */
import type { Finding, Modifier, Severity } from '../domain/change.ts';
import type { ChangeNotice, EvidencePoint, Notice } from '../domain/notice.ts';
import type { AffectedTool } from '../domain/register.ts';
import { type AnnouncementView, viewAnnouncement } from './announcement-view.ts';
import { changeTimes } from './change-times.ts';
import { confidenceText } from './confidence.ts';
import type { Density } from './density.ts';
import type { Fact } from './fact.ts';
import { inertText, vendorText, withoutLinks } from './inert-text.ts';
import { type Passages, selectPassages } from './passages.ts';
import { type RegulationView, viewRegulation } from './regulation-view.ts';
import { formatDate, formatInstant } from './times.ts';
import { firstFew, stateLabel } from './words.ts';

/** Far more than the rules add; what lies beyond is shown by the command below each change. */
const maxModifiers = 10;

export interface ToolView {
  readonly name: string;
  readonly models: string;
  readonly departments: string;
  readonly owner: string;
  /** `Clinical use`, `PHI` …: why it matters there. */
  readonly flags: readonly string[];
  readonly notes: readonly string[];
}

export interface FindingView {
  readonly category: string;
  readonly summary: string;
  readonly rule: string;
  readonly base: Severity;
  readonly modifiers: readonly string[];
  readonly severity: Severity;
}

export interface EvidenceView {
  readonly label: 'Before' | 'After';
  readonly facts: readonly Fact[];
}

export interface ChangeView {
  readonly changeId: string;
  readonly document: string;
  readonly role: string;
  /** Models and products that it is about. */
  readonly subjects: string;
  readonly summary: string;
  readonly severity: Severity;
  readonly state: string;
  readonly tools: readonly ToolView[];
  readonly findings: readonly FindingView[];
  readonly announcement: AnnouncementView;
  readonly times: readonly Fact[];
  readonly passages: Passages;
  readonly url: string;
  readonly evidence: readonly EvidenceView[];
  readonly regulations: readonly RegulationView[];
  readonly actions: readonly string[];
  /** The day by which to act. */
  readonly actBy: string;
  /** How to look further. */
  readonly command: string;
  readonly confidence: string;
  readonly limits: readonly string[];
}

/** Views one change for the notice's reader. */
export function viewChange(change: ChangeNotice, notice: Notice, density: Density): ChangeView {
  const { timeZone } = notice.contact;
  return {
    changeId: inertText(change.changeId, 60),
    document: inertText(change.sourceTitle, 120),
    role: inertText(change.role, 40),
    subjects: subjectsOf(change, density.maxRows),
    summary: vendorText(change.summary, 240),
    severity: change.severity,
    state: stateLabel(change.verdict.state),
    tools: change.tools.slice(0, density.maxRows).map(viewTool),
    findings: change.findings.slice(0, density.maxRows).map(viewFinding),
    announcement: viewAnnouncement(change.verdict, timeZone, density.maxRows),
    times: changeTimes(change, timeZone),
    passages: selectPassages(change, density.maxPassages, density.maxPassageLength),
    url: inertText(change.url, 500),
    evidence: [
      viewEvidence('Before', change.before, change.url, timeZone),
      viewEvidence('After', change.after, change.url, timeZone),
    ],
    regulations: change.regulations
      .slice(0, density.maxRows)
      .map((regulation) => viewRegulation(regulation, notice.renderedAt)),
    actions: change.actions.map((action) => inertText(action, 300)),
    actBy: formatDate(change.actBy),
    command: `npx modelwarden changes show ${inertText(change.changeId, 60)}`,
    confidence: confidenceText(change),
    limits: [
      ...omissions(change, density),
      ...change.limits.slice(0, density.maxRows).map((limit) => vendorText(limit, 300)),
    ],
  };
}

function subjectsOf(change: ChangeNotice, limit: number): string {
  const names = change.findings
    .flatMap((finding) => finding.subjects)
    .filter((subject) => subject.kind !== 'document')
    .map((subject) => vendorText(subject.name, 80));
  return firstFew([...new Set(names)], limit);
}

function viewTool(tool: AffectedTool): ToolView {
  return {
    name: inertText(tool.name, 100),
    models: firstFew(
      tool.models.map((model) => inertText(model, 60)),
      5,
    ),
    departments:
      firstFew(
        tool.departments.map((name) => inertText(name, 60)),
        8,
      ) || 'no department named',
    owner: tool.owner === null ? 'no owner named' : inertText(tool.owner, 80),
    flags: [...(tool.isClinical ? ['Clinical use'] : []), ...(tool.handlesPhi ? ['PHI'] : [])],
    notes: [
      // That it rests on the very model is said already.
      ...(tool.models.some((model) => tool.basis === `it rests on ${model}`)
        ? []
        : [`why it is named: ${inertText(tool.basis, 300)}`]),
      ...(tool.lastApproved
        ? [
            `last approved: ${inertText(tool.lastApproved.version, 60)} on ${formatDate(tool.lastApproved.on)}`,
          ]
        : []),
      ...(tool.noticeDays === null ? [] : [`contract: ${tool.noticeDays} days of notice`]),
    ],
  };
}

function viewFinding(finding: Finding): FindingView {
  return {
    category: inertText(finding.category, 60),
    summary: vendorText(finding.summary, 300),
    rule: inertText(finding.rule, 80),
    base: finding.base,
    modifiers: finding.modifiers.slice(0, maxModifiers).map(modifierText),
    severity: finding.severity,
  };
}

function modifierText({ delta, reason }: Modifier): string {
  const sign = delta < 0 ? '−' : '+';
  return `${sign}${Math.abs(delta)} ${vendorText(reason, 160)}`;
}

function viewEvidence(
  label: EvidenceView['label'],
  point: EvidencePoint,
  sourceUrl: string,
  timeZone: string,
): EvidenceView {
  const from = point.url === sourceUrl ? '' : ` from ${withoutLinks(inertText(point.url, 300))}`;
  return {
    label,
    facts: [
      { label: 'Seen', value: formatInstant(point.seenAt, timeZone) },
      { label: 'Answer', value: `HTTP ${point.status}${from}` },
      { label: 'SHA-256', value: inertText(point.sha256, 64), isCode: true },
      { label: 'Version', value: inertText(point.versionId, 80), isCode: true },
    ],
  };
}

/** What the section leaves out, so that its reader knows. */
function omissions(change: ChangeNotice, density: Density): readonly string[] {
  const lists = [
    { name: 'registered tools', length: change.tools.length },
    { name: 'findings', length: change.findings.length },
    { name: 'remarks', length: change.limits.length },
    { name: 'regulations and standards', length: change.regulations.length },
    { name: 'announcing sources', length: change.verdict.searched.length },
    { name: 'announcements that came close', length: change.verdict.candidates.length },
  ];
  return lists
    .filter((list) => list.length > density.maxRows)
    .map((list) => `Of ${list.length} ${list.name}, ${density.maxRows} are shown here.`);
}
