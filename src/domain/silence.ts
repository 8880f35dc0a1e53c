/** A silence: somebody asked, for a reason and for a time, not to be told of certain alerts. */
import type { RouteMatch } from './register.ts';

export interface Silence {
  readonly id: string;
  readonly match: RouteMatch;
  readonly author: string;
  readonly reason: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  /** Whether it holds even critical changes that nobody announced. */
  readonly isForced: boolean;
}

/** Whoever must be silent for longer should change a route instead, where it can be seen. */
export const maxSilenceMs = 30 * 24 * 60 * 60 * 1000;
