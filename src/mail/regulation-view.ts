/** Regulations and standards as a reader is told of them: what, where it stands, and when that was last checked. */
import type { CalendarDate } from '../domain/document.ts';
import type { Regulation, RegulationStatus } from '../domain/regulation.ts';
import { inertText, withoutLinks } from './inert-text.ts';
import { formatDate } from './times.ts';

export interface RegulationView {
  readonly title: string;
  /** Citation and where it holds. */
  readonly place: string;
  readonly status: string;
  readonly note: string;
  readonly verified: string;
}

/** An older check is no longer taken for granted. */
const staleAfterDays = 180;
const dayMs = 86_400_000;

const statusWords: Readonly<Record<RegulationStatus, string>> = {
  'in-force': 'in force',
  upcoming: 'not yet in force',
  proposed: 'proposed, not in force',
  'proposed-repeal': 'in force; its repeal is proposed',
  repealed: 'repealed',
  voluntary: 'standard or guidance, binds who adopted it',
  contract: 'as agreed',
};

export function viewRegulation(regulation: Regulation, now: Date): RegulationView {
  return {
    title: inertText(regulation.title, 120),
    place: `${inertText(regulation.citation, 160)} (${inertText(regulation.jurisdiction, 40)})`,
    status: statusText(regulation, now),
    note: withoutLinks(inertText(regulation.note, 300)),
    verified: verifiedText(regulation.lastVerified, now),
  };
}

/** A date that has passed since is said, not concluded from: dates of laws have moved before. */
function statusText({ status, effective }: Regulation, now: Date): string {
  if (effective === null) return statusWords[status];
  const isPast = Date.parse(effective) <= now.getTime();
  if (status !== 'upcoming') return `${statusWords[status]}, from ${formatDate(effective)}`;
  return isPast
    ? `was to apply from ${formatDate(effective)}: check whether it does`
    : `applies from ${formatDate(effective)}`;
}

function verifiedText(lastVerified: CalendarDate | null, now: Date): string {
  if (lastVerified === null) return 'status never verified';
  const days = Math.floor((now.getTime() - Date.parse(lastVerified)) / dayMs);
  const age = days > staleAfterDays ? `, ${days} days ago: check it again` : '';
  return `status last verified ${formatDate(lastVerified)}${age}`;
}
