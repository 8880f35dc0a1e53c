/** The parts of a bundle that people read: documents as text, differences, the log of looks, what happened when. */
import { createTwoFilesPatch } from 'diff';
import type { Edit } from '../domain/change.ts';
import type { Block, Document } from '../domain/document.ts';
import { isSighted } from '../domain/observation.ts';
import type { LoggedLook } from '../store/logged-looks.ts';
import { csvLines } from './csv.ts';
import type { Case, CaseSource } from './gather-case.ts';

/** A document as plain text, a block a paragraph. */
export function documentText(document: Document): string {
  return `${document.blocks.map(blockText).join('\n\n')}\n`;
}

function blockText(block: Block): string {
  if (block.kind === 'heading') return `${'#'.repeat(Math.min(6, Math.max(1, block.level)))} ${block.text}`;
  if (block.kind === 'list-item') return `${'  '.repeat(block.depth)}- ${block.text}`;
  return block.text;
}

/** What differs between two documents as a unified diff of their texts. */
export function unifiedDiff(
  before: { readonly name: string; readonly document: Document },
  after: { readonly name: string; readonly document: Document },
): string {
  const [old, current] = [documentText(before.document), documentText(after.document)];
  return createTwoFilesPatch(before.name, after.name, old, current, '', '', { context: 2 });
}

/** Every edit with the words that went as `[-…-]` and the words that came as `{+…+}`. */
export function wordDiff(edits: readonly Edit[]): string {
  return `${edits.map((edit, index) => `${index + 1}. ${placeOf(edit)}\n${editWords(edit)}`).join('\n\n')}\n`;
}

function placeOf(edit: Edit): string {
  const { path } = edit.kind === 'removed' ? edit.before : edit.after;
  return path.length === 0 ? 'At the beginning of the document' : `Under ${path.join(' > ')}`;
}

function editWords(edit: Edit): string {
  if (edit.kind === 'added') return `{+${edit.after.text}+}`;
  if (edit.kind === 'removed') return `[-${edit.before.text}-]`;
  return edit.words
    .map(({ kind, text }) => (kind === 'added' ? `{+${text}+}` : kind === 'removed' ? `[-${text}-]` : text))
    .join('');
}

/** One line a look, for a spreadsheet (RFC 4180). Times are UTC. */
export function looksTable(looks: readonly LoggedLook[]): string {
  const lines = looks.map(({ observation, captures }) => {
    const [first] = captures;
    return [
      observation.id,
      observation.startedAt.toISOString(),
      observation.finishedAt.toISOString(),
      observation.outcome,
      first ? String(first.status) : '',
      first?.finalUrl ?? '',
      observation.seq === null ? '' : String(observation.seq),
      observation.detail ?? '',
    ];
  });
  const header = ['look', 'started', 'ended', 'outcome', 'status', 'address', 'version', 'detail'];
  return `${csvLines([header, ...lines]).join('\r\n')}\r\n`;
}

/** A stretch of the window in which a source was not seen for longer than it may be. */
export interface Gap {
  readonly source: string;
  readonly from: Date;
  readonly to: Date;
}

/** The stretches in which a source was out of sight, the ends of the window included. */
export function findGaps(
  source: CaseSource & { readonly looks: readonly LoggedLook[] },
  window: Case['window'],
): readonly Gap[] {
  const seen = source.looks
    .filter(({ observation }) => isSighted(observation.outcome))
    .map(({ observation }) => observation.finishedAt);
  const instants = [window.from, ...seen, window.to];
  return instants.slice(1).flatMap((to, index) => {
    const from = instants[index] ?? to;
    return to.getTime() - from.getTime() > source.toleratedGapMs ? [{ source: source.id, from, to }] : [];
  });
}

