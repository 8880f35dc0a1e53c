/** Decides which addresses may be connected to. Addresses come in any spelling that `net.isIP` accepts. */
import { BlockList, isIP } from 'node:net';
import {
  type AddressRange,
  embeddingIpv4,
  forbiddenIpv4,
  forbiddenIpv6,
  namedIpv6,
} from './address-ranges.ts';

interface Rule {
  readonly list: BlockList;
  readonly meaning: string;
}

const ipv4Rules = forbiddenIpv4.map((range) => toRule(range, 'ipv4'));
const ipv6Rules = forbiddenIpv6.map((range) => toRule(range, 'ipv6'));
const namedIpv6Rules = namedIpv6.map((range) => toRule(range, 'ipv6'));
const embeddingRules = embeddingIpv4.map((range) => toRule(range, 'ipv6'));
const globalUnicast = toRule({ network: '2000::', prefix: 3, meaning: '' }, 'ipv6');

/** What is wrong with connecting to an address (`a private address`); null when it is on the public internet. */
export function forbiddenMeaning(address: string): string | null {
  switch (isIP(address)) {
    case 4:
      return meaningAmong(ipv4Rules, address, 'ipv4');
    case 6:
      return forbiddenIpv6Meaning(address);
    default:
      return 'not an IP address';
  }
}

/**
 * Whether a host was allowed by name although it is private. Entries are `host` or `host:port`; IPv6
 * literals may stand in brackets.
 */
export function isAllowedPrivate(allowed: readonly string[], hostname: string, port: number): boolean {
  const name = bareHost(hostname);
  return allowed.some((entry) => {
    const wanted = entry.trim().toLowerCase();
    return (
      wanted === name ||
      wanted === `[${name}]` ||
      wanted === `${name}:${port}` ||
      wanted === `[${name}]:${port}`
    );
  });
}

/** A URL's host name as resolvers and certificates know it: lower case, no brackets, no dot at the end. */
export function bareHost(hostname: string): string {
  return hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
}

function forbiddenIpv6Meaning(address: string): string | null {
  if (address.includes('%')) {
    return 'an address of one network interface';
  }
  const embedded = meaningAmong(embeddingRules, address, 'ipv6');
  if (embedded !== null) {
    const inner = meaningAmong(ipv4Rules, lastFourBytes(address), 'ipv4');
    return inner === null ? null : `${embedded} holding ${inner}`;
  }
  if (!globalUnicast.list.check(address, 'ipv6')) {
    return meaningAmong(namedIpv6Rules, address, 'ipv6') ?? 'outside the public IPv6 range';
  }
  return meaningAmong(ipv6Rules, address, 'ipv6');
}

/** The IPv4 address in the last four bytes of an IPv6 address. */
function lastFourBytes(address: string): string {
  // The URL parser writes every spelling as hex groups, the last two of which are the four bytes.
  const groups = new URL(`http://[${address}]/`).hostname.slice(1, -1).split(':');
  const [high = 0, low = 0] = groups
    .slice(-2)
    .map((group) => (group === '' ? 0 : Number.parseInt(group, 16)));
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

function meaningAmong(rules: readonly Rule[], address: string, family: 'ipv4' | 'ipv6'): string | null {
  return rules.find((rule) => rule.list.check(address, family))?.meaning ?? null;
}

function toRule(range: AddressRange, family: 'ipv4' | 'ipv6'): Rule {
  const list = new BlockList();
  list.addSubnet(range.network, range.prefix, family);
  return { list, meaning: range.meaning };
}
