/**
 * Turns alerts into stored messages, in one transaction: what is ready is routed, what is owed is held or told, one
 * message per contact and group. Rendering is pure; nothing is sent here.
 */
import { stormHold, stormWindowStart } from '../alerts/storm-guard.ts';
import { crashPoint } from '../observe/crash-point.ts';
import { loadAlerts, loadEarlierMails } from '../store/alerts.ts';
import type { Db } from '../store/db.ts';
import { recentMails } from '../store/deliveries.ts';
import { routeAnew, takeOwed } from '../store/receivers.ts';
import type { Deps } from './deps.ts';
import { gatherTelling, type Telling } from './gather-telling.ts';
import { holdReceivers, holdUntil, type Owed } from './hold-receivers.ts';
import { routeAlerts, type Unrouted } from './route-alerts.ts';
import { type MailGroup, type Thread, writeMail } from './write-mail.ts';

export interface Dispatched {
  readonly deliveries: readonly string[];
  /** Alerts that go to nobody. */
  readonly held: readonly Unrouted[];
}

/** Dispatches every alert that is ready, with what else waits for the same vendor. */
export async function dispatchAlerts(deps: Deps): Promise<Dispatched> {
  const dispatched = await deps.db.transaction().execute(async (db) => {
    const now = deps.now();
    const { unrouted: held, tellings } = await routeAlerts(deps, db, now);
    const deliveries = await tellOwed(deps, db, tellings, now);
    crashPoint('dispatch:before-commit');
    return { deliveries, held };
  });
  crashPoint('dispatch:committed');
  return dispatched;
}

async function tellOwed(
  deps: Deps,
  db: Db,
  routed: ReadonlyMap<string, Telling>,
  now: Date,
): Promise<readonly string[]> {
  const free = await holdReceivers(db, deps.config(), await gatherOwed(deps, db, routed, now), now);
  const deliveries: string[] = [];
  for (const group of joinFolded(await groupByMail(db, free), now)) {
    if (!group.owed.some(({ receiver }) => receiver.due_at <= now)) continue;
    if (await foldedByStorm(db, group, now)) continue;
    const id = await writeMail(deps, db, group, now);
    if (id !== null) deliveries.push(id);
  }
  return deliveries;
}

/** @param routed what was gathered for routing a moment ago, by alert */
async function gatherOwed(
  deps: Deps,
  db: Db,
  routed: ReadonlyMap<string, Telling>,
  now: Date,
): Promise<readonly Owed[]> {
  const config = deps.config();
  const receivers = await takeOwed(db, now);
  // Whoever is no longer in contacts.yaml has perhaps been replaced: the tree says by whom.
  const adrift = new Set(
    receivers
      .filter((receiver) => !config.contacts.has(receiver.contact_id))
      .map((receiver) => receiver.alert_id),
  );
  for (const id of adrift) await routeAnew(db, id, now, now);
  const ids = [...new Set(receivers.map((receiver) => receiver.alert_id))].filter((id) => !adrift.has(id));
  const tellings = new Map(routed);
  for (const alert of await loadAlerts(
    db,
    ids.filter((id) => !routed.has(id)),
  ))
    tellings.set(alert.id, await gatherTelling(db, config, alert));
  return receivers.flatMap((receiver) => {
    const contact = config.contacts.get(receiver.contact_id);
    const telling = tellings.get(receiver.alert_id);
    return contact && telling ? [{ receiver, contact, telling }] : [];
  });
}

/** One mail per contact and digest, and for what is told at once, per vendor, reason and thread. */
async function groupByMail(db: Db, owed: readonly Owed[]): Promise<readonly MailGroup[]> {
  const earlier = await loadEarlierMails(
    db,
    owed.flatMap(({ telling }) => telling.continues ?? []),
  );
  const groups = new Map<string, MailGroup>();
  for (const item of owed) {
    const { contact, receiver, telling } = item;
    const kind =
      receiver.held_by === 'storm' ? 'folded' : receiver.cadence === 'immediate' ? 'alert' : 'digest';
    const mail = earlier.findLast(
      ({ change_id, contact_id }) => change_id === telling.continues && contact_id === contact.id,
    );
    const thread: Thread | null =
      kind === 'alert' && mail
        ? { inReplyTo: mail.message_id, root: mail.thread_root, subject: mail.subject }
        : null;
    const { vendor, reason } = telling.alert;
    const parts =
      kind === 'alert' ? [vendor, reason, thread?.inReplyTo] : kind === 'digest' ? [receiver.cadence] : [];
    const key = JSON.stringify([contact.id, kind, ...parts]);
    const group = groups.get(key) ?? { contact, kind, thread, owed: [] };
    groups.set(key, { ...group, owed: [...group.owed, item] });
  }
  return [...groups.values()];
}

/** A contact whose summary of folded alerts goes out now gets in it what else would come, unless it is critical. */
function joinFolded(groups: readonly MailGroup[], now: Date): readonly MailGroup[] {
  const folded = groups.filter(
    ({ kind, owed }) => kind === 'folded' && owed.some(({ receiver }) => receiver.due_at <= now),
  );
  const joins = (group: MailGroup) =>
    group.kind === 'alert' &&
    group.thread === null &&
    folded.some(({ contact }) => contact.id === group.contact.id) &&
    !isCritical(group);
  return groups
    .filter((group) => !joins(group))
    .map((group) => {
      if (!folded.includes(group)) return group;
      const more = groups.filter((other) => joins(other) && other.contact.id === group.contact.id);
      return { ...group, owed: [...group.owed, ...more.flatMap(({ owed }) => owed)] };
    });
}

function isCritical(group: MailGroup): boolean {
  return group.owed.some(({ telling }) => telling.severity === 'critical');
}

/** Holds a mail that is one too many, unless it is critical, or itself the summary of many. */
async function foldedByStorm(db: Db, group: MailGroup, now: Date): Promise<boolean> {
  if (group.kind !== 'alert' || isCritical(group)) return false;
  const recent = await recentMails(db, group.contact.id, stormWindowStart(now));
  const hold = stormHold(group.contact, group.owed[0]?.telling.alert.vendor ?? '', recent);
  if (hold === null) return false;
  for (const item of group.owed) await holdUntil(db, item, hold, now);
  return true;
}
