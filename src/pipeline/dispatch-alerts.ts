/**
 * Turns waiting alerts into stored messages, one per contact and group, in one transaction. Rendering is pure;
 * nothing is sent here.
 */
import { createHash } from 'node:crypto';
import { higherSeverity, type Severity } from '../domain/change.ts';
import type { Notice } from '../domain/notice.ts';
import type { Contact } from '../domain/register.ts';
import { buildMessage } from '../mail/build-message.ts';
import { renderNotice } from '../mail/render-notice.ts';
import { crashPoint } from '../observe/crash-point.ts';
import { loadEarlierMails, markDispatched, takeWaitingAlerts } from '../store/alerts.ts';
import { sha256 } from '../store/captures.ts';
import type { Db } from '../store/db.ts';
import { insertDelivery } from '../store/deliveries.ts';
import type { Deps } from './deps.ts';
import { gatherChange, gatherTrouble, type Telling } from './gather-telling.ts';

interface Thread {
  readonly inReplyTo: string;
  readonly root: string;
  readonly subject: string;
}

/** What one contact is told in one mail. */
interface Group {
  readonly contact: Contact;
  readonly routePath: readonly string[];
  readonly thread: Thread | null;
  readonly tellings: Telling[];
}

export interface Dispatched {
  readonly deliveries: readonly string[];
  readonly held: readonly { readonly sourceId: string; readonly reason: string }[];
}

/** Dispatches every alert that is ready, with what else waits for the same vendor. */
export async function dispatchAlerts(deps: Deps): Promise<Dispatched> {
  const dispatched = await deps.db.transaction().execute(async (db) => {
    const result = await dispatchTaken(deps, db);
    crashPoint('dispatch:before-commit');
    return result;
  });
  crashPoint('dispatch:committed');
  return dispatched;
}

async function dispatchTaken(deps: Deps, db: Db): Promise<Dispatched> {
  const config = deps.config();
  const now = deps.now();
  const tellings: Telling[] = [];
  for (const alert of await takeWaitingAlerts(db, now)) {
    tellings.push(
      alert.change_id === null ? gatherTrouble(config, alert) : await gatherChange(db, config, alert),
    );
  }
  const deliveries: string[] = [];
  for (const group of await groupByContact(deps, db, tellings)) {
    const id = await storeMessage(deps, db, group, now);
    if (id) deliveries.push(id);
  }
  for (const telling of tellings) await markDispatched(db, telling.alert.id, now, telling.heldReason);
  const held = tellings.flatMap((telling) =>
    telling.heldReason === null ? [] : [{ sourceId: telling.alert.source_id, reason: telling.heldReason }],
  );
  return { deliveries, held };
}

/** One group per vendor, reason, contact and thread: changes made together are one mail. */
async function groupByContact(deps: Deps, db: Db, tellings: readonly Telling[]): Promise<readonly Group[]> {
  const config = deps.config();
  const earlier = await loadEarlierMails(
    db,
    tellings.flatMap((telling) => telling.continues ?? []),
  );
  const groups = new Map<string, Group>();
  for (const telling of tellings) {
    const contacts = new Map(telling.contacts);
    const mails = earlier.filter((mail) => mail.change_id === telling.continues);
    for (const mail of mails)
      if (!contacts.has(mail.contact_id)) contacts.set(mail.contact_id, ['told before']);
    for (const [contactId, routePath] of contacts) {
      const contact = config.contacts.get(contactId);
      if (!contact) continue;
      const mail = mails.findLast((candidate) => candidate.contact_id === contactId);
      const thread = mail
        ? { inReplyTo: mail.message_id, root: mail.thread_root, subject: mail.subject }
        : null;
      const key = JSON.stringify([telling.alert.vendor, telling.alert.reason, contactId, thread?.inReplyTo]);
      const group = groups.get(key) ?? { contact, routePath, thread, tellings: [] };
      group.tellings.push(telling);
      groups.set(key, group);
    }
  }
  return [...groups.values()];
}

async function storeMessage(deps: Deps, db: Db, group: Group, now: Date): Promise<string | null> {
  const notice = noticeOf(deps, group, now);
  const rendered = renderNotice(notice, deps.config().templates);
  const message = await buildMessage(notice, rendered, deps.config().settings.mail);
  const isNew = await insertDelivery(
    db,
    {
      id: notice.deliveryId,
      contact_id: group.contact.id,
      address: message.to,
      sender: message.from,
      subject: rendered.subject,
      message_id: message.messageId,
      thread_root: group.thread?.root ?? message.messageId,
      reason: notice.reason,
      raw: Buffer.from(message.bytes),
      raw_sha256: sha256(message.bytes),
      state: 'due',
      due_at: now,
      created_at: now,
      is_urgent: notice.severity === 'critical',
    },
    group.tellings.map((telling) => telling.alert.id),
  );
  return isNew ? notice.deliveryId : null;
}

function noticeOf(deps: Deps, group: Group, now: Date): Notice {
  const config = deps.config();
  const { tellings, contact } = group;
  const first = tellings[0]?.alert;
  const fingerprints = tellings.map((telling) => telling.alert.fingerprint).sort();
  const recipients = new Set(tellings.flatMap((telling) => [...telling.contacts.keys()]));
  return {
    deliveryId: deliveryId([contact.id, ...fingerprints]),
    reason: first?.reason ?? 'detected',
    vendorName: config.vendors.get(first?.vendor ?? '')?.name ?? first?.vendor ?? '',
    severity: tellings.reduce<Severity>((top, telling) => higherSeverity(top, telling.severity), 'info'),
    contact,
    recipients: [...recipients].map((id) => config.contacts.get(id)?.name ?? id),
    routePath: group.routePath,
    changes: tellings.flatMap((telling) => (telling.change ? [telling.change] : [])),
    troubles: tellings.flatMap((telling) => (telling.trouble ? [telling.trouble] : [])),
    renderedAt: now,
    inReplyTo: group.thread?.inReplyTo ?? null,
    threadRoot: group.thread?.root ?? null,
    threadSubject: group.thread?.subject ?? null,
    appVersion: deps.appVersion,
    rulesVersion: config.rules.version,
  };
}

/** First 128 bits of the hash over what makes the delivery this delivery. */
function deliveryId(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
