/** How often something is polled, as written: `every`, or `cron` with a `timeZone`. */
import type { Cadence } from '../domain/source.ts';
import { cronExpression, duration, timeZone } from './scalars.ts';

const dayMs = 86_400_000;

export const cadenceKeys = {
  every: duration({ minMs: 1000, maxMs: 30 * dayMs })
    .optional()
    .meta({
      description: 'How often to poll, for example `6h`. Below `15m` is seldom welcome at the vendor.',
    }),
  cron: cronExpression()
    .optional()
    .meta({ description: 'Instead of `every`: a cron expression of five fields, for example `0 6 * * *`.' }),
  timeZone: timeZone()
    .optional()
    .meta({ description: 'Time zone of `cron`, for example `Europe/Berlin`; UTC when absent.' }),
};

export interface WrittenCadence {
  readonly every?: number | undefined;
  readonly cron?: string | undefined;
  readonly timeZone?: string | undefined;
}

/** The cadence that was written, null when none was. */
export function toCadence(written: WrittenCadence): Cadence | null {
  if (written.every !== undefined) return { kind: 'every', everyMs: written.every };
  if (written.cron === undefined) return null;
  return { kind: 'cron', expression: written.cron, timeZone: written.timeZone ?? 'UTC' };
}

/** What contradicts itself: the key concerned and why. */
export function cadenceFaults(
  written: WrittenCadence,
): readonly { readonly key: string; readonly message: string }[] {
  return [
    ...(written.every !== undefined && written.cron !== undefined
      ? [{ key: 'cron', message: 'give either `every` or `cron`, not both' }]
      : []),
    ...(written.timeZone !== undefined && written.cron === undefined
      ? [{ key: 'timeZone', message: '`timeZone` belongs to `cron`, which is absent' }]
      : []),
  ];
}
