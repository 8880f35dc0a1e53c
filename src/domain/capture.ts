/** What the network gave: a capture is one answered request, a failure is one that brought no usable answer. */

/** One hop that was followed. */
export interface Redirect {
  readonly from: string;
  readonly to: string;
  readonly status: number;
}

export interface Capture {
  readonly url: string;
  readonly finalUrl: string;
  readonly redirects: readonly Redirect[];
  readonly status: number;
  /** Lower-case names; several values of one name joined with `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** Decoded body (content encoding removed). Empty for 304. */
  readonly body: Uint8Array;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly remoteAddress: string | null;
  /** SHA-256 fingerprint of the server's certificate, upper-case hex with colons; null for plain http. */
  readonly certificate: string | null;
  /** What robots.txt had to say, or the permission that stands in its place; absent when nobody asked. */
  readonly robots?: string;
  /** The headers that were sent with the request that was answered, secrets as `***`; absent when none were sent. */
  readonly requestHeaders?: Readonly<Record<string, string>>;
}

/**
 * The steps of a request, in their order: waiting for the host's turn, asking robots.txt, finding the addresses,
 * connecting, agreeing on TLS (and logging in to a mailbox), waiting for the answer.
 */
export type RequestStep = 'turn' | 'robots' | 'resolve' | 'connect' | 'handshake' | 'request';

/** How far a request came that brought no answer at all. */
export interface Attempt {
  /** The last step that was begun. */
  readonly step: RequestStep;
  /** Where that was, after the redirects. */
  readonly url: string;
  readonly redirects: readonly Redirect[];
  /** The address that was reached; null before there was a connection, or behind a proxy. */
  readonly remoteAddress: string | null;
  readonly certificate: string | null;
  /** As in `Capture`; null before they were sent. */
  readonly requestHeaders: Readonly<Record<string, string>> | null;
}

/** Header in which a rendered page's capture tells how it was rendered; servers have no say in it. */
export const renderingHeader = 'modelwarden-rendering';

/** Why no usable answer came. Each is its own outcome in the record; none is ever a change. */
const fetchFailures = [
  'dns_failed',
  'connection_refused',
  'connection_lost',
  'timed_out',
  'tls_invalid',
  'address_forbidden',
  'redirect_loop',
  'redirect_refused',
  'http_not_found',
  'http_gone',
  'http_unauthorized',
  'http_rate_limited',
  'http_unavailable',
  'http_error',
  'too_large',
  'bad_encoding',
  'bad_url',
  'folder_unreadable',
  'mail_refused',
  'browser_missing',
  'browser_failed',
  'robots_disallowed',
  'host_busy',
  'proxy_failed',
] as const;
export type FetchFailureCode = (typeof fetchFailures)[number];

export interface FetchFailure {
  readonly kind: 'failure';
  readonly code: FetchFailureCode;
  /** One sentence for operators: what was tried and what came instead. Never a secret. */
  readonly detail: string;
  /** What is known of the answer, when there was one. */
  readonly capture: Capture | null;
  /** How far it came, when the network was asked and there was no answer. */
  readonly attempt?: Attempt;
  /** Answers to what the same look had asked for before, for a document of several parts. */
  readonly answered?: readonly Capture[];
  /** From Retry-After, bounded; null when the server named none. */
  readonly retryAfterMs: number | null;
  /** For `robots_disallowed`: the rule that decided, as its file has it. */
  readonly robots?: string;
  readonly startedAt: Date;
  readonly finishedAt: Date;
}

/** `not-modified` is a 304 to a conditional request. */
export type FetchResult =
  | { readonly kind: 'ok'; readonly capture: Capture }
  | { readonly kind: 'not-modified'; readonly capture: Capture }
  | FetchFailure;

export interface FetchRequest {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly accept?: string;
  /** Validators of the last full answer; when given the request is conditional. */
  readonly etag?: string | null;
  readonly lastModified?: string | null;
  readonly allowPrivate?: readonly string[];
  readonly maxBytes?: number;
  readonly timeoutMs?: number;
  /** Beginnings of URLs of other sites that redirects may lead to. */
  readonly redirectsTo?: readonly string[] | undefined;
  /** true: the page as a browser shows it, once its scripts have run. Never conditional. */
  readonly render?: boolean;
  /** The vendor's permission to fetch although robots.txt may say no; absent: robots.txt is obeyed. */
  readonly robotsPermission?: string | undefined;
}

/** The network as the rest of the program sees it. Never throws for anything the other side does. */
export type Fetch = (request: FetchRequest, signal: AbortSignal) => Promise<FetchResult>;
