/** One group of what a contact is owed becomes one stored message, and is told with that. */
import { createHash } from 'node:crypto';
import { planFollowUp } from '../alerts/follow-up.ts';
import { acknowledgeToken } from '../domain/acknowledge-token.ts';
import { higherSeverity, type Severity } from '../domain/change.ts';
import type { AcknowledgeWays, ChangeNotice, HeldNote, Notice, SourceTrouble } from '../domain/notice.ts';
import type { Contact } from '../domain/register.ts';
import { buildMessage } from '../mail/build-message.ts';
import { renderNotice } from '../mail/render-notice.ts';
import { acknowledgeKey } from '../store/acknowledge-key.ts';
import { sha256 } from '../store/bodies.ts';
import type { Db } from '../store/db.ts';
import { insertDelivery } from '../store/deliveries.ts';
import { startEscalation } from '../store/escalations.ts';
import { newestCheckpoint } from '../store/log-checkpoints.ts';
import { closeGroups, markTold } from '../store/receivers.ts';
import { markGapsTold, untoldGaps } from '../store/watch-gaps.ts';
import type { Deps } from './deps.ts';
import { gatherDigest } from './gather-digest.ts';
import type { Telling } from './gather-telling.ts';
import type { Owed } from './hold-receivers.ts';

/** The mail that a follow-up continues. */
export interface Thread {
  readonly inReplyTo: string;
  readonly root: string;
  readonly subject: string;
}

/** What one contact is told in one mail: alerts at once, a digest, or what the storm guard folded. */
export interface MailGroup {
  readonly contact: Contact;
  readonly kind: 'alert' | 'digest' | 'folded';
  readonly thread: Thread | null;
  readonly owed: readonly Owed[];
}

/** Writes the mail of a group; null when the same one was written before. */
export async function writeMail(deps: Deps, db: Db, group: MailGroup, now: Date): Promise<string | null> {
  const { contact, owed } = group;
  const [first] = owed;
  if (!first) return null;
  const tellings = owed.map(({ telling }) => telling);
  const fingerprints = owed.map(({ telling }) => telling.alert.fingerprint).sort();
  const names = (ids: readonly string[]) =>
    [...new Set(ids)].map((id) => deps.config().contacts.get(id)?.name ?? id);
  const isDigest = group.kind !== 'alert';
  const id = deliveryId([contact.id, ...fingerprints]);
  const written = await storeNotice(deps, db, {
    id,
    contact,
    thread: group.thread,
    alertIds: owed.map(({ telling }) => telling.alert.id),
    now,
    content: {
      reason: isDigest ? group.kind : first.telling.alert.reason,
      vendorName: vendorNames(deps, tellings),
      severity: gravestOf(tellings),
      recipients: isDigest
        ? [contact.name]
        : names(
            owed.flatMap(({ telling }) => [contact.id, ...telling.routes.flatMap((route) => route.contacts)]),
          ),
      routePath: first.receiver.route,
      changes: changesOf(tellings),
      troubles: troublesOf(tellings),
      held: heldNotes(owed),
      ...acknowledgeWays(tellings, id),
      ...(isDigest && {
        digest: await gatherDigest(db, deps.config(), contact, first.receiver.cadence, now),
      }),
    },
  });
  for (const { receiver } of owed) await markTold(db, receiver, written.id, now);
  await beginChains(deps, db, owed, now);
  await closeGroups(db, [...new Set(owed.map(({ receiver }) => receiver.group_id))], now);
  return written.isNew ? written.id : null;
}

/** What a notice says, apart from whom it goes to and when. */
type Content = Pick<
  Notice,
  | 'reason'
  | 'vendorName'
  | 'severity'
  | 'recipients'
  | 'routePath'
  | 'changes'
  | 'troubles'
  | 'held'
  | 'digest'
  | 'acknowledge'
  | 'followUp'
  | 'verification'
>;

