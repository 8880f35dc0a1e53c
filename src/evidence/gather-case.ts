/** Gathers what belongs to one matter: a change, an alert, or everything in a time. Reads only. */
import { EvidenceError } from '../domain/errors.ts';
import { listAcknowledgements } from '../store/acknowledgements.ts';
import { loadAlerts } from '../store/alerts.ts';
import {
  changesBetween,
  configurationsBetween,
  everWatched,
  listAlerts,
  listAttempts,
  listLooks,
  listMails,
  listRemovals,
  listVerdicts,
  loadLooks,
  type Row,
  versionsStanding,
} from '../store/bundle-rows.ts';
import { loadChange, loadVerdicts, type StoredChange } from '../store/changes.ts';
import type { Db } from '../store/db.ts';
import { listEscalationEvents } from '../store/escalations.ts';
import type { LoggedLook } from '../store/logged-looks.ts';
import { type KeptRegister, registersBetween } from '../store/register-versions.ts';
import { loadVersion, type StoredVersion } from '../store/versions.ts';

/** What a bundle is about. */
export type Subject =
  | { readonly kind: 'change'; readonly id: string }
  | { readonly kind: 'alert'; readonly id: string }
  | { readonly kind: 'period'; readonly from: Date; readonly to: Date; readonly vendor: string | null };

/** A watched source as far as a bundle must know it. */
export interface CaseSource {
  readonly id: string;
  readonly title: string;
  readonly vendor: string;
  /** How long it may go unseen before it counts as blind. */
  readonly toleratedGapMs: number;
}

export interface CaseChange {
  readonly change: StoredChange;
  readonly verdicts: readonly Row<'verdicts'>[];
}

export interface Case {
  readonly subject: Subject;
  readonly window: { readonly from: Date; readonly to: Date };
  readonly sources: readonly (CaseSource & { readonly looks: readonly LoggedLook[] })[];
  /** Looks that brought a version which stood before the window began. */
  readonly earlierLooks: readonly LoggedLook[];
  readonly versions: readonly StoredVersion[];
  /** Versions of these sources whose bytes and text were removed when their retention ended. */
  readonly removals: readonly Row<'removals'>[];
  readonly changes: readonly CaseChange[];
  readonly alerts: readonly Row<'alerts'>[];
  readonly acknowledgements: readonly Row<'acknowledgements'>[];
  /** Reminders and escalations of what nobody acknowledged. */
  readonly followUps: readonly Row<'escalation_events'>[];
  readonly mails: readonly Row<'deliveries'>[];
  readonly attempts: readonly Row<'delivery_attempts'>[];
  readonly bounces: readonly Row<'bounces'>[];
  readonly configurations: readonly Row<'config_loads'>[];
  /** The registers of tools that were in force within the window. */
  readonly registers: readonly KeptRegister[];
}

/** More would fill a bundle that nobody can open. */
const maxLooks = 200_000;

/**
 * Gathers a case.
 * @param watched the sources of the configuration; others are named by their ids
 * @throws EvidenceError `unknown_subject` when there is no such change or alert; `case_too_large`
 */
