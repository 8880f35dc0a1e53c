/**
 * What is due of a group of alerts that nobody has acknowledged: whom to remind, whom to tell next, and when to look again.
 * Pure; a chain keeps to the plan that was made when its first mail went out.
 */
import { isAtLeast, type Severity } from '../domain/change.ts';
import type { EscalationPlan } from '../domain/escalation.ts';
import type { Contact, Route } from '../domain/register.ts';
import { openHoursAfter, quietUntil } from './contact-hours.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** After so many reminders a contact is reminded weekly: one more of the same would not be read either. */
const frequentReminders = 6;
const rareMs = 7 * dayMs;

/** Whatever the plan says, a chain is looked at as often as this: hours and silences change meanwhile. */
const lookAgainMs = 6 * 60 * 60 * 1000;

/** The plan of a route for what is of this severity; null where it neither reminds nor tells anybody else. */
export function planFollowUp(
  root: Route,
  path: readonly string[],
  severity: Severity,
): EscalationPlan | null {
  const { followUp } = routeAt(root, path);
  if (followUp === undefined) return null;
  const remindEveryMs = followUp.remindEveryMs[severity] ?? null;
  const steps = followUp.escalate
    .filter(({ minSeverity }) => isAtLeast(severity, minSeverity))
    .map(({ afterMs, contacts }) => ({ afterMs, contacts }));
  return remindEveryMs === null && steps.length === 0 ? null : { severity, remindEveryMs, steps };
}

/** The route of this path; of one that is no longer in the tree, what is left of the path. */
function routeAt(root: Route, path: readonly string[]): Route {
  let route = root;
  for (const name of path.slice(1)) {
    const child = route.routes.find((candidate) => candidate.name === name);
    if (child === undefined) break;
    route = child;
  }
  return route;
}

/** Somebody who was told, and what was done about it since. */
export interface ToldContact {
  readonly contact: Contact;
  /** When the last mail about it was written, a reminder or another. */
  readonly lastAt: Date;
  readonly reminders: number;
}

export interface ChainState {
  /** When the first mail was written. */
  readonly startedAt: Date;
  readonly stepsTaken: number;
  readonly told: readonly ToldContact[];
}

export interface DueFollowUps {
  /** How many steps are to be taken, mostly none or one; more when nobody looked for long. */
  readonly steps: number;
  readonly remind: readonly Contact[];
  /** When to look again if nothing else happens. */
  readonly lookAgainAt: Date;
}

/** What is due now. A step waits for nobody's quiet hours, a reminder does, whatever its severity. */
export function dueFollowUps(plan: EscalationPlan, state: ChainState, now: Date): DueFollowUps {
  const stepAt = ({ afterMs }: { readonly afterMs: number }) => new Date(state.startedAt.getTime() + afterMs);
  const left = plan.steps.slice(state.stepsTaken);
  const due = left.filter((step) => stepAt(step) <= now);
  const reminders = state.told.flatMap((told) => {
    const at = reminderAt(plan, told);
    return at === null ? [] : [{ contact: told.contact, at }];
  });
  const isDue = ({ contact, at }: { contact: Contact; at: Date }) =>
    at <= now && quietUntil(contact, now) === null;
  const times = [
    now.getTime() + lookAgainMs,
    ...left.slice(due.length, due.length + 1).map((step) => stepAt(step).getTime()),
    ...reminders.filter((reminder) => !isDue(reminder)).map(({ at, contact }) => wakeFor(contact, at, now)),
  ];
  return {
    steps: due.length,
    remind: reminders.filter(isDue).map(({ contact }) => contact),
    lookAgainAt: new Date(Math.min(...times)),
  };
}

function wakeFor(contact: Contact, at: Date, now: Date): number {
  return at > now ? at.getTime() : (quietUntil(contact, now) ?? now).getTime();
}

/** When a contact is reminded next, by the hours in which they may be disturbed; null: never. */
function reminderAt(plan: EscalationPlan, told: ToldContact): Date | null {
  if (plan.remindEveryMs === null) return null;
  const everyMs =
    told.reminders < frequentReminders ? plan.remindEveryMs : Math.max(plan.remindEveryMs, rareMs);
  return openHoursAfter(told.contact, told.lastAt, everyMs);
}
