/**
 * Addresses that no fetch may reach, as data. From the IANA special-purpose address registries (RFC 6890 and
 * its updates); the last IPv4 entry is a cloud's metadata service on an otherwise public address.
 */

export interface AddressRange {
  readonly network: string;
  readonly prefix: number;
  /** Completes `it is …`. */
  readonly meaning: string;
}

export const forbiddenIpv4: readonly AddressRange[] = [
  { network: '0.0.0.0', prefix: 8, meaning: 'an unspecified address' },
  { network: '10.0.0.0', prefix: 8, meaning: 'a private address' },
  { network: '100.64.0.0', prefix: 10, meaning: 'a shared (carrier NAT) address' },
  { network: '127.0.0.0', prefix: 8, meaning: 'a loopback address' },
  { network: '169.254.0.0', prefix: 16, meaning: 'a link-local or metadata address' },
  { network: '172.16.0.0', prefix: 12, meaning: 'a private address' },
  { network: '192.0.0.0', prefix: 24, meaning: 'a protocol assignment' },
  { network: '192.0.2.0', prefix: 24, meaning: 'a documentation address' },
  { network: '192.88.99.0', prefix: 24, meaning: 'a 6to4 relay address' },
  { network: '192.168.0.0', prefix: 16, meaning: 'a private address' },
  { network: '198.18.0.0', prefix: 15, meaning: 'a benchmarking address' },
  { network: '198.51.100.0', prefix: 24, meaning: 'a documentation address' },
  { network: '203.0.113.0', prefix: 24, meaning: 'a documentation address' },
  { network: '224.0.0.0', prefix: 4, meaning: 'a multicast address' },
  { network: '240.0.0.0', prefix: 4, meaning: 'a reserved address' },
  { network: '168.63.129.16', prefix: 32, meaning: 'a metadata address' },
];

/** Parts of 2000::/3 that are not the public internet; everything outside 2000::/3 is forbidden anyway. */
export const forbiddenIpv6: readonly AddressRange[] = [
  { network: '2001::', prefix: 23, meaning: 'a protocol assignment (Teredo, benchmarking, ORCHID)' },
  { network: '2001:db8::', prefix: 32, meaning: 'a documentation address' },
  { network: '2002::', prefix: 16, meaning: 'a 6to4 address' },
  { network: '3fff::', prefix: 20, meaning: 'a documentation address' },
];

/** Well-known ranges outside 2000::/3, only so that the refusal can name them. */
export const namedIpv6: readonly AddressRange[] = [
  { network: '::', prefix: 128, meaning: 'an unspecified address' },
  { network: '::1', prefix: 128, meaning: 'a loopback address' },
  { network: 'fc00::', prefix: 7, meaning: 'a private address' },
  { network: 'fe80::', prefix: 10, meaning: 'a link-local address' },
  { network: 'ff00::', prefix: 8, meaning: 'a multicast address' },
];

/** IPv6 prefixes whose last four bytes are an IPv4 address that decides (RFC 4291 §2.5.5.2, RFC 6052 §2.1). */
export const embeddingIpv4: readonly AddressRange[] = [
  { network: '::ffff:0:0', prefix: 96, meaning: 'an IPv4-mapped address' },
  { network: '64:ff9b::', prefix: 96, meaning: 'a NAT64 address' },
];
