/** Judges what a vendor told the world about a change: six states, each with its evidence and its reason. */
import type { Edit, Finding, PrintedDates, Subject, Window } from '../domain/change.ts';
import type { Announcement, DisclosureState, SearchedSource, Verdict } from '../domain/disclosure.ts';
import { isAnnouncing, type SourceRole } from '../domain/source.ts';
import type { Vendor } from '../domain/vendor.ts';
import { judgeAbsence } from './absence.ts';
import { profileChange } from './change-profile.ts';
import { dayMs, foretells, publicationOf, stateOf } from './entry-times.ts';
import { findCandidates, type Match } from './find-candidates.ts';
import { partOwnEntries } from './own-entries.ts';
import { span, utc } from './verdict-words.ts';

export interface JudgedChange {
  readonly sourceId: string;
  readonly role: SourceRole;
  readonly window: Window;
  readonly edits: readonly Edit[];
  readonly findings: readonly Finding[];
  readonly subjects: readonly Subject[];
  readonly printed: PrintedDates;
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
  const { change, vendor, searched } = input;
  const others = input.announcements.filter(
    (entry) => entry.sourceId !== change.sourceId || ownEntries.includes(entry),
  );
  const profile = profileChange({ edits: rest, findings: change.findings }, vendor);
  return findCandidates({ profile, window: change.window, announcements: others, searched, vendor });
}

function rule(
  input: DisclosureInput,
  ownEntries: readonly Announcement[],
  rest: readonly Edit[],
  matches: readonly Match[],
): Ruling {
  const { change, searched, graceMs, now } = input;
  if (rest.length === 0 && ownEntries[0]) return ruleOwnEntries(change, ownEntries, searched);
  const byDocument = ruleEffectiveDate(change);
  if (byDocument) return byDocument;
  const [best] = matches.filter((match) => match.candidate.isAccepted);
  if (best) return ruleMatch(change, best);
  const others = searched.filter((source) => source.sourceId !== change.sourceId);
  return { ...judgeAbsence(others, change.window, graceMs, now), lagMs: null };
}

/** New entries of an announcing source are the announcement; they cannot have come before we saw them come. */
function ruleOwnEntries(
  change: JudgedChange,
  entries: readonly Announcement[],
  searched: readonly SearchedSource[],
): Ruling {
  const foretelling = entries.find((entry) => {
    const publication = publicationOf(entry, searched);
    return publication !== null && foretells(entry, publication, change.window);
  });
  const entry = foretelling ?? entries[0];
  const dated = entry?.date ? ` dated ${entry.date}` : '';
  const many = entries.length === 1 ? 'a new entry' : `${entries.length} new entries, among them one`;
  const what = `${change.sourceId} is itself where the vendor announces: it gained ${many}${dated}, "${entry?.title ?? ''}".`;
  return foretelling
    ? settled('announced-in-advance', `${what} It names a day still to come.`)
    : settled('announced-same-day', what);
}

/** A document that prints from when its new text is to apply has announced it, if that day lies ahead. */
function ruleEffectiveDate(change: JudgedChange): Ruling | null {
  const { effective } = change.printed;
  if (effective === null || Date.parse(effective) < change.window.firstSeenAfter.getTime()) return null;
  const days = span(Math.max(Date.parse(effective) - change.window.firstSeenAfter.getTime(), dayMs));
  return settled(
    'announced-in-advance',
    `The document itself gives notice: it says that the new text applies from ${effective}, ${days} after we first saw it.`,
  );
}

function ruleMatch(change: JudgedChange, { entry, publication, candidate, isForetelling }: Match): Ruling {
  const state = stateOf(publication, change.window, isForetelling);
  const when =
    publication.by === 'printed-date' ? `dated ${entry.date ?? ''}` : `first seen ${utc(publication.at)}`;
  const doubt = publication.isBackdated
    ? ` It bears the date ${entry.date ?? ''}, but was not there before.`
    : '';
  const what = `${entry.sourceId} has an entry about it, ${when}: "${entry.title}". ${candidate.reason}${doubt}`;
  if (state !== 'announced-late') {
    return settled(state, isForetelling ? `${what} It names a day still to come.` : what);
  }
  const firstSeen = change.window.firstSeenAfter;
  const lagMs = publication.at.getTime() - firstSeen.getTime();
  const lag = `That is ${span(lagMs)} after we first saw the change, ${utc(firstSeen)}.`;
  return { ...settled(state, `${what} ${lag}`), lagMs };
}

function settled(state: DisclosureState, reason: string): Ruling {
  return { state, judgeAgainAt: null, reason, lagMs: null };
}
