/** The plain words for states and severities, the same in both forms of a message. */
import { type Severity, severities } from '../domain/change.ts';
import type { DisclosureState } from '../domain/disclosure.ts';

const stateLabels: Readonly<Record<DisclosureState, string>> = {
  pending: 'Announcement pending',
  'announced-in-advance': 'Announced in advance',
  'announced-same-day': 'Announced the same day',
  'announced-late': 'Announced late',
  unannounced: 'Unannounced',
  unknown: 'Announcement unknown',
};

const stateMeanings: Readonly<Record<DisclosureState, string>> = {
  pending: 'No announcement has been found so far; the time in which one may still come is not over.',
  'announced-in-advance': 'The vendor announced this before it took effect.',
  'announced-same-day': 'The vendor announced this within a day of the change.',
  'announced-late': 'The vendor announced this only after the change was there.',
  unannounced:
    'The vendor’s announcing sources were seen throughout and name neither the model nor the document.',
  unknown:
    'The vendor’s announcing sources could not be seen throughout, or hold an entry that may or may not be about this.',
};

export function stateLabel(state: DisclosureState): string {
  return stateLabels[state];
}

export function stateMeaning(state: DisclosureState): string {
  return stateMeanings[state];
}

/** `High`, `Critical` … */
export function severityLabel(severity: Severity): string {
  return severity.charAt(0).toUpperCase() + severity.slice(1);
}

/** `severity 4 of 5`, so that rank is told without colour. */
export function severityRank(severity: Severity): string {
  return `severity ${severities.indexOf(severity) + 1} of ${severities.length}`;
}

/** `1 change`, `3 changes`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** `a, b and 3 more`: the first `limit` items, and how many are left. */
export function firstFew(items: readonly string[], limit: number): string {
  const shown = items.slice(0, limit).join(', ');
  return items.length > limit ? `${shown} and ${items.length - limit} more` : shown;
}