/** What happened in a case, in the order in which it happened. */
export function timeline(matter: Case): readonly string[] {
  const names = new Map(matter.sources.map(({ id, title }) => [id, title]));
  const events = [
    ...matter.sources.flatMap(({ id, looks }) =>
      looks
        .filter(({ observation }) => observation.outcome !== 'unchanged')
        .map(({ observation: { finishedAt: at, outcome, detail } }) => ({
          at,
          text: `look at ${names.get(id) ?? id} (${id}): ${outcome}${detail === null ? '' : `, ${detail}`}`,
        })),
    ),
    ...matter.changes.flatMap(({ change, verdicts }) => [
      { at: change.first_seen_after, text: `change ${change.id} was seen: ${change.summary}` },
      ...verdicts.map(({ judged_at: at, state }) => ({
        at,
        text: `change ${change.id} was judged: ${state}`,
      })),
    ]),
    ...matter.mails.map(({ created_at: at, address, subject, id }) => ({
      at,
      text: `mail ${id} was written to ${address}: ${subject}`,
    })),
    ...matter.attempts.flatMap(({ delivery_id: id, finished_at: at, result, response }) =>
      at
        ? [{ at, text: `mail ${id} was handed to the relay: ${result ?? 'no result'}, ${response ?? ''}` }]
        : [],
    ),
    ...matter.acknowledgements.map(({ acknowledged_at: at, alert_id, name, meaning, note }) => ({
      at,
      text: `alert ${alert_id} was acknowledged by ${name}: ${meaning}${note === null ? '' : ` (${note})`}`,
    })),
    ...matter.followUps.map((row) => ({ at: row.at, text: sayFollowUp(row) })),
    ...matter.bounces.map(({ received_at: at, delivery_id: id, detail }) => ({
      at,
      text: `mail ${id ?? '?'} came back: ${detail}`,
    })),
  ];
  return events
    .sort((a, b) => a.at.getTime() - b.at.getTime())
    .map(({ at, text }) => `${at.toISOString()}  ${text.replaceAll(/\s+/g, ' ')}`);
}

/** How well each source was watched in the window. */
export function coverageText(matter: Case): string {
  const { from, to } = matter.window;
  const lines = matter.sources.flatMap((source) => {
    const seen = source.looks.filter(({ observation }) => isSighted(observation.outcome)).length;
    const gaps = findGaps(source, matter.window);
    return [
      `${source.title} (${source.id}): looked at ${source.looks.length} times, seen ${seen} times.`,
      ...(gaps.length === 0
        ? [`  Never out of sight for longer than ${span(source.toleratedGapMs)}.`]
        : gaps.map(
            (gap) =>
              `  OUT OF SIGHT from ${gap.from.toISOString()} to ${gap.to.toISOString()} (${span(gap.to.getTime() - gap.from.getTime())}): what stood in between is not known.`,
          )),
    ];
  });
  return `${[`From ${from.toISOString()} to ${to.toISOString()} (UTC).`, '', ...lines].join('\n')}\n`;
}

function span(ms: number): string {
  const minutes = ms / 60_000;
  if (minutes < 2) return `${Math.round(ms / 1000)} s`;
  return minutes < 120 ? `${Math.round(minutes)} min` : `${Math.round(minutes / 6) / 10} h`;
}

/** One line for each time that a mail was handed to a relay, and for each that came back. */
export function answersTable({ mails, attempts, bounces }: Case): string {
  const addresses = new Map(mails.map(({ id, address }) => [id, address]));
  const rows = [
    ...attempts.map((attempt) => [
      attempt.delivery_id,
      addresses.get(attempt.delivery_id) ?? '',
      String(attempt.number),
      attempt.started_at.toISOString(),
      attempt.finished_at?.toISOString() ?? '',
      attempt.result ?? 'no answer was recorded',
      attempt.response ?? '',
      attempt.possibly_sent === true ? 'perhaps delivered all the same' : '',
    ]),
    ...bounces.map((bounce) => [
      bounce.delivery_id ?? '',
      bounce.address ?? '',
      'returned',
      bounce.received_at.toISOString(),
      '',
      bounce.status ?? '',
      bounce.detail,
      '',
    ]),
  ];
  const header = ['mail', 'address', 'attempt', 'started', 'ended', 'result', 'answer', 'remark'];
  return `${csvLines([header, ...rows]).join('\r\n')}\r\n`;
}

function sayFollowUp({
  event,
  escalation_id: chain,
  contact_id: contact,
  delivery_id: mail,
  detail,
}: Case['followUps'][number]): string {
  const told = `${contact ?? 'nobody new'}${mail === null ? '' : ` by mail ${mail}`}`;
  switch (event) {
    case 'started':
      return `chain ${chain} of reminders and escalations began`;
    case 'mended':
      return `chain ${chain} of reminders and escalations had been missing and began`;
    case 'reminded':
      return `chain ${chain}: nobody had acknowledged, reminded ${told}`;
    case 'escalated':
      return `chain ${chain}: nobody had acknowledged, told ${told}`;
    case 'closed':
      return `chain ${chain} ended: ${String(detail['end'])}`;
  }
}
