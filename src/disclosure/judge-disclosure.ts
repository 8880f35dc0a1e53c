/** Judges what a vendor told the world about a change: six states, each with its evidence and its reason. */
import {
  type Edit,
  type Finding,
  isAtLeast,
  type PrintedDates,
  type Subject,
  type Window,
} from '../domain/change.ts';
import type { Announcement, DisclosureState, SearchedSource, Verdict } from '../domain/disclosure.ts';
import type { CalendarDate } from '../domain/document.ts';
import { isAnnouncing, type SourceRole } from '../domain/source.ts';
import type { Vendor } from '../domain/vendor.ts';
import { type Absence, judgeAbsence } from './absence.ts';
import { profileChange } from './change-profile.ts';
import { dayMs, type Foresight, foresightOf, publicationOf, stateOf } from './entry-times.ts';
import { findCandidates, type Match } from './find-candidates.ts';
import { knowingModelsOf } from './named-models.ts';
import { partOwnEntries } from './own-entries.ts';
import { countOf, span, utc } from './verdict-words.ts';

interface JudgedChange {
  readonly sourceId: string;
  readonly role: SourceRole;
  readonly window: Window;
  readonly edits: readonly Edit[];
  readonly findings: readonly Finding[];
  readonly subjects: readonly Subject[];
  readonly printed: PrintedDates;
  /** A day near that of the change on which an earlier version of the document said that it would change. */
  readonly foretold?: Foretelling | null;
}

interface Foretelling {
  readonly date: CalendarDate;
  /** When the document was first seen saying so. */
  readonly seenAt: Date;
  readonly passage: string;
}

export interface DisclosureInput {
  readonly change: JudgedChange;
  /** Recent entries of all of the vendor's announcing sources. */
  readonly announcements: readonly Announcement[];
  /** How each of those sources fared. */
  readonly searched: readonly SearchedSource[];
  readonly vendor: Vendor;
  readonly graceMs: number;
  readonly now: Date;
}

const maxCandidates = 20;

type Ruling = Pick<Verdict, 'state' | 'judgeAgainAt' | 'reason' | 'lagMs'>;

/**
 * Judges one change at one moment. Pure: the same input gives the same verdict, so that an auditor can judge
 * again. An `unannounced` change that is judged again after a matching entry appeared becomes `announced-late`.
 */
export function judgeDisclosure(input: DisclosureInput): Verdict {
  const { change, announcements, searched, now } = input;
  const own = isAnnouncing(change)
    ? partOwnEntries(change, announcements)
    : { entries: [], rest: change.edits };
  const matches = own.rest.length === 0 ? [] : matchRest(input, own.rest, own.entries);
  const ruling = rule(input, own.entries, own.rest, matches);
  return {
    ...ruling,
    judgedAt: now,
    searched,
    candidates: matches.slice(0, maxCandidates).map((match) => match.candidate),
  };
}

/** Scores entries against the edits that are no new entries themselves. Old entries of the same source are out. */
function matchRest(
  input: DisclosureInput,
  rest: readonly Edit[],
  ownEntries: readonly Announcement[],
): readonly Match[] {
  const { change, searched } = input;
  const vendor = knowingModelsOf(input.vendor, change);
  const others = input.announcements.filter(
    (entry) => entry.sourceId !== change.sourceId || ownEntries.includes(entry),
  );
  const profile = profileChange({ role: change.role, edits: rest, findings: change.findings }, vendor);
  return findCandidates({ profile, window: change.window, announcements: others, searched, vendor });
}

function rule(
  input: DisclosureInput,
  ownEntries: readonly Announcement[],
  rest: readonly Edit[],
  matches: readonly Match[],
): Ruling {
  const { change, searched, graceMs, now } = input;
  if (ownEntries.length > 0 && !rest.some((edit) => isWeighty(change, edit))) {
    return ruleOwnEntries(change, ownEntries, rest.length, searched);
  }
  const byDocument = ruleForetold(change) ?? ruleEffectiveDate(change);
  if (byDocument) return byDocument;
  const [best] = matches.filter((match) => match.candidate.isAccepted);
  if (best) return ruleMatch(change, best);
  const others = searched.filter((source) => source.sourceId !== change.sourceId);
  const absence = doubted(judgeAbsence(others, change.window, graceMs, now), matches);
  const besides =
    ownEntries.length > 0
      ? `Besides new entries, ${countOf(rest.length, 'older passage')} of ${change.sourceId} changed. `
      : '';
  return { ...absence, reason: besides + absence.reason, lagMs: null };
}

/** Silence is claimed only where no entry of the right time may be about the change. */
function doubted(absence: Absence, matches: readonly Match[]): Absence {
  const doubt = absence.state === 'unannounced' ? matches.find(({ isDoubtful }) => isDoubtful) : undefined;
  if (!doubt) return absence;
  const { entry, candidate } = doubt;
  const dated = entry.date === null ? '' : `, dated ${entry.date}`;
  return {
    state: 'unknown',
    judgeAgainAt: null,
    reason:
      `${entry.sourceId} has an entry that may be about it${dated}: "${entry.title}". ${candidate.reason} ` +
      'That is too little to call the change announced and too much to call it unannounced: read the entry.',
  };
}

