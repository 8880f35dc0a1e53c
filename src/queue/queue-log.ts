/**
 * Logging for errors that come in storms: a backend that is away makes every connection complain many times
 * a second. Each distinct complaint is written at once, then at most once a period, with how many were left
 * out. Nothing is dropped without being counted.
 */

export type QueueLog = (event: string, fields: object) => void;

const periodMs = 10_000;
const maxKinds = 100;

interface Complaint {
  readonly writtenAtMs: number;
  readonly leftOut: number;
}

/**
 * Makes a function that logs an error as `queue.error` with the lane it came from.
 * @param nowMs a monotonic clock in milliseconds.
 */
export function limitErrors(log: QueueLog, nowMs: () => number): (lane: string, error: unknown) => void {
  const complaints = new Map<string, Complaint>();
  return (lane, error) => {
    const code = errorCode(error);
    const key = `${lane} ${code}`;
    const last = complaints.get(key);
    const now = nowMs();
    if (last && now - last.writtenAtMs < periodMs) {
      complaints.set(key, { ...last, leftOut: last.leftOut + 1 });
      return;
    }
    if (complaints.size >= maxKinds) complaints.clear();
    complaints.set(key, { writtenAtMs: now, leftOut: 0 });
    log('queue.error', { lane, code, message: errorMessage(error), leftOut: last?.leftOut ?? 0 });
  };
}

/** A short stable name of an error: its code, or its class when it has none. */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

/** The text of an error; several joined ones (one per address tried) are named each. */
export function errorMessage(error: unknown): string {
  if (error instanceof AggregateError && error.message === '')
    return error.errors.map(errorMessage).join('; ');
  return error instanceof Error ? error.message : String(error);
}
