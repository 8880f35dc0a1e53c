/** An id for a source that nobody has named yet: whose it is, and what it may be called. Pure. */
import { isIP } from 'node:net';
import type { KnownSource } from '../config/catalogue.ts';
import { registrableDomain } from '../fetch/registrable-domain.ts';
import type { Candidate } from './recognise-address.ts';

/** The vendor whose sources stand nearest: in the same repository owner's account, on the same host, in the same domain. */
export function guessVendor({ url, options }: Candidate, known: readonly KnownSource[]): string | null {
  const { hostname } = new URL(url);
  const owner = ownerOf(options);
  const near = known.filter(({ source }) => {
    if (owner !== null || ownerOf(source.options) !== null) return owner === ownerOf(source.options);
    return registrableDomain(new URL(source.url).hostname) === registrableDomain(hostname);
  });
  const best = near.toSorted((a, b) => shared(b.source.url, url) - shared(a.source.url, url))[0];
  return best?.source.vendor ?? null;
}

/** `openai` of `openai/model_spec`; null for a source that is no repository. */
function ownerOf(options: unknown): string | null {
  if (typeof options !== 'object' || options === null || !('repository' in options)) return null;
  return String(options.repository).split('/')[0]?.toLowerCase() ?? null;
}

function shared(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}

/** For a vendor that nobody has described: the telling label of its domain; `vendor` where there is none. */
export function vendorOfDomain(url: string): string {
  const { hostname } = new URL(url);
  if (isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) return 'vendor';
  return slug(registrableDomain(hostname).split('.')[0] ?? '') || 'vendor';
}

/** A name within the vendor that is not taken, from the end of the address. */
export function nameSource({ url, options }: Candidate, vendor: string, taken: ReadonlySet<string>): string {
  const path = 'path' in options ? String(options['path']) : new URL(url).pathname;
  const parts = path.split('/').filter(Boolean);
  const name = slug((parts.at(-1) ?? '').replace(/\.[a-z]{2,5}(?:\.txt)?$/i, '')) || 'home';
  let unique = name;
  for (let count = 2; taken.has(`${vendor}/${unique}`); count += 1) unique = `${name}-${count}`;
  return unique;
}

function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '');
}
