/** The storm guard: beyond so many mails within an hour, what comes is folded into one summary. */
import type { Contact } from '../domain/register.ts';
import type { Hold } from './hold-alert.ts';

const hourMs = 60 * 60 * 1000;

/** A mail that a contact got lately. */
export interface RecentMail {
  readonly vendor: string;
  readonly at: Date;
}

/** What came before `now` and still counts. */
export function stormWindowStart(now: Date): Date {
  return new Date(now.getTime() - hourMs);
}

/**
 * The hold for one more mail about a vendor, or null while there is room. It ends when the oldest mail that counts
 * leaves the hour. `recent` holds one entry for each mail and vendor, oldest first.
 */
export function stormHold(
  contact: Pick<Contact, 'name' | 'maxMailsPerHour'>,
  vendor: string,
  recent: readonly (RecentMail & { readonly id: string })[],
): Hold | null {
  const { inAll, ofOneVendor } = contact.maxMailsPerHour;
  const all = [...new Map(recent.map((mail) => [mail.id, mail])).values()];
  const same = recent.filter((mail) => mail.vendor === vendor);
  return (
    fullHour(all, inAll, `${contact.name} got ${inAll} mails within the hour`) ??
    fullHour(same, ofOneVendor, `${contact.name} got ${ofOneVendor} mails about ${vendor} within the hour`)
  );
}

function fullHour(mails: readonly RecentMail[], limit: number, reason: string): Hold | null {
  const oldest = mails.at(-limit);
  return oldest === undefined ? null : { by: 'storm', reason, until: new Date(oldest.at.getTime() + hourMs) };
}
