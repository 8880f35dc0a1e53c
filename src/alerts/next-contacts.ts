/** Who is told in place of a contact whom no mail reaches. */
import type { Contact, Route } from '../domain/register.ts';

export interface People {
  readonly contacts: ReadonlyMap<string, Contact>;
  readonly route: Route;
  readonly operators: readonly string[];
}

/**
 * The owner of the routes that lead to the contact (the operators where none is named), and the contact's next
 * stand-in. Never the contact, nobody who has it already, and only people whom the configuration knows; empty when
 * there is nobody left.
 */
export function nextContacts(
  { contacts, route, operators }: People,
  contactId: string,
  hasItAlready: ReadonlySet<string>,
): readonly string[] {
  const isFree = (id: string) => id !== contactId && contacts.has(id) && !hasItAlready.has(id);
  const owners = ownersOf(route, contactId);
  const owner = (owners.length > 0 ? owners : operators).find(isFree);
  const standIn = contacts.get(contactId)?.standIns?.find(isFree);
  const chosen = [owner, standIn].filter((id) => id !== undefined);
  const last = chosen.length === 0 ? operators.find(isFree) : undefined;
  return [...new Set(last === undefined ? chosen : [last])];
}

function ownersOf(route: Route, contactId: string): readonly string[] {
  const own = route.owner !== undefined && route.contacts.includes(contactId) ? [route.owner] : [];
  return [...own, ...route.routes.flatMap((child) => ownersOf(child, contactId))];
}
