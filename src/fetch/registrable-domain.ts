/** The registrable domain of a host, near enough to tell one organisation's hosts from another's. */
import { isIP } from 'node:net';
import { bareHost } from './address-guard.ts';
import { twoLabelSuffixes } from './public-suffixes.ts';

/** `docs.example.co.uk` → `example.co.uk`. IP addresses and single labels stand for themselves. */
export function registrableDomain(hostname: string): string {
  const host = bareHost(hostname);
  if (isIP(host) !== 0) {
    return host;
  }
  const labels = host.split('.');
  const size = twoLabelSuffixes.has(labels.slice(-2).join('.')) ? 3 : 2;
  return labels.slice(-size).join('.');
}
