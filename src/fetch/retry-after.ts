/** Reads Retry-After (RFC 9110 §10.2.3): a number of seconds or an HTTP date. */

/** The longest wait that a server may ask for. */
const longestMs = 24 * 60 * 60 * 1000;

/** An HTTP date in any of its three forms (RFC 9110 §5.6.7), e.g. `Sun, 06 Nov 1994 08:49:37 GMT`. */
const httpDate =
  /^(?:[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} [\d:]{8} GMT|[A-Z][a-z]+day, \d{2}-[A-Z][a-z]{2}-\d{2} [\d:]{8} GMT|[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d [\d:]{8} \d{4})$/;

/** How long to wait in milliseconds, bounded to 0 … 24 h; null when there is no readable header. */
export function parseRetryAfter(header: string | undefined, now: Date): number | null {
  const value = (header ?? '').trim();
  const waitMs = parseDate(value, now) ?? parseSeconds(value);
  return waitMs === null ? null : Math.min(Math.max(0, waitMs), longestMs);
}

/** Several numbers are a header sent twice, by the server and its proxy: the longest wait is the polite one. */
function parseSeconds(value: string): number | null {
  const numbers = value.split(',').map((part) => part.trim());
  const areNumbers = numbers.every((part) => /^[-+]?\d+(\.\d*)?$/.test(part));
  return areNumbers ? Math.ceil(Math.max(...numbers.map(Number)) * 1000) : null;
}

function parseDate(value: string, now: Date): number | null {
  if (!httpDate.test(value)) {
    return null;
  }
  const at = Date.parse(value.endsWith('GMT') ? value : `${value} GMT`);
  return Number.isNaN(at) ? null : at - now.getTime();
}
