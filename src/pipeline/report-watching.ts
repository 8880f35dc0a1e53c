/**
 * Silence is an alarm (promise P7), so we are not silent either: every contact is told once a week that we still
 * watch, and how well; and operators at once when no worker ran for a while.
 */
import { nextDigestAt } from '../alerts/contact-hours.ts';
import type { Contact } from '../domain/register.ts';
import { hastenWatchReports, moveWatchReport, noteWatchGap, watchReportsDue } from '../store/watch-gaps.ts';
import { reportAlive } from '../store/workers.ts';
import type { Deps } from './deps.ts';
import { gatherDigest } from './gather-digest.ts';
import { deliveryId, storeNotice } from './write-mail.ts';

/** A worker gives a sign of life every minute; a restart may take some. */
const toleratedMs = 10 * 60 * 1000;

/** From here on operators hear of it at once, and not with the first mail that comes anyway. */
const tellAtOnceMs = 30 * 60 * 1000;

/** Gives a sign of life, having noted how long there was none. */
export async function reportLife(deps: Deps, now: Date): Promise<void> {
  const config = deps.config();
  const watchedIds = config.sources.map((source) => source.id);
  const gap = await noteWatchGap(deps.db, { toleratedMs, watchedIds, now });
  await reportAlive(deps.db, deps.worker, now);
  if (gap === null) return;
  const ms = gap.to.getTime() - gap.from.getTime();
  deps.log.warn({ from: gap.from, to: gap.to, sources: gap.sourceIds.length }, 'nobody was watching');
  if (ms >= tellAtOnceMs) await hastenWatchReports(deps.db, config.operators, now);
}

/** Writes the reports that are due and returns their deliveries. */
export async function reportWatching(deps: Deps): Promise<readonly string[]> {
  const now = deps.now();
  const { contacts, operators } = deps.config();
  const nextReport = (contact: Contact) => nextDigestAt('weekly', contact, now);
  const wanting = [...contacts.values()].filter(
    (contact) => contact.wantsWatchReport || operators.includes(contact.id),
  );
  const dueAt = await watchReportsDue(
    deps.db,
    wanting.filter((contact) => contact.wantsWatchReport),
    nextReport,
  );
  const deliveries: string[] = [];
  for (const contact of wanting) {
    const due = dueAt.get(contact.id);
    if (due === undefined || due > now) continue;
    const id = await deps.db.transaction().execute(async (db) => {
      // Who wants no weekly word gets one only for a gap.
      const times = { from: due, to: contact.wantsWatchReport ? nextReport(contact) : null };
      if (!(await moveWatchReport(db, contact.id, times))) return null;
      const written = await storeNotice(deps, db, {
        id: deliveryId([contact.id, 'still-watching', due.toISOString()]),
        contact,
        thread: null,
        alertIds: [],
        now,
        content: {
          reason: 'still-watching',
          vendorName: deps.config().settings.mail.organisation,
          severity: 'info',
          recipients: [contact.name],
          routePath: ['still watching'],
          changes: [],
          troubles: [],
          digest: await gatherDigest(db, deps.config(), contact, 'weekly', now),
        },
      });
      return written.isNew ? written.id : null;
    });
    if (id !== null) deliveries.push(id);
  }
  return deliveries;
}
