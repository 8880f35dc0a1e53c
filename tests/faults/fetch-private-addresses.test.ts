import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createServer, type Server } from 'node:net';
import { assert, asyncProperty, constantFrom, integer, oneof, tuple } from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { forbiddenIpv4, forbiddenIpv6, namedIpv6 } from '../../src/fetch/address-ranges.ts';
import type { ResolvedAddress } from '../../src/fetch/connector.ts';
import { type Site, startSite } from '../support/site.ts';
import { createTestFetch, failureOf, textOf } from '../support/site-fetch.ts';
import * as recipes from '../support/site-recipes.ts';

/** Listens on every address of this machine and counts who comes. */
let trap: Server;
let port: number;
let connections = 0;
/** Sockets that this process made to connect somewhere, wherever that is. */
let sockets = 0;
const countSocket = (): void => {
  sockets += 1;
};
let site: Site;

beforeAll(async () => {
  subscribe('net.client.socket', countSocket);
  site = await startSite();
  trap = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => trap.listen(0, resolve));
  const address = trap.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
});

beforeEach(() => {
  connections = 0;
  sockets = 0;
});

afterAll(async () => {
  unsubscribe('net.client.socket', countSocket);
  await site.stop();
  await new Promise((resolve) => trap.close(resolve));
});

/** Fetches with nothing allowed and names resolved as given. */
async function outcome(url: string, answers: readonly string[] = [], allowPrivate: readonly string[] = []) {
  const fetcher = createTestFetch({ resolve: async () => answers.map(toResolved) });
  const result = await fetcher.get(url, { allowPrivate });
  await fetcher.close();
  return result;
}

function toResolved(address: string): ResolvedAddress {
  return { address, family: address.includes(':') ? 6 : 4 };
}

