/** Turns alerts that are ready into stored messages. */
import type { Deps } from '../src/pipeline/deps.ts';
import { dispatchAlerts } from '../src/pipeline/dispatch-alerts.ts';

export async function dispatch(deps: Deps): Promise<void> {
  const { deliveries, held } = await dispatchAlerts(deps);
  for (const { sourceId, reason } of held)
    deps.log.warn({ source: sourceId, reason }, 'alert held, nobody mailed');
  for (const delivery of deliveries) {
    await deps.wake({ name: 'deliver', payload: { delivery }, id: `deliver-${delivery}` });
  }
}
