/** The first half of dispatching: alerts that are ready are routed, and each contact's share is written down. */
import { nextDigestAt } from '../alerts/contact-hours.ts';
import type { RoutedTo } from '../alerts/route-alert.ts';
import type { Config } from '../config/config.ts';
import type { Contact, RouteCadence } from '../domain/register.ts';
import { loadEarlierMails, markRouted, takeWaitingAlerts } from '../store/alerts.ts';
import type { Db } from '../store/db.ts';
import { addReceiver, groupOfChange, hastenFirstTelling, openGroup } from '../store/receivers.ts';
import type { Deps } from './deps.ts';
import { gatherTelling, type Telling } from './gather-telling.ts';

/** An alert that goes to nobody, and why. */
export interface Unrouted {
  readonly sourceId: string;
  readonly reason: string;
}

/** How and when one contact is to be told. */
interface Share {
  readonly contact: Contact;
  readonly route: readonly string[];
  readonly cadence: RouteCadence;
  readonly dueAt: Date;
}

/** What was routed, with the facts that were gathered for it by alert, and what goes to nobody. */
interface Routed {
  readonly tellings: ReadonlyMap<string, Telling>;
  readonly unrouted: readonly Unrouted[];
}

/** Routes what is ready under the configuration in force. Part of the dispatch's transaction. */
export async function routeAlerts(deps: Deps, db: Db, now: Date): Promise<Routed> {
  const config = deps.config();
  const tellings = new Map<string, Telling>();
  const unrouted: Unrouted[] = [];
  for (const alert of await takeWaitingAlerts(db, now)) {
    const telling = await gatherTelling(db, config, alert);
    tellings.set(alert.id, telling);
    const shares = await sharesOf(db, config, telling, now);
    for (const share of shares) await writeShare(db, telling, share, now);
    const reason =
      telling.heldReason ?? (shares.length === 0 ? 'its contacts are no longer in contacts.yaml' : null);
    if (reason !== null) unrouted.push({ sourceId: alert.source_id, reason });
    await markRouted(db, alert.id, now, reason);
  }
  return { tellings, unrouted };
}

/** Each contact once, by the route that tells it soonest; a follow-up also reaches who was told before. */
async function sharesOf(db: Db, config: Config, telling: Telling, now: Date): Promise<readonly Share[]> {
  const shares = new Map<string, Share>();
  for (const route of telling.routes) {
    for (const id of route.contacts) {
      const contact = config.contacts.get(id);
      const share = contact && shareBy(telling, route, contact, now);
      const known = shares.get(id);
      if (share && (!known || share.dueAt < known.dueAt)) shares.set(id, share);
    }
  }
  if (telling.continues === null) return [...shares.values()];
  for (const { contact_id: id } of await loadEarlierMails(db, [telling.continues])) {
    const contact = config.contacts.get(id);
    if (!contact || shares.has(id)) continue;
    shares.set(id, { contact, route: ['told before'], cadence: 'immediate', dueAt: now });
  }
  return [...shares.values()];
}

/** What is critical never waits for a digest. */
function shareBy(telling: Telling, route: RoutedTo, contact: Contact, now: Date): Share {
  const cadence = telling.severity === 'critical' ? 'immediate' : route.cadence;
  const gatheredAt = new Date(telling.alert.created_at.getTime() + route.groupWaitMs);
  const dueAt =
    cadence === 'immediate'
      ? new Date(Math.max(now.getTime(), gatheredAt.getTime()))
      : nextDigestAt(cadence, contact, now);
  return { contact, route: route.path, cadence, dueAt };
}

async function writeShare(db: Db, { alert }: Telling, share: Share, now: Date): Promise<void> {
  const { contact, route, cadence, dueAt } = share;
  const isFollowUp = alert.reason === 'settled' && alert.change_id !== null;
  if (isFollowUp) {
    // What a contact has not been told yet will carry the verdict by itself.
    const first = { changeId: alert.change_id ?? '', contactId: contact.id, dueAt, cadence };
    if (await hastenFirstTelling(db, first)) return;
  }
  const earlier = isFollowUp ? await groupOfChange(db, alert.change_id ?? '', contact.id) : null;
  const isImmediate = cadence === 'immediate';
  const key = isImmediate ? [alert.reason, alert.vendor, ...route] : [cadence, contact.id];
  const vendor = isImmediate ? alert.vendor : null;
  const groupId = earlier ?? (await openGroup(db, { key: JSON.stringify(key), route, vendor, cadence, now }));
  await addReceiver(db, { alertId: alert.id, contactId: contact.id, groupId, route, cadence, dueAt });
}
