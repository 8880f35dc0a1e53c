/**
 * Follows up what nobody acknowledged: reminds those who were told, tells the next, and tells them when somebody did.
 * One chain a transaction; its mails are stored here and sent by the job that delivers.
 */
import { type ChainState, dueFollowUps, type ToldContact } from '../alerts/follow-up.ts';
import { silencedBy } from '../alerts/hold-alert.ts';
import { stormHold, stormWindowStart } from '../alerts/storm-guard.ts';
import type { EscalationEnd, EscalationPlan } from '../domain/escalation.ts';
import type { FollowUpNote } from '../domain/notice.ts';
import type { Contact } from '../domain/register.ts';
import { crashPoint } from '../observe/crash-point.ts';
import { lastAcknowledgementOf, type ToldShare, toldSharesOf } from '../store/acknowledgements.ts';
import { loadAlerts } from '../store/alerts.ts';
import type { Db } from '../store/db.ts';
import { lastMailAbout, recentMails } from '../store/deliveries.ts';
import {
  closeEscalation,
  type Escalation,
  type EscalationRecord,
  eventsOf,
  isBeginning,
  moveEscalation,
  noteEscalationFailure,
  noteEvent,
  planOf,
  takeDueEscalation,
} from '../store/escalations.ts';
import { loadSilences } from '../store/silences.ts';
import type { Deps } from './deps.ts';
import { gatherTelling, type Telling } from './gather-telling.ts';
import {
  acknowledgeWays,
  changesOf,
  deliveryId,
  gravestOf,
  storeNotice,
  troublesOf,
  vendorNames,
} from './write-mail.ts';

export interface FollowedUp {
  readonly groupId: string;
  readonly reminded: readonly string[];
  readonly escalated: readonly string[];
  /** How the chain ended, when it did. */
  readonly ended: EscalationEnd | null;
  readonly deliveries: readonly string[];
}

/** One chain as it stands. */
interface Chain {
  readonly deps: Deps;
  readonly db: Db;
  readonly escalation: Escalation;
  readonly plan: EscalationPlan;
  readonly events: readonly EscalationRecord[];
  /** What was told of it, acknowledged or not. */
  readonly shares: readonly ToldShare[];
  readonly now: Date;
}

/** A chain that failed is tried again after this, and keeps no other waiting. */
const afterFailureMs = 15 * 60 * 1000;

/** Follows up every chain that is due. */
export async function followUp(deps: Deps): Promise<readonly FollowedUp[]> {
  const all: FollowedUp[] = [];
  for (;;) {
    const one = await followUpNext(deps);
    if (one === null) return all;
    all.push(one);
  }
}

async function followUpNext(deps: Deps): Promise<FollowedUp | null> {
  const now = deps.now();
  let taken: Escalation | null = null;
  try {
    const followedUp = await deps.db.transaction().execute(async (db) => {
      taken = await takeDueEscalation(db, now);
      const done = taken && (await followUpChain(deps, db, taken, now));
      crashPoint('follow-up:before-commit');
      return done;
    });
    crashPoint('follow-up:committed');
    return followedUp;
  } catch (error) {
    const failed: Escalation | null = taken;
    if (failed === null) throw error;
    return noteFailure(deps, failed, error, now);
  }
}

async function noteFailure(
  deps: Deps,
  { id, groupId }: Escalation,
  error: unknown,
  now: Date,
): Promise<FollowedUp> {
  deps.log.error({ group: groupId, error }, 'what nobody acknowledged could not be followed up');
  await noteEscalationFailure(deps.db, id, {
    error: error instanceof Error ? error.message : String(error),
    nextAt: new Date(now.getTime() + afterFailureMs),
    now,
  });
  return nothing({ groupId });
}

async function followUpChain(deps: Deps, db: Db, escalation: Escalation, now: Date): Promise<FollowedUp> {
  const events = await eventsOf(db, escalation.id);
  const plan = planOf(escalation.id, events);
  const shares = await toldSharesOf(db, escalation.groupId);
  const chain = { deps, db, escalation, plan, events, shares, now };
  const open = shares.filter((share) => share.is_open);
  if (open.length === 0) return close(chain);
  const alerts = await loadAlerts(db, [...new Set(open.map((share) => share.alert_id))]);
  const tellings: Telling[] = [];
  for (const alert of alerts) {
    const telling = await gatherTelling(db, deps.config(), alert);
    if (telling.heldReason === null) tellings.push(telling);
  }
  if (tellings.length === 0) {
    await closeEscalation(db, escalation.id, 'told to nobody', now);
    return { ...nothing(escalation), ended: 'told to nobody' };
  }
  const silences = await loadSilences(db, now);
  const holds = tellings.map((telling) => silencedBy(silences, telling.labels, now));
  const free = tellings.filter((_telling, index) => holds[index] === null);
  if (free.length === 0) {
    const ends = holds.flatMap((hold) => (hold === null ? [] : [hold.until.getTime()]));
    await moveEscalation(db, escalation.id, soonest(ends, now));
    return nothing(escalation);
  }
  return act(chain, free);
}

