/**
 * A return address of its own for each mail (VERP): `bounces+<delivery id>@domain`. Mail that comes back then
 * says by its recipient which delivery failed, whatever the other side wrote into it.
 */

/** The envelope sender of a delivery. */
export function returnAddress(bounces: string, deliveryId: string): string {
  const at = bounces.lastIndexOf('@');
  return `${bounces.slice(0, at)}+${deliveryId}${bounces.slice(at)}`;
}

/** The delivery that an address was made for, or null when it is not one of ours. */
export function deliveryOf(address: string, bounces: string): string | null {
  const at = bounces.lastIndexOf('@');
  const [start, end] = [`${bounces.slice(0, at)}+`.toLowerCase(), bounces.slice(at).toLowerCase()];
  const given = address.toLowerCase();
  if (!given.startsWith(start) || !given.endsWith(end)) return null;
  const id = given.slice(start.length, given.length - end.length);
  return /^[a-z0-9-]{8,64}$/.test(id) ? id : null;
}
