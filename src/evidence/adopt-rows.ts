/**
 * Takes rows into the log that are older than it: of a database that an earlier version of the program filled. From then on
 * they cannot be altered unseen; that they were not altered before is not said by it.
 */
import type { Db } from '../store/db.ts';
import { noteForLog } from '../store/evidence-log.ts';
import { loggedRows } from '../store/logged-rows.ts';

/** Notes every row of evidence that no entry speaks of, and returns how many there were. Part of a transaction. */
export async function adoptRows(db: Db): Promise<number> {
  let adopted = 0;
  for (const rows of loggedRows) {
    for (;;) {
      const refs = await rows.findUnlogged(db, rows.atOnce);
      const facts = (await rows.load(db, refs)).filter(({ kind }) => kind === rows.kind);
      // What cannot be loaded would be found again for ever.
      if (facts.length === 0) break;
      await noteForLog(db, ...facts);
      adopted += facts.length;
    }
  }
  return adopted;
}
