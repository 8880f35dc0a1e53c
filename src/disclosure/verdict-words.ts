/** Times, spans and lists as a compliance officer reads them. */

/** `2026-02-05 18:27 UTC`. */
export function utc(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** `3 days`, `7 hours`, `20 minutes`: rounded to the unit that matters. */
export function span(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 120) return countOf(minutes, 'minute');
  const hours = Math.round(minutes / 60);
  return hours < 72 ? countOf(hours, 'hour') : countOf(Math.round(hours / 24), 'day');
}

/** `a`, `a and b`, `a, b and 2 more`. */
export function listIds(ids: readonly string[]): string {
  const [first = '', second, ...others] = ids;
  if (second === undefined) return first;
  if (others.length === 0) return `${first} and ${second}`;
  return `${first}, ${second} and ${others.length} more`;
}

/** `1 day`, `3 days`. */
export function countOf(value: number, unit: string): string {
  return `${value} ${unit}${value === 1 ? '' : 's'}`;
}