const longestWaitMs = 6 * 60 * 60 * 1000;

function soonest(times: readonly number[], now: Date): Date {
  return new Date(Math.max(now.getTime() + 60_000, Math.min(now.getTime() + longestWaitMs, ...times)));
}

function nothing({ groupId }: Pick<Escalation, 'groupId'>): FollowedUp {
  return { groupId, reminded: [], escalated: [], ended: null, deliveries: [] };
}

/** Takes the steps and gives the reminders that are due. */
async function act(chain: Chain, tellings: readonly Telling[]): Promise<FollowedUp> {
  const { db, plan, escalation, now } = chain;
  const state = stateOf(chain);
  const due = dueFollowUps(plan, state, now);
  const done: EscalationRecord[] = [];
  const waits: number[] = [];
  for (let step = state.stepsTaken; step < state.stepsTaken + due.steps; step += 1) {
    const contacts = nextContactsOf(chain, step, done);
    for (const contact of contacts) {
      const id = await write(chain, tellings, contact, 'escalated', done);
      done.push({ event: 'escalated', contactId: contact.id, deliveryId: id, detail: { step }, at: now });
    }
    if (contacts.length === 0)
      done.push({ event: 'escalated', contactId: null, deliveryId: null, detail: { step }, at: now });
  }
  for (const contact of due.remind) {
    const storm = await tooMany(chain, contact, tellings);
    if (storm !== null) {
      waits.push(storm.getTime());
      continue;
    }
    const id = await write(chain, tellings, contact, 'unacknowledged', done);
    done.push({ event: 'reminded', contactId: contact.id, deliveryId: id, detail: {}, at: now });
  }
  for (const event of done) await noteEvent(db, escalation.id, event);
  const after = dueFollowUps(plan, stateOf(chain, done), now);
  await moveEscalation(db, escalation.id, soonest([after.lookAgainAt.getTime(), ...waits], now));
  const told = (event: EscalationRecord['event']) =>
    done.flatMap((one) => (one.event === event && one.contactId !== null ? [one.contactId] : []));
  return {
    groupId: escalation.groupId,
    reminded: told('reminded'),
    escalated: told('escalated'),
    ended: null,
    deliveries: done.flatMap(({ deliveryId: id }) => (id === null ? [] : [id])),
  };
}

/** Who was told, by mails of the group and by steps; the operators when none of them is in contacts.yaml any more. */
function stateOf(chain: Chain, done: readonly EscalationRecord[] = []): ChainState {
  const { deps, escalation, shares } = chain;
  const { contacts, operators } = deps.config();
  const events = [...chain.events, ...done];
  const firstTold = new Map<string, Date>();
  for (const { contact_id: id, told_at: at } of shares) firstTold.set(id, at);
  for (const { event, contactId, at } of events)
    if (event === 'escalated' && contactId !== null && !firstTold.has(contactId))
      firstTold.set(contactId, at);
  if (![...firstTold.keys()].some((id) => contacts.has(id)))
    for (const id of operators) firstTold.set(id, escalation.startedAt);
  const told = [...firstTold].flatMap(([id, at]): readonly ToldContact[] => {
    const contact = contacts.get(id);
    if (contact === undefined) return [];
    const reminders = events.filter(({ event, contactId }) => event === 'reminded' && contactId === id);
    return [{ contact, lastAt: later(at, reminders.at(-1)?.at), reminders: reminders.length }];
  });
  // A new plan is gone through from its beginning; who was told already is not told again.
  const planned = events.slice(events.findLastIndex(({ event }) => isBeginning(event)));
  const steps = planned.flatMap(({ event, detail }) =>
    event === 'escalated' ? [Number(detail['step'])] : [],
  );
  return { startedAt: escalation.startedAt, stepsTaken: Math.max(-1, ...steps) + 1, told };
}

function later(a: Date, b: Date | undefined): Date {
  return b !== undefined && b > a ? b : a;
}

