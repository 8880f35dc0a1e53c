/** Where a redirect may lead: the same organisation, never from https to http, never in a circle; and whether it led away. */
import type { Redirect } from '../domain/capture.ts';
import { registrableDomain } from './registrable-domain.ts';
import { maskUrl } from './safe-url.ts';
import { Trouble } from './trouble.ts';

const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Whether an answer sends the reader elsewhere. */
export function isRedirect(status: number): boolean {
  return redirectStatuses.has(status);
}

/**
 * The URL that a redirect leads to.
 * @throws Trouble `redirect_refused` or `redirect_loop`, naming both ends; `http_error` without a Location.
 */
export function followRedirect(
  from: URL,
  location: string | undefined,
  status: number,
  redirects: readonly Redirect[],
  maxRedirects: number,
  allowed: readonly string[] = [],
): URL {
  if (location === undefined || location === '') {
    throw new Trouble('http_error', `the server answered ${status} without saying where to go`);
  }
  const to = URL.parse(asUtf8(location), from.href);
  if (to === null) {
    throw refused(from, location, 'which is not a URL');
  }
  to.hash = '';
  if (to.protocol !== 'https:' && to.protocol !== 'http:') {
    throw refused(from, to.href, 'which is neither http nor https');
  }
  if (to.username !== '' || to.password !== '') {
    throw refused(from, to.href, 'which carries credentials');
  }
  if (from.protocol === 'https:' && to.protocol === 'http:') {
    throw refused(from, to.href, 'which is not encrypted any more');
  }
  const isSameSite = registrableDomain(from.hostname) === registrableDomain(to.hostname);
  if (!isSameSite && !isAmong(allowed, to.href)) {
    throw refused(
      from,
      to.href,
      'which is another site; if the vendor has moved, change the URL of the source (or allow it in `redirectsTo`)',
    );
  }
  if (to.href === from.href || redirects.some((redirect) => redirect.from === to.href)) {
    throw new Trouble('redirect_loop', `${maskUrl(from.href)} redirects back to ${maskUrl(to.href)}`);
  }
  if (redirects.length >= maxRedirects) {
    throw new Trouble(
      'redirect_loop',
      `${maskUrl(from.href)} redirects to ${maskUrl(to.href)}, which is more than ${maxRedirects} redirects in a row`,
    );
  }
  return to;
}

/** Whether an address begins as one of those that a source allows; a host alone must be the whole host. */
export function isAmong(beginnings: readonly string[], address: string): boolean {
  return beginnings.some((beginning) => {
    const { origin, href } = new URL(beginning);
    const to = URL.parse(address);
    return to?.origin === origin && to.href.startsWith(href);
  });
}

/**
 * Whether an answer came from another host or path than was asked for. The same page under another spelling is
 * not elsewhere: https for http, `www.`, a slash or `index.html` or `.html` at the end, another query.
 */
export function isElsewhere(asked: string, answered: string): boolean {
  return placeOf(asked) !== placeOf(answered);
}

function placeOf(address: string): string {
  const url = URL.parse(address);
  if (url === null) return address;
  const path = url.pathname.replace(/\/(?:index|default)\.html?$/i, '/').replace(/(?:\.html?)?\/*$/i, '');
  return `${url.host.replace(/^www\./, '')}${decodedPath(path)}`;
}

function decodedPath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // a path with a lone % stands as it is
  }
}

function refused(from: URL, to: string, why: string): Trouble {
  return new Trouble('redirect_refused', `${maskUrl(from.href)} redirects to ${maskUrl(to)}, ${why}`);
}

/** Header bytes arrive one character each; addresses beyond ASCII are meant as UTF-8. */
function asUtf8(location: string): string {
  return Buffer.from(location, 'latin1').toString('utf8');
}
