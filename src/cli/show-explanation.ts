/** An explanation in words that a compliance officer can follow, and read out. */
import { acceptedScore } from '../disclosure/score.ts';
import type { Edit } from '../domain/change.ts';
import type { Candidate, SearchedSource, Verdict } from '../domain/disclosure.ts';
import type { ExplainedFinding, Explanation, SeenState } from '../pipeline/explain-change.ts';
import { counted, type Output, roughDuration, severityStyles, shortTime } from './output.ts';
import { showEdit } from './show-edit.ts';

/** So many passages are shown of one finding; `changes show` shows all. */
const maxPassages = 5;
const maxCandidates = 10;
const maxLength = 300;

/** The explanation, line by line. */
export function explainInWords(explanation: Explanation, output: Output): readonly string[] {
  return [
    output.style('bold', explanation.summary),
    ...section(output, 'What was seen, and when', seenLines(explanation)),
    ...section(output, 'Which rules applied, and to what', findingLines(explanation, output)),
    ...section(output, 'Was it announced?', verdictLines(explanation, output)),
    ...section(output, 'How much notice was given', noticeLines(explanation)),
    ...section(output, 'Who was told', toldLines(explanation)),
  ];
}

function section(output: Output, title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0
    ? []
    : ['', output.style('bold', title), ...lines.map((line) => `  ${line}`.trimEnd())];
}

function seenLines(explanation: Explanation): readonly string[] {
  const { source, before, after, blindLooks, printed } = explanation;
  const wide =
    before.lastSeenAt && after.firstSeenAt
      ? ` (${roughDuration(after.firstSeenAt.getTime() - before.lastSeenAt.getTime())})`
      : '';
  return [
    `${source.title} (${source.id}, ${source.role}) at ${source.url}`,
    `The old state, ${before.version}, was first seen ${utc(before.firstSeenAt)} and last seen ${utc(before.lastSeenAt)}.`,
    `The new state, ${after.version}, was first seen ${utc(after.firstSeenAt)}.`,
    `So it changed at some moment between the last two${wide}; a more exact one cannot be known.`,
    ...(blindLooks.length === 0
      ? []
      : [
          `Within that time ${counted(blindLooks.length, 'look')} did not see the document: ${[...new Set(blindLooks.map(({ outcome }) => outcome))].join(', ')}.`,
        ]),
    evidenceLine('old', before),
    evidenceLine('new', after),
    ...(explanation.returnedTo === null ? [] : [`The new state is that of ${explanation.returnedTo} again.`]),
    ...(explanation.continues === null ? [] : [`It continues the story of ${explanation.continues}.`]),
    ...(printed.before === null && printed.after === null
      ? ['The document prints no date about itself.']
      : [
          `The date that it prints about itself: ${printed.before ?? 'none'} before, ${printed.after ?? 'none'} after.`,
        ]),
    ...(printed.isSilentEdit ? ['The text changed and that date did not move on: a silent edit.'] : []),
    ...(printed.effective === null ? [] : [`It says that it applies from ${printed.effective}.`]),
  ];
}

function evidenceLine(what: string, { sha256, status, url }: SeenState): string {
  return `Kept as evidence of the ${what} state: the bytes with SHA-256 ${sha256 ?? 'none'}, received from ${url} (HTTP ${status ?? '–'}).`;
}

function findingLines(explanation: Explanation, output: Output): readonly string[] {
  const { findings, rulesVersion, severity } = explanation;
  const many = findings.length === 1 ? '' : ', the gravest of them';
  return [
    ...findings.flatMap((finding, index) => [
      `${index + 1}. ${finding.category}: ${finding.summary}`,
      ...passageLines(finding),
      `   Severity: ${arithmetic(finding, output)}`,
    ]),
    ...(findings.length === 0
      ? ['None: nothing of substance changed.']
      : [`The change is therefore ${output.style(severityStyles[severity], severity)}${many}.`]),
    `Rules of version ${rulesVersion}; each rule's text is in config/rules, in the file before the #.`,
  ];
}

function passageLines({ rule, passages }: ExplainedFinding): readonly string[] {
  if (passages.length === 0) return [`   Rule ${rule}, on the document as a whole.`];
  const shown = passages.slice(0, maxPassages);
  return [
    `   Rule ${rule}, on ${counted(passages.length, 'passage')}${passages.length > shown.length ? `, of which ${shown.length} are shown` : ''}:`,
    ...shown.flatMap((edit: Edit) => showEdit(edit).map(({ mark, text }) => `     ${mark} ${cut(text)}`)),
  ];
}