/** Whom a step adds; the operators in place of contacts who are no longer there. */
function nextContactsOf(chain: Chain, step: number, done: readonly EscalationRecord[]): readonly Contact[] {
  const { contacts, operators } = chain.deps.config();
  const named = chain.plan.steps[step]?.contacts ?? [];
  const known = named.filter((id) => contacts.has(id));
  const told = new Set(stateOf(chain, done).told.map(({ contact }) => contact.id));
  return (known.length > 0 ? known : operators).flatMap((id) => {
    const contact = contacts.get(id);
    return contact === undefined || told.has(id) ? [] : [contact];
  });
}

/** Until when a contact has had enough mails; null while there is room. What is critical has always. */
async function tooMany(chain: Chain, contact: Contact, tellings: readonly Telling[]): Promise<Date | null> {
  if (chain.plan.severity === 'critical') return null;
  const recent = await recentMails(chain.db, contact.id, stormWindowStart(chain.now));
  return stormHold(contact, tellings[0]?.alert.vendor ?? '', recent)?.until ?? null;
}

/** Writes one mail of the chain and returns its id. */
async function write(
  chain: Chain,
  tellings: readonly Telling[],
  contact: Contact,
  reason: 'unacknowledged' | 'escalated' | 'acknowledged',
  done: readonly EscalationRecord[],
  acknowledged: FollowUpNote['acknowledged'] = null,
): Promise<string> {
  const { deps, db, escalation, plan, shares, now } = chain;
  const config = deps.config();
  const state = stateOf(chain, done);
  const alertIds = tellings.map(({ alert }) => alert.id);
  const mail = await lastMailAbout(db, alertIds, contact.id);
  const nameOf = (id: string) => config.contacts.get(id)?.name ?? id;
  const next = plan.steps[state.stepsTaken + (reason === 'escalated' ? 1 : 0)];
  const id = deliveryId(['follow-up', escalation.id, reason, contact.id, now.toISOString()]);
  await storeNotice(deps, db, {
    id,
    contact,
    thread: mail && { inReplyTo: mail.message_id, root: mail.thread_root, subject: mail.subject },
    alertIds,
    now,
    content: {
      reason,
      vendorName: vendorNames(deps, tellings),
      severity: gravestOf(tellings),
      recipients: [...new Set([...state.told.map((told) => told.contact.name), contact.name])],
      routePath: [...(shares[0]?.route ?? []), 'not acknowledged'],
      changes: changesOf(tellings),
      troubles: troublesOf(tellings),
      ...(reason !== 'acknowledged' && acknowledgeWays(tellings, id)),
      followUp: {
        openSince: escalation.startedAt,
        told: toldSoFar(chain, done).map(({ id: contactId, at }) => ({ name: nameOf(contactId), at })),
        next: next
          ? { at: new Date(escalation.startedAt.getTime() + next.afterMs), names: next.contacts.map(nameOf) }
          : null,
        acknowledged,
      },
    },
  });
  return id;
}

function toldSoFar(chain: Chain, done: readonly EscalationRecord[]) {
  const first = new Map<string, Date>();
  for (const { contact_id: id, told_at: at } of chain.shares) if (!first.has(id)) first.set(id, at);
  for (const { event, contactId, at } of [...chain.events, ...done])
    if (event === 'escalated' && contactId !== null && !first.has(contactId)) first.set(contactId, at);
  return [...first].map(([id, at]) => ({ id, at }));
}

/** Ends a chain that somebody acknowledged, and says so to those who were only told because nobody had. */
async function close(chain: Chain): Promise<FollowedUp> {
  const { deps, db, escalation, events, shares, now } = chain;
  await closeEscalation(db, escalation.id, 'acknowledged', now);
  const given = await lastAcknowledgementOf(db, escalation.groupId);
  const deliveries: string[] = [];
  if (given !== null) {
    const alerts = await loadAlerts(db, [...new Set(shares.map((share) => share.alert_id))]);
    const tellings: Telling[] = [];
    for (const alert of alerts) tellings.push(await gatherTelling(db, deps.config(), alert));
    const live = tellings.filter(({ heldReason }) => heldReason === null);
    const acknowledged = {
      by: given.name,
      meaning: given.meaning,
      note: given.note,
      at: given.acknowledged_at,
    };
    for (const id of escalatedTo(events)) {
      const contact = deps.config().contacts.get(id);
      if (contact === undefined || id === given.contact_id || live.length === 0) continue;
      deliveries.push(await write(chain, live, contact, 'acknowledged', [], acknowledged));
    }
  }
  return { ...nothing(escalation), ended: 'acknowledged', deliveries };
}

function escalatedTo(events: readonly EscalationRecord[]): ReadonlySet<string> {
  return new Set(
    events.flatMap(({ event, contactId }) =>
      event === 'escalated' && contactId !== null ? [contactId] : [],
    ),
  );
}
