/** The producing side of every lane, opened when first needed and opened anew when that failed. */
import type { Backend, LaneQueue } from './backend.ts';
import { openQueue } from './backend.ts';

export interface LaneQueues {
  /** Resolves once the lane's queue can be used; pending while the backend is away for the first time. */
  get(lane: string): Promise<LaneQueue>;
  close(): Promise<void>;
}

/** Makes the set; opens nothing yet. */
export function createLaneQueues(
  backend: Backend,
  onError: (lane: string, error: unknown) => void,
): LaneQueues {
  const opened = new Map<string, { readonly queue: LaneQueue; readonly ready: Promise<LaneQueue> }>();

  function open(lane: string): Promise<LaneQueue> {
    const queue = openQueue(backend, lane);
    queue.on('error', (error) => {
      onError(lane, error);
    });
    const ready = queue.waitUntilReady().then(
      () => queue,
      async (error: unknown) => {
        // A failed start would otherwise be remembered for ever.
        opened.delete(lane);
        await queue.close();
        throw error;
      },
    );
    opened.set(lane, { queue, ready });
    return ready;
  }

  return {
    get: (lane) => opened.get(lane)?.ready ?? open(lane),
    close: async () => {
      const queues = [...opened.values()].map(({ queue }) => queue);
      opened.clear();
      await Promise.all(queues.map((queue) => queue.close()));
    },
  };
}
