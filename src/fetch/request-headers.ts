/** The headers of one hop. Secrets go to the origin they are meant for and nowhere else. */
import type { FetchRequest } from '../domain/capture.ts';
import { FetchError } from '../domain/errors.ts';

/** Set here or by the connection; a source may not send its own. */
const reservedNames: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'content-length',
  'expect',
  'range',
  'user-agent',
  'accept-encoding',
  'if-none-match',
  'if-modified-since',
]);

/** Of a source's own headers, those that another origin may see, too. */
const harmlessNames: ReadonlySet<string> = new Set(['accept', 'accept-language']);

/** Headers whose values are nobody's secret and are kept with what they brought; a source's own may hold tokens. */
const shownNames: ReadonlySet<string> = new Set([
  ...harmlessNames,
  'accept-encoding',
  'cache-control',
  'if-modified-since',
  'if-none-match',
  'pragma',
  'user-agent',
]);

/** Headers as they may be kept: every value that could be a secret as `***`. */
export function redactHeaders(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, shownNames.has(name) ? value : '***']),
  );
}

const headerName = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/;

export interface HopHeaders {
  readonly headers: Readonly<Record<string, string>>;
  /** Whether a 304 would be an answer to what was asked. */
  readonly isConditional: boolean;
}

/**
 * Builds the headers of a hop. When `isSameOrigin` is false, the source's own headers stay behind.
 * @throws FetchError `bad_request_header` (config) when a source's header cannot be sent; its value is not shown.
 */
export function buildHeaders(request: FetchRequest, userAgent: string, isSameOrigin: boolean): HopHeaders {
  const headers: Record<string, string> = {
    accept: request.accept ?? '*/*',
    'accept-encoding': 'gzip, deflate, br, zstd',
    'user-agent': userAgent,
  };
  for (const [name, value] of Object.entries(request.headers ?? {})) {
    const lowerName = name.toLowerCase();
    if (!headerName.test(lowerName) || !headerValue.test(value) || reservedNames.has(lowerName)) {
      throw new FetchError(`the request header "${name}" cannot be sent`, {
        code: 'bad_request_header',
        retry: 'never',
        fault: 'config',
        advice: 'Change or remove this header of the source.',
      });
    }
    if (isSameOrigin || harmlessNames.has(lowerName)) {
      headers[lowerName] = value;
    }
  }
  const validators = {
    ...(isSendable(request.etag) ? { 'if-none-match': request.etag } : {}),
    ...(isSendable(request.lastModified) ? { 'if-modified-since': request.lastModified } : {}),
  };
  return { headers: { ...headers, ...validators }, isConditional: Object.keys(validators).length > 0 };
}

/** A validator that a server gave us may hold anything; one that cannot be sent back is left out. */
function isSendable(validator: string | null | undefined): validator is string {
  return typeof validator === 'string' && /^[\x20-\x7e\x80-\xff]{1,1000}$/.test(validator);
}