/**
 * Whether an edit to older text of an announcing source needs an announcement of its own, though new entries
 * came with it. Without findings to tell, every edit does.
 */
function isWeighty(change: JudgedChange, edit: Edit): boolean {
  if (change.findings.length === 0) return true;
  const index = change.edits.indexOf(edit);
  return change.findings.some(
    (finding) => finding.edits.includes(index) && isAtLeast(finding.severity, 'high'),
  );
}

/** New entries of an announcing source are the announcement; they cannot have come before we saw them come. */
function ruleOwnEntries(
  change: JudgedChange,
  entries: readonly Announcement[],
  restCount: number,
  searched: readonly SearchedSource[],
): Ruling {
  const foretelling = entries.filter((entry) => {
    const publication = publicationOf(entry, searched);
    return publication !== null && foresightOf(entry, publication, change.window) === 'still-ahead';
  });
  const entry = mostTelling(foretelling.length > 0 ? foretelling : entries, change.subjects);
  const dated = entry?.date ? ` dated ${entry.date}` : '';
  const many =
    entries.length === 1 ? `a new entry${dated}` : `${entries.length} new entries, among them one${dated}`;
  const isBackdated =
    entry?.date && Date.parse(entry.date) + 2 * dayMs < change.window.lastSeenBefore.getTime()
      ? ` It was not there yet at ${utc(change.window.lastSeenBefore)}.`
      : '';
  const besides = restCount > 0 ? ` It also edited ${countOf(restCount, 'older passage')}.` : '';
  const what = `${change.sourceId} is itself where the vendor announces: it gained ${many}, "${entry?.title ?? ''}".`;
  return foretelling.length > 0
    ? settled('announced-in-advance', `${what} It names a day still to come.${besides}`)
    : settled('announced-same-day', what + isBackdated + besides);
}

const foresightWords: Readonly<Record<Foresight, string>> = {
  none: '',
  'still-ahead': ' It names a day still to come.',
  'come-true': ' It named the day of the change beforehand.',
};

/** The entry to quote: one that names what the change is about, else one that names any model. */
function mostTelling(
  entries: readonly Announcement[],
  subjects: readonly Subject[],
): Announcement | undefined {
  const names = new Set(subjects.map((subject) => subject.name));
  return (
    entries.find((entry) => entry.subjects.some((subject) => names.has(subject.name))) ??
    entries.find((entry) => entry.subjects.length > 0) ??
    entries[0]
  );
}

/** A document that said beforehand on which day it would change has announced that, whatever it prints now. */
function ruleForetold({ foretold }: JudgedChange): Ruling | null {
  if (!foretold) return null;
  return settled(
    'announced-in-advance',
    `The document itself had announced it: since ${utc(foretold.seenAt)} it said that it would change on ${foretold.date} ("${foretold.passage.slice(0, 200)}").`,
  );
}

/** A document that prints from when its new text is to apply has announced it, if that day lies ahead. */
function ruleEffectiveDate(change: JudgedChange): Ruling | null {
  const { effective, isSilentEdit } = change.printed;
  // Text that changed under an unmoved date is not what that date gave notice of.
  if (effective === null || isSilentEdit || Date.parse(effective) < change.window.firstSeenAfter.getTime())
    return null;
  const days = span(Math.max(Date.parse(effective) - change.window.firstSeenAfter.getTime(), dayMs));
  return settled(
    'announced-in-advance',
    `The document itself gives notice: it says that the new text applies from ${effective}, ${days} after we first saw it.`,
  );
}

function ruleMatch(change: JudgedChange, { entry, publication, candidate, foresight }: Match): Ruling {
  const state = stateOf(publication, change.window, foresight);
  const when =
    publication.by === 'printed-date' ? `dated ${entry.date ?? ''}` : `first seen ${utc(publication.at)}`;
  const doubt = publication.isBackdated
    ? ` It bears the date ${entry.date ?? ''}, but was not there before.`
    : '';
  const what = `${entry.sourceId} has an entry about it, ${when}: "${entry.title}". ${candidate.reason}${doubt}`;
  if (state !== 'announced-late') {
    return settled(state, what + foresightWords[foresight]);
  }
  const firstSeen = change.window.firstSeenAfter;
  const lagMs = publication.at.getTime() - firstSeen.getTime();
  const lag = `That is ${span(lagMs)} after we first saw the change, ${utc(firstSeen)}.`;
  return { ...settled(state, `${what} ${lag}`), lagMs };
}

function settled(state: DisclosureState, reason: string): Ruling {
  return { state, judgeAgainAt: null, reason, lagMs: null };
}
