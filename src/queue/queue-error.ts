/** What the queue throws: the backend is away, or what it was asked to do cannot be done. */
import { WatchError } from '../domain/errors.ts';

/** `queue_unreachable`, `queue_timeout`, `queue_closed`: later; `queue_lanes_invalid`, `queue_handlers_incomplete`, `schedule_invalid`: never. */
export class QueueError extends WatchError {}

/** The backend did not answer, or answered with an error. Work is not lost: the database knows what is due. */
export function unreachable(action: string, cause: unknown): QueueError {
  if (cause instanceof QueueError) return cause;
  const said = cause instanceof Error ? cause.message || cause.name : String(cause);
  return new QueueError(`The queue could not ${action}: ${said}`, {
    code: 'queue_unreachable',
    retry: 'later',
    fault: 'theirs',
    advice: 'Check that the queue backend runs and is reachable; work goes on by itself when it is back.',
    cause,
  });
}

/** A mistake in this program's own set-up of the queue, found at start. */
export function misconfigured(
  code: 'queue_lanes_invalid' | 'queue_handlers_incomplete' | 'schedule_invalid',
  message: string,
  advice: string,
  cause?: unknown,
): QueueError {
  return new QueueError(message, { code, retry: 'never', fault: 'ours', advice, cause });
}

/** Nothing is taken after close. */
export function closed(): QueueError {
  return new QueueError('The queue is closed.', {
    code: 'queue_closed',
    retry: 'later',
    fault: 'ours',
    advice: 'Add the work after the next start; whatever the database says is due is found again.',
  });
}
