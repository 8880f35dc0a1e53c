/**
 * A worker process for tests that kill one: takes jobs named `task`, says which it began, and never ends one
 * unless told so by `MODE=finish`.
 */
import { createQueue, type QueueOptions } from '../../src/queue/create-queue.ts';

/** What the parent hands over in the environment as JSON. */
export interface ChildSettings {
  readonly options: Pick<QueueOptions, 'backend' | 'lanes' | 'timing'>;
}

const settings: ChildSettings = JSON.parse(process.env['CHILD_SETTINGS'] ?? '{}');
const queue = await createQueue({ ...settings.options, log: () => {} });
await queue.work({
  task: async (payload) => {
    process.send?.({ began: payload['key'] });
    await new Promise(() => {});
  },
});
process.send?.({ ready: true });
// The parent may die before it kills us.
process.on('disconnect', () => process.exit(1));
