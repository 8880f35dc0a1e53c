/** What a change would be mailed as under the configuration in force; nothing is stored. */
import type { Config } from '../config/config.ts';
import type { Notice } from '../domain/notice.ts';
import type { Contact } from '../domain/register.ts';
import { loadChange } from '../store/changes.ts';
import type { Db } from '../store/db.ts';
import { newestCheckpoint } from '../store/log-checkpoints.ts';
import { gatherChange } from './gather-telling.ts';

export type Preview =
  | { readonly notice: Notice }
  | { readonly code: string; readonly reason: string; readonly advice: string };

/** The notice as `contact` gets it, by default the first contact that the routes lead to; else why there is none. */
export async function previewNotice(
  db: Db,
  config: Config,
  wanted: {
    readonly changeId: string;
    readonly contact: Contact | null;
    readonly now: Date;
    readonly appVersion: string;
  },
): Promise<Preview> {
  const change = await loadChange(db, wanted.changeId);
  if (!change) {
    return {
      code: 'unknown_change',
      reason: `there is no change called ${wanted.changeId}`,
      advice: 'run `npx modelwarden changes list` for the ids that exist',
    };
  }
  const telling = await gatherChange(db, config, {
    id: '0',
    fingerprint: `preview:${change.id}`,
    reason: change.disclosure === 'pending' ? 'detected' : 'settled',
    vendor: change.vendor,
    source_id: change.source_id,
    change_id: change.id,
    trouble: null,
    created_at: wanted.now,
    ready_at: wanted.now,
    dispatched_at: null,
    held_reason: null,
  });
  const ids = [...new Set(telling.routes.flatMap((route) => route.contacts))];
  const [firstId] = ids;
  const contact = wanted.contact ?? config.contacts.get(firstId ?? '');
  if (!telling.change || !contact) {
    return {
      code: 'told_to_nobody',
      reason: `nobody is mailed about ${change.id}: ${telling.heldReason ?? 'no route leads to a contact'}`,
      advice: `run \`npx modelwarden changes show ${change.id}\` for the change itself`,
    };
  }
  return {
    notice: {
      deliveryId: 'preview',
      reason: 'detected',
      vendorName: config.vendors.get(change.vendor)?.name ?? change.vendor,
      severity: telling.severity,
      contact,
      recipients: ids.map((id) => config.contacts.get(id)?.name ?? id),
      routePath: telling.routes.find((route) => route.contacts.includes(contact.id))?.path ?? [
        'not routed to this contact',
      ],
      changes: [telling.change],
      troubles: [],
      renderedAt: wanted.now,
      inReplyTo: null,
      threadSubject: null,
      checkpoint: (await newestCheckpoint(db))?.note ?? null,
      appVersion: wanted.appVersion,
      rulesVersion: config.rules.version,
    },
  };
}
