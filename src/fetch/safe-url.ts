/** URLs as requests may use them and as operators may read them: without credentials, queries' secrets masked. */
import { Trouble } from './trouble.ts';

/** Query parameters whose values are never shown. */
const secretName = /key|token|secret|pass(word|wd|phrase)|signature|credential|auth/i;

/**
 * Parses the address of a request. The fragment is dropped: it is never sent.
 * @throws Trouble `bad_url` for texts that are no URL, schemes other than http(s), and credentials in the URL.
 */
export function parseTarget(text: string): URL {
  const url = URL.parse(text);
  if (url === null) {
    throw new Trouble('bad_url', 'this is not a complete URL (write it as https://host/path)');
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new Trouble('bad_url', `only http and https can be fetched, not "${url.protocol.slice(0, 20)}"`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new Trouble('bad_url', 'credentials do not belong in a URL; put them in a header of the source');
  }
  url.hash = '';
  return url;
}

/** A URL as it may be shown and logged: no credentials, no fragment, secret query values as `***`, ≤ 500 characters. */
export function maskUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null) {
    return `"${printable(text.replace(/[?#].*$/s, '').replace(/^.*@/s, '***@')).slice(0, 100)}"`;
  }
  url.username = '';
  url.password = '';
  url.hash = '';
  const masked = url.search
    .slice(1)
    .split('&')
    .map((pair) => maskPair(pair))
    .join('&');
  url.search = '';
  const whole = masked === '' ? url.href : `${url.href}?${masked}`;
  return whole.length > 500 ? `${whole.slice(0, 499)}…` : whole;
}

/** Text of the other side made harmless for one line of a log: visible ASCII only. */
export function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?');
}

function maskPair(pair: string): string {
  const [name = '', ...value] = pair.split('=');
  return value.length > 0 && secretName.test(decoded(name)) ? `${name}=***` : pair;
}

function decoded(name: string): string {
  return new URLSearchParams(`${name}=`).keys().next().value ?? name;
}
