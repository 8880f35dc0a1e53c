/** Dates as people write them on the command line. */
import { badArgument } from './argument-errors.ts';

/**
 * A day, of which the start or the end is meant (UTC), or an instant with its zone. A day that has begun and not ended is
 * taken until now.
 * @throws ConfigError for what is no date, and for what is still to come
 */
export function parseInstant(text: string, side: 'start' | 'end', now: Date): Date {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const isInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/.test(text);
  const start = new Date(text);
  if (
    !(isDay || isInstant) ||
    Number.isNaN(start.getTime()) ||
    (isDay && start.toISOString().slice(0, 10) !== text)
  )
    throw badArgument(`${text} is no date`, 'write 2026-03-01, or 2026-03-01T09:00Z with the zone');
  if (start > now)
    throw badArgument(
      `${text} is still to come`,
      'nothing is known of what will stand; `npx modelwarden calendar` lists what vendors said is to come',
    );
  const instant = isDay && side === 'end' ? new Date(`${text}T23:59:59.999Z`) : start;
  return instant > now ? now : instant;
}
