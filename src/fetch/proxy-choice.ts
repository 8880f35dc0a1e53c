/** Which proxy a request goes through, by the variables that other programs know, too. */
import { isIP } from 'node:net';
import { FetchError } from '../domain/errors.ts';
import { bareHost, forbiddenMeaning } from './address-guard.ts';

export interface Proxies {
  readonly http: URL | null;
  readonly https: URL | null;
  /** Hosts that are reached without a proxy. */
  readonly except: readonly Exception[];
}

interface Exception {
  /** `*` for every host; else the host itself and all names beneath it. */
  readonly host: string;
  readonly port: number | null;
}

export const noProxies: Proxies = { http: null, https: null, except: [] };

/**
 * Reads HTTP_PROXY, HTTPS_PROXY and NO_PROXY; where both spellings are set, the lower-case one counts.
 * @throws FetchError `bad_proxy` (config) when a proxy's address cannot be used; credentials are not shown.
 */
export function readProxies(env: Readonly<Record<string, string | undefined>>): Proxies {
  const variable = (name: string): string => env[name] || env[name.toUpperCase()] || '';
  return {
    http: parseProxy('HTTP_PROXY', variable('http_proxy')),
    https: parseProxy('HTTPS_PROXY', variable('https_proxy')),
    except: variable('no_proxy')
      .split(/[\s,]+/)
      .filter((entry) => entry !== '')
      .map((entry) => parseException(entry)),
  };
}

/** The proxy for an address, null for a direct connection. This machine itself is always reached directly. */
export function proxyFor(
  proxies: Proxies,
  target: { isTls: boolean; host: string; port: number },
): URL | null {
  const { isTls, port } = target;
  const host = bareHost(target.host);
  const isHere =
    host === 'localhost' || (isIP(host) !== 0 && forbiddenMeaning(host) === 'a loopback address');
  const isExcepted = proxies.except.some(
    (entry) =>
      (entry.port === null || entry.port === port) &&
      (entry.host === '*' || host === entry.host || host.endsWith(`.${entry.host}`)),
  );
  return isHere || isExcepted ? null : isTls ? proxies.https : proxies.http;
}

function parseProxy(name: string, text: string): URL | null {
  if (text === '') return null;
  // `proxy.example:3128` is understood by other programs, too.
  const url = URL.parse(text.includes('://') ? text : `http://${text}`);
  const isUsable = url?.protocol === 'http:' || url?.protocol === 'https:';
  if (url !== null && isUsable && isDecodable(url.username) && isDecodable(url.password)) return url;
  throw new FetchError(`the variable ${name} does not hold the address of a proxy that can be used`, {
    code: 'bad_proxy',
    retry: 'never',
    fault: 'config',
    advice: `Write ${name} as http://host:port or https://host:port.`,
  });
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** `example.org`, `.example.org`, `*.example.org`, `example.org:8443`, `192.0.2.1`, `[2001:db8::1]:443` or `*`. */
function parseException(entry: string): Exception {
  const { host = entry, port } =
    /^(?<host>\[[^\]]*\]|[^:]*)(?::(?<port>\d+))?$/.exec(entry.toLowerCase())?.groups ?? {};
  return {
    host: host === '*' ? host : bareHost(host.replace(/^\*?\./, '')),
    port: port === undefined ? null : Number(port),
  };
}
