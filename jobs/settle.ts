/** Judges what the vendor told the world about one change. */
import type { Deps } from '../src/pipeline/deps.ts';
import { judgeChange } from '../src/pipeline/judge-change.ts';

export async function settle(deps: Deps, payload: { readonly change: string }): Promise<void> {
  const judgement = await judgeChange(deps, payload.change);
  if (!judgement) {
    deps.log.warn({ change: payload.change }, 'verdict left open: the source is no longer in the watch list');
    return;
  }
  const { state, reason, isNews, hastened, alertReadyAt } = judgement;
  if (isNews) deps.log.info({ change: payload.change, disclosure: state, reason }, 'judged');
  for (const source of hastened) {
    await deps.wake({ name: 'poll', payload: { source }, id: `poll-${source}` });
  }
  if (alertReadyAt) {
    const delayMs = Math.max(0, alertReadyAt.getTime() - deps.now().getTime());
    await deps.wake({ name: 'dispatch', payload: {}, delayMs });
  }
}
