/** What the demo's database says has happened so far. */

import type { DisclosureState } from '../domain/disclosure.ts';
import { listOutcomes } from '../store/captures.ts';
import { listChanges } from '../store/changes.ts';
import type { Db } from '../store/db.ts';
import { listDeliveries } from '../store/deliveries.ts';
import { demoSources } from './demo-config.ts';

export interface DemoMail {
  readonly contact: string;
  readonly reason: string;
  readonly subject: string;
  readonly isSent: boolean;
  /** The relay's answer; with no relay it names the file. */
  readonly response: string;
}

export interface DemoChange {
  readonly id: string;
  readonly summary: string;
  readonly disclosure: DisclosureState;
  readonly mails: readonly DemoMail[];
}

export interface DemoRecord {
  /** Source id → outcomes of its polls, oldest first. */
  readonly outcomes: ReadonlyMap<string, readonly string[]>;
  /** Source id → how many differences without meaning its last poll saw. */
  readonly noise: ReadonlyMap<string, number>;
  readonly changes: ReadonlyMap<string, readonly DemoChange[]>;
  /** Mails about sources that could not be read. */
  readonly troubleMails: readonly DemoMail[];
}

/** Reads the record. */
export async function readDemoRecord(db: Db): Promise<DemoRecord> {
  const outcomes = new Map<string, readonly string[]>();
  const noise = new Map<string, number>();
  const changes = new Map<string, readonly DemoChange[]>();
  for (const sourceId of Object.values(demoSources)) {
    const observed = await listOutcomes(db, sourceId);
    outcomes.set(
      sourceId,
      observed.map((item) => item.outcome),
    );
    noise.set(
      sourceId,
      (observed.at(-1)?.noise ?? []).reduce((sum, item) => sum + item.count, 0),
    );
    const found = await listChanges(db, { sourceId, limit: 20 });
    changes.set(
      sourceId,
      await Promise.all(
        found.map(async ({ id, summary, disclosure }) => ({
          id,
          summary,
          disclosure,
          mails: (await listDeliveries(db, { changeId: id, limit: 20 })).map(toMail),
        })),
      ),
    );
  }
  const all = await listDeliveries(db, { limit: 100 });
  return {
    outcomes,
    noise,
    changes,
    troubleMails: all.filter((mail) => mail.reason === 'source-trouble').map(toMail),
  };
}

function toMail(row: {
  contact_id: string;
  reason: string;
  subject: string;
  state: string;
  response: string | null;
}): DemoMail {
  return {
    contact: row.contact_id,
    reason: row.reason,
    subject: row.subject,
    isSent: row.state === 'sent',
    response: row.response ?? '',
  };
}
