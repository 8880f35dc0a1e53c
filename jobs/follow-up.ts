/** Reminds of what nobody acknowledged, tells the next, and ends what was acknowledged. */
import type { Deps } from '../src/pipeline/deps.ts';
import { followUp } from '../src/pipeline/follow-up.ts';

export async function followUpJob(deps: Deps): Promise<void> {
  for (const { groupId: group, reminded, escalated, ended, deliveries } of await followUp(deps)) {
    if (reminded.length > 0) deps.log.info({ group, contacts: reminded }, 'reminded: nobody acknowledged');
    if (escalated.length > 0) deps.log.warn({ group, contacts: escalated }, 'escalated: nobody acknowledged');
    if (ended === 'acknowledged') deps.log.info({ group }, 'acknowledged: followed up no longer');
    if (ended === 'told to nobody')
      deps.log.warn(
        { group },
        'followed up no longer, though nobody acknowledged: the present configuration tells nobody of it',
      );
    for (const delivery of deliveries)
      await deps.wake({ name: 'deliver', payload: { delivery }, id: `deliver-${delivery}` });
  }
}
