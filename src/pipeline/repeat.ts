/** Runs something again and again in this process, whatever becomes of the queue. */

/**
 * Calls `task` now and then every `everyMs` until the signal aborts; never two at a time. A rejection is given
 * to `onError` and does not end the repetition. Resolves when the last call has ended.
 */
export async function repeat(
  task: () => Promise<void>,
  everyMs: number,
  onError: (error: unknown) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await task();
    } catch (error) {
      if (!signal.aborted) onError(error);
    }
    await pause(everyMs, signal);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}
