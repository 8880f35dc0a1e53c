/**
 * Opens the one connection of an exchange: resolve, check every address, connect to a checked address only,
 * check again what we are connected to. Through a proxy, names are checked as far as we can resolve them; where the
 * proxy then connects to is the proxy's to guard.
 */
import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls, TLSSocket } from 'node:tls';
import type { buildConnector } from 'undici';
import type { RequestStep } from '../domain/capture.ts';
import { bareHost, forbiddenMeaning, isAllowedPrivate } from './address-guard.ts';
import { networkTrouble } from './network-trouble.ts';
import { type Proxies, proxyFor } from './proxy-choice.ts';
import { openTunnel } from './proxy-tunnel.ts';
import { Trouble } from './trouble.ts';

export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** Finds all addresses of a host name, as `dns.promises.lookup(name, { all: true })` does. */
export type Resolve = (hostname: string) => Promise<readonly ResolvedAddress[]>;

/** What is known of the other end once connected. */
export interface Peer {
  /** Null behind a proxy. */
  readonly address: string | null;
  /** SHA-256 fingerprint of its certificate, upper-case hex with colons; null for plain http. */
  readonly certificate: string | null;
}

export interface ConnectorOptions {
  readonly resolve: Resolve;
  readonly allowPrivate: readonly string[];
  readonly proxies: Proxies;
  /** Trusted certificate authorities, PEM; undefined for the runtime's own. */
  readonly certificateAuthorities: readonly string[] | undefined;
  readonly signal: AbortSignal;
  readonly onConnected: (peer: Peer) => void;
  /** Told each step as it begins, with the address that was reached by then. */
  readonly onStep?: (step: RequestStep, address: string | null) => void;
  /** What is spoken inside TLS (ALPN, RFC 7301). Default: HTTP/1.1. */
  readonly protocols?: readonly string[];
}

/** Builds the connector of one exchange. Its errors are `Trouble`. */
export function createConnector(options: ConnectorOptions): buildConnector.connector {
  return (target, callback) => void connect(target, callback, options);
}

async function connect(
  target: buildConnector.Options,
  callback: buildConnector.Callback,
  options: ConnectorOptions,
): Promise<void> {
  let socket: Socket;
  try {
    socket = await openConnection(target, options);
  } catch (error) {
    callback(networkTrouble(error, bareHost(target.hostname)), null);
    return;
  }
  callback(null, socket);
}

/** A connection to a checked address, encrypted when the protocol is `https:`. @throws Trouble or the network's own error */
export async function openConnection(
  target: Pick<buildConnector.Options, 'protocol' | 'hostname' | 'port'>,
  options: ConnectorOptions,
): Promise<Socket> {
  const isTls = target.protocol === 'https:';
  const host = bareHost(target.hostname);
  const port = target.port === '' ? (isTls ? 443 : 80) : Number(target.port);
  const isPrivateAllowed = isAllowedPrivate(options.allowPrivate, host, port);
  const proxy = proxyFor(options.proxies, { isTls, host, port });
  options.onStep?.('resolve', null);
  const addresses = await checkedAddresses(host, isPrivateAllowed, options.resolve).catch(
    (error: unknown) => {
      // Behind a proxy, only the proxy may know the names of the outside world.
      if (proxy && error instanceof Trouble && error.failure === 'dns_failed') return [];
      throw error;
    },
  );
  options.signal.throwIfAborted();
  options.onStep?.('connect', null);

  const tunnel = proxy && (await openTunnel(proxy, { host, port }, options));
  // The name is already resolved and checked: the socket is given these addresses and never asks again,
  // so that a resolver which changes its answer cannot send it elsewhere. Literals never reach `lookup`.
  const lookup: LookupFunction = (_host, _lookupOptions, found) => found(null, [...addresses]);
  const direct = {
    host,
    port,
    lookup,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: 1000,
    signal: options.signal,
  };
  const socket = isTls
    ? connectTls({
        ...(tunnel ? { host, socket: tunnel } : direct),
        // Not even NODE_TLS_REJECT_UNAUTHORIZED may switch verification off.
        rejectUnauthorized: true,
        minVersion: 'TLSv1.2',
        ALPNProtocols: [...(options.protocols ?? ['http/1.1'])],
        ...(isIP(host) === 0 ? { servername: host } : {}),
        ...(options.certificateAuthorities ? { ca: [...options.certificateAuthorities] } : {}),
      })
    : (tunnel ?? connectTcp(direct));
  socket.setNoDelay(true);
  if (tunnel && isTls) options.onStep?.('handshake', null);
  else if (isTls) socket.once('connect', () => options.onStep?.('handshake', socket.remoteAddress ?? null));
  if (isTls || !tunnel) await untilReady(socket, isTls ? 'secureConnect' : 'connect');

  const remote = tunnel ? null : (socket.remoteAddress ?? 'an unknown address');
  const meaning = remote === null ? null : forbiddenMeaning(remote);
  if (meaning !== null && !isPrivateAllowed) {
    socket.destroy();
    throw new Trouble('address_forbidden', `the connection led to ${remote}, which is ${meaning}`);
  }
  const certificate = socket instanceof TLSSocket ? socket.getPeerCertificate().fingerprint256 : null;
  options.onConnected({ address: remote, certificate });
  return socket;
}

/** All addresses of the host, when none of them is forbidden or the host is allowed by name. */
async function checkedAddresses(
  host: string,
  isPrivateAllowed: boolean,
  resolve: Resolve,
): Promise<readonly ResolvedAddress[]> {
  const literal = isIP(host);
  const addresses = literal === 0 ? await resolveName(host, resolve) : [{ address: host, family: literal }];
  for (const { address } of isPrivateAllowed ? [] : addresses) {
    const meaning = forbiddenMeaning(address);
    if (meaning !== null) {
      const which = literal === 0 ? `${host} resolves to ${address}, which` : address;
      throw new Trouble(
        'address_forbidden',
        `${which} is ${meaning}; list the host in the source's allowPrivate if it is meant`,
      );
    }
  }
  return addresses;
}

async function resolveName(host: string, resolve: Resolve): Promise<readonly ResolvedAddress[]> {
  let addresses: readonly ResolvedAddress[];
  try {
    addresses = await resolve(host);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new Trouble('dns_failed', `the host name ${host} could not be resolved${code}`, error);
  }
  if (addresses.length === 0) {
    throw new Trouble('dns_failed', `the host name ${host} has no address`);
  }
  return addresses;
}

function untilReady(socket: Socket, event: 'connect' | 'secureConnect'): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once(event, () => {
      socket.off('error', reject);
      resolve();
    });
    socket.once('error', reject);
  });
}
