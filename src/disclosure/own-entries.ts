/** What an announcing source says of its own change: its new dated entries announce themselves. */
import type { Edit, Finding, Window } from '../domain/change.ts';
import type { Announcement } from '../domain/disclosure.ts';
import type { Block } from '../domain/document.ts';
import type { SourceRole } from '../domain/source.ts';
import { readHeadingDate } from './entry-dates.ts';

export interface OwnPart {
  /** The new entries that the edits consist of. */
  readonly entries: readonly Announcement[];
  /** Edits that no new entry accounts for: old entries edited, text without a date. */
  readonly rest: readonly Edit[];
}

interface OwnChange {
  readonly sourceId: string;
  readonly role: SourceRole;
  readonly window: Window;
  readonly edits: readonly Edit[];
  readonly findings: readonly Finding[];
}

/**
 * Parts the edits of an announcing source into those that are its new dated entries and the rest. An entry is
 * new when we saw it appear within the change's window. Old entries that only dropped off the end are no rest.
 */
export function partOwnEntries(change: OwnChange, announcements: readonly Announcement[]): OwnPart {
  const fresh = announcements.filter(
    (entry) =>
      entry.sourceId === change.sourceId &&
      !entry.isFromBaseline &&
      entry.firstSeenAt.getTime() > change.window.lastSeenBefore.getTime() &&
      entry.firstSeenAt.getTime() <= change.window.firstSeenAfter.getTime(),
  );
  const own = announcements.filter((entry) => entry.sourceId === change.sourceId);
  const texts = new Map(fresh.map((entry) => [entry, squash(`${entry.title}\n${entry.text}`)]));
  const used = new Set<Announcement>();
  const rest: Edit[] = [];
  for (const [index, edit] of change.edits.entries()) {
    const holders = fresh.filter(
      (entry) => edit.kind !== 'removed' && holds(texts.get(entry) ?? '', edit.after),
    );
    // What is added to an incident is the vendor speaking of it, however old the incident.
    if (change.role === 'status' && edit.kind === 'added') {
      holders.push(...own.filter((entry) => edit.after.path.includes(entry.title)));
    }
    for (const holder of holders) used.add(holder);
    if (holders.length === 0 && !isWithoutWeight(edit, index, change.findings, fresh.length > 0))
      rest.push(edit);
  }
  return { entries: own.filter((entry) => used.has(entry)), rest };
}

/** Headings that are only dates, edits that no material finding rests on, and entries that dropped off. */
function isWithoutWeight(
  edit: Edit,
  index: number,
  findings: readonly Finding[],
  hasNewEntries: boolean,
): boolean {
  const block = edit.kind === 'removed' ? edit.before : edit.after;
  if (block.kind === 'heading' && readHeadingDate(block.text, null) !== null) return true;
  if (edit.kind === 'removed' && hasNewEntries && block.path.some((head) => readHeadingDate(head, null)))
    return true;
  const material = findings.filter((finding) => !finding.category.endsWith('editorial'));
  return material.length > 0 && !material.some((finding) => finding.edits.includes(index));
}

function holds(text: string, block: Block): boolean {
  if (block.kind === 'table-row') {
    return block.cells.every((cell) => cell.text === '' || text.includes(squash(cell.text)));
  }
  const words = squash(block.text);
  return words !== '' && text.includes(words);
}

/** Letters and digits only, so that marks and dates cut off at the edges do not matter. */
function squash(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '');
}