export async function gatherCase(
  db: Db,
  subject: Subject,
  watched: ReadonlyMap<string, CaseSource>,
): Promise<Case> {
  const frame = await frameOf(db, subject);
  const { window } = frame;
  const changes: CaseChange[] = [];
  for (const id of frame.changeIds) {
    const change = await loadChange(db, id);
    if (change) changes.push({ change, verdicts: await listVerdicts(db, id) });
  }
  const sources: (CaseSource & { readonly looks: readonly LoggedLook[] })[] = [];
  let looksLeft = maxLooks;
  for (const id of frame.sourceIds) {
    const looks = await listLooks(db, id, window, looksLeft + 1);
    looksLeft -= looks.length;
    if (looksLeft < 0) throw tooLarge();
    const vendor = id.split('/')[0] ?? id;
    sources.push({ ...(watched.get(id) ?? { id, title: id, vendor, toleratedGapMs: unknownGapMs }), looks });
  }
  const versions: StoredVersion[] = [];
  const removals: Row<'removals'>[] = [];
  for (const id of frame.sourceIds) {
    removals.push(...(await listRemovals(db, id)));
    for (const seq of await versionsStanding(db, id, window)) {
      const version = await loadVersion(db, id, seq);
      if (version) versions.push(version);
    }
  }
  const within = new Set(sources.flatMap(({ looks }) => looks.map(({ observation }) => observation.id)));
  const earlier = versions.map(({ observationId }) => observationId).filter((id) => !within.has(id));
  const alerts = await listAlerts(db, frame.alerts);
  const mails = await listMails(
    db,
    alerts.map(({ id }) => id),
  );
  return {
    subject,
    window,
    sources,
    earlierLooks: await loadLooks(db, earlier),
    versions,
    removals,
    changes,
    alerts,
    acknowledgements: await listAcknowledgements(
      db,
      alerts.map(({ id }) => id),
    ),
    followUps: await listEscalationEvents(
      db,
      alerts.map(({ id }) => id),
    ),
    mails,
    ...(await listAttempts(
      db,
      mails.map(({ id }) => id),
    )),
    configurations: await configurationsBetween(db, window),
    registers: await registersBetween(db, window),
  };
}

const unknownGapMs = 3 * 24 * 60 * 60 * 1000;

/** What is to be looked for: which changes, sources and alerts, and in which time. */
interface Frame {
  readonly window: Case['window'];
  readonly changeIds: readonly string[];
  readonly sourceIds: readonly string[];
  readonly alerts: Parameters<typeof listAlerts>[1];
}

async function frameOf(db: Db, subject: Subject): Promise<Frame> {
  if (subject.kind === 'change') return changeFrame(db, subject.id, []);
  if (subject.kind === 'period') {
    const { from, to, vendor } = subject;
    const sourceIds = await everWatched(db, vendor);
    const changeIds = await changesBetween(db, subject, vendor);
    const alerts = { changeIds, ids: [], between: { from, to, sourceIds } };
    return { window: { from, to }, changeIds, sourceIds, alerts };
  }
  const [alert] = /^\d{1,18}$/.test(subject.id) ? await loadAlerts(db, [subject.id]) : [];
  if (!alert) throw unknown(`alert ${subject.id}`, 'run `npx modelwarden alerts` for the ids that exist');
  if (alert.change_id !== null) return changeFrame(db, alert.change_id, [alert.id]);
  const dayMs = 24 * 60 * 60 * 1000;
  const window = { from: new Date(alert.created_at.getTime() - dayMs), to: alert.created_at };
  const alerts = { changeIds: [], ids: [alert.id], between: null };
  return { window, changeIds: [], sourceIds: [alert.source_id], alerts };
}

/** The time from the last sight of the old state to the last word on it, and all sources that were searched. */
async function changeFrame(db: Db, id: string, alertIds: readonly string[]): Promise<Frame> {
  const change = await loadChange(db, id);
  if (!change) throw unknown(`change ${id}`, 'run `npx modelwarden changes list` for the ids that exist');
  const verdicts = await loadVerdicts(db, id);
  const searched = verdicts.flatMap((verdict) => verdict.searched.map(({ sourceId }) => sourceId));
  const ends = [change.first_seen_after, ...verdicts.map(({ judgedAt }) => judgedAt)];
  return {
    window: {
      from: change.last_seen_before,
      to: new Date(Math.max(...ends.map((end) => end.getTime()))),
    },
    changeIds: [id],
    sourceIds: [
      change.source_id,
      ...[...new Set(searched)].filter((other) => other !== change.source_id).sort(),
    ],
    alerts: { changeIds: [id], ids: alertIds, between: null },
  };
}

function unknown(what: string, advice: string): EvidenceError {
  return new EvidenceError(`there is no ${what}`, {
    code: 'unknown_subject',
    retry: 'never',
    fault: 'config',
    advice,
  });
}

function tooLarge(): EvidenceError {
  return new EvidenceError(`more than ${maxLooks} looks belong to that time`, {
    code: 'case_too_large',
    retry: 'never',
    fault: 'config',
    advice: 'export a shorter time, or one vendor (`--vendor`)',
  });
}
