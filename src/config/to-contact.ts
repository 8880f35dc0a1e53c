/** A contact as written becomes a contact as the program sees it; hours that never end are told apart. */
import { type Contact, type QuietHours, weekdays } from '../domain/register.ts';
import type { ContactsFile } from './contacts-file.ts';

const dayMinutes = 24 * 60;
const weekMinutes = weekdays.length * dayMinutes;

/** The contact, with what was left out filled in. */
export function toContact(written: ContactsFile['contacts'][number]): Contact {
  const { digestAt, digestDay, stillWatching, maxMailsPerHour, maxMailsPerVendor, ...same } = written;
  return {
    ...same,
    digest: { at: digestAt, day: digestDay },
    wantsWatchReport: stillWatching,
    maxMailsPerHour: { inAll: maxMailsPerHour, ofOneVendor: maxMailsPerVendor },
  };
}

/** Whether no minute of the week is left in which the contact could be told anything that is not critical. */
export function coversWholeWeek(windows: readonly QuietHours[]): boolean {
  const isQuiet = new Uint8Array(weekMinutes);
  for (const { days, from, to } of windows) {
    const length = to > from ? to - from : to - from + dayMinutes;
    for (const day of days) {
      const start = weekdays.indexOf(day) * dayMinutes + from;
      for (let minute = start; minute < start + length; minute += 1) isQuiet[minute % weekMinutes] = 1;
    }
  }
  return isQuiet.every((minute) => minute === 1);
}
