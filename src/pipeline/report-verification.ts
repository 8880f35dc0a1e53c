/** Tells the operators that the evidence is not what it was when it was recorded. */
import type { Deps } from './deps.ts';
import { deliveryId, storeNotice } from './write-mail.ts';

/** Enough to see what it is about; the command shows all. */
const maxNamed = 5;

/** Writes a mail to each operator, once a day as long as it lasts, and returns the deliveries. */
export async function reportVerification(
  deps: Deps,
  found: { readonly problems: number; readonly all: readonly string[] },
): Promise<readonly string[]> {
  const now = deps.now();
  const { contacts, operators, settings } = deps.config();
  const deliveries: string[] = [];
  for (const operator of operators) {
    const contact = contacts.get(operator);
    if (contact === undefined) continue;
    const written = await deps.db.transaction().execute((db) =>
      storeNotice(deps, db, {
        id: deliveryId(['evidence-altered', operator, now.toISOString().slice(0, 10)]),
        contact,
        thread: null,
        alertIds: [],
        now,
        content: {
          reason: 'evidence-altered',
          vendorName: settings.mail.organisation,
          severity: 'critical',
          recipients: operators.map((id) => contacts.get(id)?.name ?? id),
          routePath: ['operators'],
          changes: [],
          troubles: [],
          verification: { problems: found.problems, first: found.all.slice(0, maxNamed) },
        },
      }),
    );
    if (written.isNew) deliveries.push(written.id);
  }
  return deliveries;
}
