/** Reads mail that came back. */
import type { Deps } from '../src/pipeline/deps.ts';
import { takeBounces } from '../src/pipeline/take-bounces.ts';

export async function bounces(deps: Deps): Promise<void> {
  for (const { standIns, ...taken } of await takeBounces(deps)) {
    const level = taken.what === 'failure' ? 'error' : taken.what === 'not-ours' ? 'warn' : 'info';
    deps.log[level]({ ...taken, standIns }, 'returned mail read');
    for (const delivery of standIns) {
      await deps.wake({ name: 'deliver', payload: { delivery }, id: `deliver-${delivery}` });
    }
  }
}
