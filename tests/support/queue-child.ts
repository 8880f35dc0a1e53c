/** A worker process for tests that kill one: begins jobs named `task`, tells which, and never ends one. */
import { createQueue, type QueueOptions } from '../../src/queue/create-queue.ts';

/** Handed over in the environment as JSON. */
const options: Pick<QueueOptions, 'backend' | 'lanes' | 'timing'> = JSON.parse(
  process.env['QUEUE_OPTIONS'] ?? '',
);
const queue = await createQueue({ ...options, log: () => {} });
await queue.work({
  task: async (payload) => {
    process.send?.({ began: payload['key'] });
    await new Promise(() => {});
  },
});
process.send?.({ ready: true });
// The parent may die before it kills us.
process.on('disconnect', () => process.exit(1));
