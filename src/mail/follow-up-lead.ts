/** How an alert stands that nobody acknowledged, or that somebody has at last, in sentences. */
import type { Notice } from '../domain/notice.ts';
import { inertText, vendorText } from './inert-text.ts';
import { formatDuration, formatInstant } from './times.ts';
import { firstFew, listed } from './words.ts';

/** Since when it is open, who knows, and who is told next. */
export function unacknowledgedLead({ followUp, contact, renderedAt }: Notice): readonly string[] {
  if (followUp === undefined) return [];
  const { openSince, told, next } = followUp;
  const inZone = (at: Date) => formatInstant(at, contact.timeZone);
  const known = told.map(({ name, at }) => `${inertText(name, 80)} (${inZone(at)})`);
  const openFor = formatDuration(renderedAt.getTime() - openSince.getTime());
  return [
    `Nobody has acknowledged this for ${openFor}. Told so far: ${firstFew(known, 8)}.`,
    next === null
      ? 'Nobody else is to be told. You are reminded until somebody acknowledges it.'
      : `Unless somebody acknowledges it, ${listed(next.names.map((name) => inertText(name, 80)))} will be told as well, ${inZone(next.at)}.`,
  ];
}

/** Who acknowledged it, when, and what that means. */
export function acknowledgedLead({ followUp, contact }: Notice): readonly string[] {
  const given = followUp?.acknowledged;
  if (!given) return [];
  const note = given.note === null ? '' : ` Note: ${vendorText(given.note, 400)}`;
  return [
    `${inertText(given.by, 80)} acknowledged this, ${formatInstant(given.at, contact.timeZone)}: ${given.meaning}.${note}`,
    'You were told because nobody had acknowledged it; there is nothing more for you to do.',
  ];
}