describe('a private address', () => {
  it.each([
    '127.0.0.1',
    '127.1',
    '127.0.1',
    '0177.0.0.1',
    '0x7f.0.0.1',
    '0x7f000001',
    '2130706433',
    '017700000001',
    '127.0.0.1.',
    '①②⑦.⓪.⓪.①',
    '127。0。0。1',
    '%31%32%37.0.0.1',
    '0.0.0.0',
    '0',
    '[::1]',
    '[0:0:0:0:0:0:0:1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
    '[::ffff:0:127.0.0.1]',
    '[64:ff9b::127.0.0.1]',
    '[64:ff9b:1::7f00:1]',
    '[2002:7f00:1::]',
    '[2001:0:7f00:1::]',
    '[2001:0:4136:e378:8000:63bf:80ff:fffe]',
    '[fe80::5efe:7f00:1]',
    '10.0.0.1',
    '172.16.0.1',
    '192.168.0.1',
    '169.254.169.254',
    '0xa9fea9fe',
    '[::ffff:169.254.169.254]',
    '[fd00:ec2::254]',
    '[fe80::1]',
    '100.100.100.200',
    '168.63.129.16',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
  ])('written as %s is refused before any connection', async (host) => {
    for (const scheme of ['http', 'https']) {
      const failure = failureOf(await outcome(`${scheme}://${host}:${port}/`));
      expect(failure).toMatchObject({ code: 'address_forbidden', capture: null });
    }
    expect({ connections, sockets }).toEqual({ connections: 0, sockets: 0 });
  });

  it.each([
    ['a zone', 'http://[fe80::1%25eth0]:PORT/', 'bad_url'],
    ['a zone, bare', 'http://[fe80::1%eth0]:PORT/', 'bad_url'],
    ['credentials that look like the host', 'http://vendor.test@127.0.0.1:PORT/', 'bad_url'],
    ['credentials with a port', 'http://vendor.test:80@127.0.0.1:PORT/', 'bad_url'],
    ['a fragment that looks like the host', 'http://127.0.0.1:PORT#@vendor.test/', 'address_forbidden'],
    ['a query that looks like the host', 'http://127.0.0.1:PORT?@vendor.test/', 'address_forbidden'],
    ['backslashes', 'http:\\\\127.0.0.1:PORT\\', 'address_forbidden'],
    ['one slash', 'http:/127.0.0.1:PORT/', 'address_forbidden'],
    ['many slashes', 'http://///127.0.0.1:PORT/', 'address_forbidden'],
    ['line breaks within', 'http://127.0.\n0.1:\tPORT/', 'address_forbidden'],
    ['two dots at the end', 'http://127.0.0.1..:PORT/', 'address_forbidden'],
    ['too many parts', 'http://127.0.0.0.1:PORT/', 'bad_url'],
    ['a number that is too large', 'http://4294967296:PORT/', 'bad_url'],
    ['another scheme', 'ftp://127.0.0.1:PORT/', 'bad_url'],
    ['a file', 'file:///etc/passwd', 'bad_url'],
    ['a socket', 'unix:/run/docker.sock', 'bad_url'],
  ])('dressed up with %s is refused before any connection: %s', async (_what, url, code) => {
    expect(failureOf(await outcome(url.replace('PORT', String(port)), ['127.0.0.1'])).code).toBe(code);
    expect({ connections, sockets }).toEqual({ connections: 0, sockets: 0 });
  });

  it.each([
    'localhost',
    'LOCALHOST.',
    'localhost.localdomain',
    'ip6-localhost',
    'metadata.google.internal',
    '127.0.0.1.nip.test',
  ])('under the name %s is refused for what the name stands for', async (host) => {
    const address = host.startsWith('metadata') ? '169.254.169.254' : '127.0.0.1';
    expect(failureOf(await outcome(`http://${host}:${port}/`, [address])).code).toBe('address_forbidden');
    expect({ connections, sockets }).toEqual({ connections: 0, sockets: 0 });
  });

  it.each([
    'http://169.254.169.254/latest/meta-data/',
    'http://0xa9fea9fe/latest/meta-data/',
    'http://2852039166/',
    'http://[::ffff:a9fe:a9fe]/',
    '//169.254.169.254/',
    '/\\169.254.169.254/',
    'http://[fd00:ec2::254]/latest/',
  ])('of a metadata service is refused when a redirect leads there as %s', async (location) => {
    site.page('/', recipes.redirectTo(location));
    const failure = failureOf(await outcome(site.url, [], [site.host]));
    expect(['address_forbidden', 'redirect_refused']).toContain(failure.code);
    expect(failure.capture?.finalUrl ?? site.url).toContain('127.0.0.1');
  });

  it.each([
    ['a name for it', ['127.0.0.1']],
    ['a name for it in IPv6', ['::1']],
    ['a name for it mapped into IPv6', ['::ffff:127.0.0.1']],
    ['a name for it behind a public address', ['93.184.215.14', '127.0.0.1']],
    ['a name for the metadata service', ['169.254.169.254']],
    ['a name for what is no address', ['127.1']],
  ])('is refused behind %s', async (_what, answers) => {
    const failure = failureOf(await outcome(`http://vendor.test:${port}/`, answers));
    expect(failure.code).toBe('address_forbidden');
    expect(failure.detail).toContain('vendor.test resolves to');
    expect(connections).toBe(0);
  });

  it('is refused when a redirect leads there', async () => {
    site.page('/', recipes.redirectTo(`http://127.0.0.1:${port}/`));
    const failure = failureOf(await outcome(site.url, [], [site.host]));
    expect(failure.code).toBe('address_forbidden');
    expect(failure.detail).toContain(`after 1 redirect, at http://127.0.0.1:${port}/`);
    expect(failure.capture).toBeNull();
    expect(connections).toBe(0);
  });

  it('is refused when a redirect leads to a name for it', async () => {
    site.page('/', recipes.redirectTo(`http://intern.vendor.test:${port}/`));
    const url = `http://www.vendor.test:${site.port}/`;
    const failure = failureOf(await outcome(url, ['127.0.0.1'], ['www.vendor.test']));
    expect(failure.code).toBe('address_forbidden');
    expect(connections).toBe(0);
  });

  it('is reached when its host is allowed by name', async () => {
    site.page('/', { body: 'intranet' });
    expect(textOf(await outcome(site.url, [], [site.host]))).toBe('intranet');
    const named = `http://intranet.test:${site.port}/`;
    expect(textOf(await outcome(named, ['127.0.0.1'], ['intranet.test']))).toBe('intranet');
    expect(failureOf(await outcome(site.url, [], [`127.0.0.1:${port}`])).code).toBe('address_forbidden');
  });
});

describe('a resolver that changes its answer', () => {
  it('is asked once, and the connection goes to the address that was checked', async () => {
    const visited: (string | undefined)[] = [];
    site.page('/', (request, response) => {
      visited.push(request.socket.localAddress);
      response.end('seen');
    });
    const answers = ['127.0.0.1', '127.0.0.2', '127.0.0.3'];
    let asked = 0;
    const fetcher = createTestFetch({
      resolve: async () => [toResolved(answers[asked++] ?? '')],
    });
    const result = await fetcher.get(`http://vendor.test:${site.port}/`, {
      allowPrivate: ['vendor.test'],
      robotsPermission: 'one connection is what this is about',
    });
    await fetcher.close();
    expect(textOf(result)).toBe('seen');
    expect(result).toMatchObject({ capture: { remoteAddress: '127.0.0.1' } });
    expect({ asked, visited }).toEqual({ asked: 1, visited: ['127.0.0.1'] });
  });

  it('is not asked again in hope of a better answer', async () => {
    let asked = 0;
    const fetcher = createTestFetch({
      resolve: async () => [toResolved(asked++ === 0 ? '127.0.0.1' : '93.184.215.14')],
    });
    expect(failureOf(await fetcher.get(`http://vendor.test:${port}/`)).code).toBe('address_forbidden');
    await fetcher.close();
    expect({ asked, connections }).toEqual({ asked: 1, connections: 0 });
  });
});

