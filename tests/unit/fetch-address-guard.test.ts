import { array, assert, constantFrom, integer, pre, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forbiddenMeaning, isAllowedPrivate } from '../../src/fetch/address-guard.ts';
import { forbiddenIpv4 } from '../../src/fetch/address-ranges.ts';

describe('addresses', () => {
  it.each([
    ['0.0.0.0', 'unspecified'],
    ['10.1.2.3', 'private'],
    ['100.64.0.1', 'carrier NAT'],
    ['100.100.100.200', 'carrier NAT'],
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['169.254.169.254', 'metadata'],
    ['168.63.129.16', 'metadata'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.0.0.192', 'protocol assignment'],
    ['192.0.2.1', 'documentation'],
    ['192.168.1.1', 'private'],
    ['198.18.0.1', 'benchmarking'],
    ['198.19.255.255', 'benchmarking'],
    ['198.51.100.1', 'documentation'],
    ['203.0.113.9', 'documentation'],
    ['224.0.0.1', 'multicast'],
    ['255.255.255.255', 'reserved'],
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['0:0:0:0:0:0:0:1', 'loopback'],
    ['::127.0.0.1', 'outside'],
    ['::ffff:127.0.0.1', 'IPv4-mapped address holding a loopback'],
    ['::ffff:7f00:1', 'IPv4-mapped address holding a loopback'],
    ['::ffff:169.254.169.254', 'metadata'],
    ['::FFFF:0a00:0001', 'private'],
    ['64:ff9b::10.0.0.1', 'NAT64 address holding a private'],
    ['64:ff9b::a9fe:a9fe', 'metadata'],
    ['64:ff9b:1::8.8.8.8', 'outside'],
    ['2002:7f00:1::', '6to4'],
    ['2001:0:4136:e378:8000:63bf:3fff:fdd2', 'Teredo'],
    ['2001:2::1', 'benchmarking'],
    ['2001:db8::1', 'documentation'],
    ['3fff::1', 'documentation'],
    ['fc00::1', 'private'],
    ['fd00:ec2::254', 'private'],
    ['fe80::1', 'link-local'],
    ['fe80::1%eth0', 'one network interface'],
    ['fec0::1', 'outside'],
    ['ff02::1', 'multicast'],
    ['localhost', 'not an IP address'],
    ['0x7f.1', 'not an IP address'],
    ['', 'not an IP address'],
  ])('%s is forbidden as %s', (address, meaning) => {
    expect(forbiddenMeaning(address)).toContain(meaning);
  });

  it.each([
    '1.1.1.1',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '126.255.255.255',
    '128.0.0.0',
    '172.15.255.255',
    '172.32.0.0',
    '192.167.255.255',
    '192.169.0.0',
    '198.17.255.255',
    '198.20.0.0',
    '223.255.255.255',
    '2606:4700::6810:84e5',
    '2a00:1450:4001:82a::200e',
    '::ffff:1.1.1.1',
    '64:ff9b::101:101',
  ])('%s is on the public internet', (address) => {
    expect(forbiddenMeaning(address)).toBeNull();
  });

  it('forbids every address of every range, also inside IPv6', () => {
    const insideRange = constantFrom(...forbiddenIpv4).chain(({ network, prefix }) => {
      const first = toNumber(network);
      return integer({ min: 0, max: 2 ** (32 - prefix) - 1 }).map((offset) => toText(first + offset));
    });
    assert(
      property(insideRange, constantFrom('', '::ffff:', '64:ff9b::', '::'), (address, prefix) => {
        expect(forbiddenMeaning(prefix + address)).not.toBeNull();
      }),
    );
  });

  it('forbids every IPv6 address outside 2000::/3 that embeds no IPv4 address', () => {
    const group = integer({ min: 0, max: 0xffff });
    assert(
      property(array(group, { minLength: 8, maxLength: 8 }), (groups) => {
        const [first = 0] = groups;
        pre(first >> 13 !== 1 && first !== 0 && first !== 0x64);
        expect(forbiddenMeaning(groups.map((value) => value.toString(16)).join(':'))).not.toBeNull();
      }),
    );
  });
});

describe('hosts allowed by name', () => {
  it.each([
    [['intranet.test'], 'intranet.test', 443, true],
    [['Intranet.TEST'], 'intranet.test.', 443, true],
    [['intranet.test:8443'], 'intranet.test', 8443, true],
    [['intranet.test:8443'], 'intranet.test', 443, false],
    [['127.0.0.1:80'], '127.0.0.1', 80, true],
    [['[::1]:80'], '[::1]', 80, true],
    [['::1'], '[::1]', 80, true],
    [['intranet.test'], 'evil-intranet.test', 443, false],
    [['intranet.test'], 'sub.intranet.test', 443, false],
    [['10.0.0.1'], '10.0.0.10', 80, false],
    [[], '127.0.0.1', 80, false],
  ])('%j lets %s:%i through: %s', (allowed, host, port, isAllowed) => {
    expect(isAllowedPrivate(allowed, host, port)).toBe(isAllowed);
  });
});

function toNumber(address: string): number {
  return address.split('.').reduce((total, byte) => total * 256 + Number(byte), 0);
}

function toText(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}