/** `high by the rule, +1 clinical use: Visit Notes, +1 unannounced = critical`. */
function arithmetic(finding: ExplainedFinding, output: Output): string {
  const steps = finding.modifiers.map(
    ({ delta, reason }) => `, ${delta > 0 ? '+' : '−'}${Math.abs(delta)} ${reason}`,
  );
  return `${finding.base} by the rule${steps.join('')} = ${output.style(severityStyles[finding.severity], finding.severity)}`;
}

function verdictLines({ verdicts, returnedTo, findings }: Explanation, output: Output): readonly string[] {
  const standing = verdicts.at(-1);
  if (!standing) {
    if (returnedTo !== null) return ['Not searched for: the document is as it was before.'];
    const isEditorial = findings.every(({ base }) => base === 'info');
    return [isEditorial ? 'Not searched for: only wording changed.' : 'Not judged yet.'];
  }
  return [
    `${output.style('bold', standing.state)}, judged ${utc(standing.judgedAt)}.`,
    standing.reason,
    ...searchedLines(standing),
    ...candidateLines(standing),
    ...(standing.judgeAgainAt ? [`It is looked at again ${utc(standing.judgeAgainAt)}.`] : []),
    ...verdicts
      .slice(0, -1)
      .map((verdict) => `Before, ${utc(verdict.judgedAt)}, it was ${verdict.state}: ${verdict.reason}`),
  ];
}

function searchedLines({ searched }: Verdict): readonly string[] {
  if (searched.length === 0) return ['No source in which the vendor announces is watched.'];
  return ['Where announcements were searched:', ...searched.map(searchedLine)];
}

function searchedLine(source: SearchedSource): string {
  const isBlind = source.longestGapMs > source.toleratedGapMs;
  const gap = `longest time unseen ${roughDuration(source.longestGapMs)}, ${isBlind ? 'more than' : 'within'} the ${roughDuration(source.toleratedGapMs)} that are tolerated`;
  const since = source.firstSightedAt ? `watched since ${shortTime(source.firstSightedAt)}` : 'never read';
  return `  ${source.sourceId}: ${since}, last read ${utc(source.lastSightedAt)}; ${gap}`;
}

function candidateLines({ candidates }: Verdict): readonly string[] {
  if (candidates.length === 0) return ['No entry there shares anything with the change.'];
  const shown = candidates.slice(0, maxCandidates);
  const rest = candidates.length - shown.length;
  return [
    `Entries that were considered (an entry counts from ${acceptedScore.toFixed(2)} of 1):`,
    ...shown.flatMap((candidate: Candidate) => [
      `  ${candidate.isAccepted ? 'accepted' : 'rejected'} at ${candidate.score.toFixed(2)}: ${candidate.date ?? 'undated'} in ${candidate.sourceId}, "${cut(candidate.title)}"`,
      `    ${candidate.reason}`,
    ]),
    ...(rest > 0 ? [`  and ${rest} more, all rejected or weaker`] : []),
  ];
}

function noticeLines({ notice }: Explanation): readonly string[] {
  return notice.map(({ coming, from, days, isAtMost }) => {
    const who = coming.subjects.map(({ name }) => name).join(', ') || 'The document';
    const how = isAtMost
      ? `it was not yet announced on ${from}, so the notice was ${counted(days, 'day')} at most`
      : `announced on ${from}, so the notice was ${counted(days, 'day')}`;
    return `${who} ${coming.meaning.replace('-', ' ')} on ${coming.date}; ${how}.`;
  });
}

function toldLines({ tools, routes, refusedRoutes, held, mails }: Explanation): readonly string[] {
  return [
    tools.length === 0
      ? 'No registered tool is concerned.'
      : `Registered tools concerned: ${tools.join(', ')}.`,
    ...routes.map((path) => `It goes by the route ${path.join(' › ')}.`),
    ...refusedRoutes.map(({ route, reason }) => `Not by ${route}: ${reason}.`),
    ...held.map((reason) => `Held: ${reason}.`),
    ...(mails.length === 0 ? ['Nobody was mailed.'] : []),
    ...mails.map(
      (mail) =>
        `${utc(mail.sent_at ?? mail.due_at)}, ${mail.contact_id} <${mail.address}>: ${mail.state}${mail.response ? ` (${mail.response})` : ''}, "${mail.subject}"`,
    ),
  ];
}

function utc(at: Date | null): string {
  return at ? `${shortTime(at)} UTC` : 'never';
}

function cut(text: string): string {
  return text.length > maxLength ? `${text.slice(0, maxLength - 1).toWellFormed()}…` : text;
}