describe('whatever the spelling', () => {
  it('no address of this machine is ever connected to', async () => {
    const byte = integer({ min: 0, max: 255 });
    const loopback = tuple(byte, byte, byte).map(([a, b, c]) => ((127 * 256 + a) * 256 + b) * 256 + c);
    const spelling = constantFrom(
      spellDecimal,
      spellHex,
      spellOctal,
      spellDotted,
      spellMixed,
      spellMapped,
      spellNat64,
    );
    const target = oneof(
      tuple(loopback, spelling).map(([address, spell]) => ({ host: spell(address), answers: [] })),
      loopback.map((address) => ({ host: 'vendor.test', answers: [spellDotted(address)] })),
      loopback.map((address) => ({ host: 'vendor.test', answers: [spellMapped(address).slice(1, -1)] })),
    );
    await assert(
      asyncProperty(target, constantFrom('http', 'https'), async ({ host, answers }, scheme) => {
        const result = await outcome(`${scheme}://${host}:${port}/`, answers);
        expect(result).toMatchObject({ code: 'address_forbidden' });
      }),
      { numRuns: 300 },
    );
    expect(connections).toBe(0);
  });
});

describe('whatever the range', () => {
  const v4 = constantFrom(...forbiddenIpv4).chain(({ network, prefix }) =>
    integer({ min: 0, max: 2 ** (32 - prefix) - 1 }).map((offset) => toNumber(network) + offset),
  );
  const v6 = constantFrom(...forbiddenIpv6, ...namedIpv6).chain(({ network, prefix }) =>
    tuple(integer({ min: 0, max: 0xffff }), integer({ min: 0, max: 0xffff })).map(([a, b]) =>
      prefix > 96
        ? network
        : new URL(`http://[${network}${a.toString(16)}:${b.toString(16)}]`).hostname.slice(1, -1),
    ),
  );
  const spelling = constantFrom(
    spellDecimal,
    spellHex,
    spellOctal,
    spellDotted,
    spellMixed,
    spellMapped,
    spellNat64,
    spellFullWidth,
  );

  it('no socket is made for an address of it, written out, resolved, or resolved on the second asking', async () => {
    const target = oneof(
      tuple(v4, spelling).map(([address, spell]) => ({ host: spell(address), answers: [] as string[][] })),
      v4.map((address) => ({ host: 'vendor.test', answers: [[spellDotted(address)]] })),
      v4.map((address) => ({
        host: 'vendor.test',
        answers: [['93.184.215.14', spellMapped(address).slice(1, -1)]],
      })),
      v6.map((address) => ({ host: `[${address}]`, answers: [] })),
      v6.map((address) => ({ host: 'vendor.test', answers: [[address], ['93.184.215.14']] })),
    );
    await assert(
      asyncProperty(target, constantFrom('http', 'https'), async ({ host, answers }, scheme) => {
        let asked = 0;
        const fetcher = createTestFetch({
          resolve: async () => (answers[asked++] ?? answers.at(-1) ?? []).map(toResolved),
        });
        const result = await fetcher.get(`${scheme}://${host}:${port}/`, { allowPrivate: [] });
        await fetcher.close();
        expect(result).toMatchObject({ code: 'address_forbidden' });
        expect(sockets).toBe(0);
      }),
      { numRuns: 400 },
    );
  });
});

function toNumber(address: string): number {
  return address.split('.').reduce((total, byte) => total * 256 + Number(byte), 0);
}
function spellFullWidth(address: number): string {
  return Array.from(spellDotted(address))
    .map((sign) => (sign === '.' ? '。' : String.fromCodePoint(0xff10 + Number(sign))))
    .join('');
}
function bytesOf(address: number): readonly number[] {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256);
}
function spellDecimal(address: number): string {
  return String(address);
}
function spellHex(address: number): string {
  return `0x${address.toString(16)}`;
}
function spellOctal(address: number): string {
  return `0${address.toString(8)}`;
}
function spellDotted(address: number): string {
  return bytesOf(address).join('.');
}
function spellMixed(address: number): string {
  const [first = 0, second = 0, third = 0, fourth = 0] = bytesOf(address);
  return `0${first.toString(8)}.0x${second.toString(16)}.${third * 256 + fourth}`;
}
function spellMapped(address: number): string {
  return `[::ffff:${spellDotted(address)}]`;
}
function spellNat64(address: number): string {
  return `[64:ff9b::${spellDotted(address)}]`;
}
