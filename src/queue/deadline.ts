/** Waiting with an end: neither a backend that never answers nor a handler that never stops may hold us. */
import { QueueError } from './queue-error.ts';

/**
 * Resolves or rejects as `work` does, or rejects after `timeoutMs`. The work itself is not cancelled.
 * @throws QueueError `queue_timeout`.
 */
export async function withDeadline<T>(work: Promise<T>, timeoutMs: number, action: string): Promise<T> {
  const expired = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    expired.reject(
      new QueueError(`The queue did not ${action} within ${timeoutMs} ms.`, {
        code: 'queue_timeout',
        retry: 'later',
        fault: 'theirs',
        advice: 'Check that the queue backend is reachable and not overloaded.',
      }),
    );
  }, timeoutMs);
  try {
    return await Promise.race([work, expired.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Whether `work` settled, either way, within `timeoutMs`. */
export async function settlesWithin(work: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  const expired = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => {
    expired.resolve(false);
  }, timeoutMs);
  const settled = work.then(
    () => true,
    () => true,
  );
  try {
    return await Promise.race([settled, expired.promise]);
  } finally {
    clearTimeout(timer);
  }
}