/** Renders a notice and stores its bytes, with what the contact has not heard yet of times without a worker. */
export async function storeNotice(
  deps: Deps,
  db: Db,
  mail: {
    readonly id: string;
    readonly contact: Contact;
    readonly thread: Thread | null;
    readonly alertIds: readonly string[];
    readonly now: Date;
    readonly content: Content;
  },
): Promise<{ readonly id: string; readonly isNew: boolean }> {
  const { contact, thread, now } = mail;
  const config = deps.config();
  const gaps = await untoldGaps(db, contact.id, now);
  const titles = new Map(config.sources.map((source) => [source.id, source.title]));
  const notice: Notice = {
    ...mail.content,
    ...(mail.content.acknowledge && {
      acknowledge: await acknowledgeLinks(deps, db, mail.id, mail.content.acknowledge),
    }),
    deliveryId: mail.id,
    contact,
    renderedAt: now,
    inReplyTo: thread?.inReplyTo ?? null,
    threadRoot: thread?.root ?? null,
    threadSubject: thread?.subject ?? null,
    gaps: gaps.map(({ from, to, sourceIds }) => ({
      from,
      to,
      sources: sourceIds.map((id) => titles.get(id) ?? id),
    })),
    checkpoint: (await newestCheckpoint(db))?.note ?? null,
    appVersion: deps.appVersion,
    rulesVersion: config.rules.version,
  };
  const rendered = renderNotice(notice, config.templates);
  const message = await buildMessage(notice, rendered, config.settings.mail);
  const isNew = await insertDelivery(
    db,
    {
      id: notice.deliveryId,
      contact_id: contact.id,
      address: message.to,
      sender: message.from,
      subject: rendered.subject,
      message_id: message.messageId,
      thread_root: thread?.root ?? message.messageId,
      reason: notice.reason,
      raw: Buffer.from(message.bytes),
      raw_sha256: sha256(message.bytes),
      state: 'due',
      due_at: now,
      created_at: now,
      is_urgent: notice.severity === 'critical',
    },
    mail.alertIds,
  );
  if (isNew) await markGapsTold(db, contact.id, notice.deliveryId, gaps);
  return { id: notice.deliveryId, isNew };
}

/** Adds the ways that need a token of the mail, where they are set up. */
async function acknowledgeLinks(
  deps: Deps,
  db: Db,
  id: string,
  ways: AcknowledgeWays,
): Promise<AcknowledgeWays> {
  const { web, mail } = deps.config().settings;
  if (web.publicUrl === null && mail.answers === null) return ways;
  const token = acknowledgeToken(await acknowledgeKey(db), id);
  return {
    ...ways,
    link: web.publicUrl === null ? null : `${web.publicUrl}/ack/${token}`,
    replyToken: mail.answers === null ? null : token,
  };
}

/** First 128 bits of the hash over what makes the delivery this delivery. */
export function deliveryId(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

/** A digest may hold both the first word of a change and its verdict: the change is shown once. */
export function changesOf(tellings: readonly Telling[]): readonly ChangeNotice[] {
  const changes = tellings.flatMap(({ change }) => (change ? [[change.changeId, change] as const] : []));
  return [...new Map(changes).values()];
}

export function troublesOf(tellings: readonly Telling[]): readonly SourceTrouble[] {
  return tellings.flatMap(({ trouble }) => trouble ?? []);
}

export function gravestOf(tellings: readonly Telling[]): Severity {
  return tellings.reduce<Severity>((top, { severity }) => higherSeverity(top, severity), 'info');
}

export function vendorNames(deps: Deps, tellings: readonly Telling[]): string {
  const ids = [...new Set(tellings.map(({ alert }) => alert.vendor))];
  const names = ids.map((id) => deps.config().vendors.get(id)?.name ?? id);
  return names.length <= 3 ? names.join(', ') : `${names.length} vendors`;
}

/** What a reader types to say that it was dealt with: a change, a finding, or all that the mail tells of. */
export function acknowledgeWays(
  tellings: readonly Telling[],
  deliveryId: string,
): Pick<Notice, 'acknowledge'> {
  const subjects = [...new Set(tellings.flatMap(subjectToAcknowledge))];
  const [subject] = subjects;
  if (subject === undefined) return {};
  const about = subjects.length === 1 ? subject : deliveryId;
  const command = `npx modelwarden ack ${about} --by "Your name" --meaning reviewed`;
  return { acknowledge: { link: null, replyToken: null, command } };
}

/** What asks for an acknowledgement: a change, or a finding about none. */
function subjectToAcknowledge({ alert }: Telling): string | readonly [] {
  return alert.change_id ?? (alert.reason === 'finding' ? alert.id : []);
}

/** What was told is followed up until somebody acknowledges it, by the plan that its route has today. */
async function beginChains(deps: Deps, db: Db, owed: readonly Owed[], now: Date): Promise<void> {
  const asking = owed.filter(({ telling }) => subjectToAcknowledge(telling).length > 0);
  for (const [groupId, members] of Map.groupBy(asking, ({ receiver }) => receiver.group_id)) {
    const severity = gravestOf(members.map(({ telling }) => telling));
    const plan = planFollowUp(deps.config().route, members[0]?.receiver.route ?? [], severity);
    if (plan !== null) await startEscalation(db, groupId, plan, now);
  }
}

function heldNotes(owed: readonly Owed[]): readonly HeldNote[] {
  const notes = new Map<string, HeldNote>();
  for (const { receiver } of owed) {
    const { held_reason: reason, held_since: since } = receiver;
    if (reason === null || since === null) continue;
    const known = notes.get(reason);
    const earliest = known && known.since < since ? known.since : since;
    notes.set(reason, { reason, since: earliest, count: (known?.count ?? 0) + 1 });
  }
  return [...notes.values()];
}
