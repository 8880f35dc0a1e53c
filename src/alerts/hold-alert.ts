/**
 * What keeps an alert back from one contact now: asked in the order inhibition, silence, quiet hours. A hold never
 * drops anything: it has a reason and an end, and is asked again when that has come.
 */
import type { Contact } from '../domain/register.ts';
import type { Silence } from '../domain/silence.ts';
import { quietUntil } from './contact-hours.ts';
import { type AlertLabels, refusals } from './route-alert.ts';

export interface Hold {
  /** What holds it: `inhibited`, `silence:7`, `quiet-hours`, `storm`. */
  readonly by: string;
  /** The rest of the sentence "held because …". */
  readonly reason: string;
  /** When it ends at the latest. */
  readonly until: Date;
}

/** The hold of the first silence that matches; critical changes that nobody announced pass unless it is forced. */
export function silencedBy(silences: readonly Silence[], labels: AlertLabels, now: Date): Hold | null {
  const isLoud = labels.severity === 'critical' && labels.disclosure === 'unannounced';
  const silence = silences.find(
    ({ match, startsAt, endsAt, isForced }) =>
      startsAt <= now && now < endsAt && (isForced || !isLoud) && refusals(match, labels).length === 0,
  );
  if (silence === undefined) return null;
  const { id, author, reason, endsAt } = silence;
  return { by: `silence:${id}`, reason: `silence ${id} by ${author}: ${reason}`, until: endsAt };
}

/** The hold of a contact's quiet hours; what is critical passes. */
export function quietHoursHold(contact: Contact, severity: AlertLabels['severity'], now: Date): Hold | null {
  if (severity === 'critical') return null;
  const until = quietUntil(contact, now);
  return until === null ? null : { by: 'quiet-hours', reason: `quiet hours of ${contact.name}`, until };
}
