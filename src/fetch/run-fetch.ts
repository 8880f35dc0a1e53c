/** One fetch from its URL to its result: hop after hop under one deadline. */
import type {
  Attempt,
  Capture,
  FetchRequest,
  FetchResult,
  Redirect,
  RequestStep,
} from '../domain/capture.ts';
import { statusFailure } from './classify-status.ts';
import type { Peer, Resolve } from './connector.ts';
import { type Answer, exchange } from './exchange.ts';
import type { Proxies } from './proxy-choice.ts';
import type { BodyWanted } from './read-body.ts';
import { followRedirect, isRedirect } from './redirect-rules.ts';
import { buildHeaders, redactHeaders } from './request-headers.ts';
import { parseRetryAfter } from './retry-after.ts';
import { maskUrl, parseTarget } from './safe-url.ts';
import { Trouble } from './trouble.ts';

export interface FetchSettings {
  readonly userAgent: string;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly maxRedirects: number;
  readonly now: () => Date;
  readonly resolve: Resolve;
  readonly certificateAuthorities: readonly string[] | undefined;
  readonly proxies: Proxies;
  /** How much of a full answer's body is read. */
  readonly want: 'whole' | 'beginning';
  /**
   * Asked before every hop; says for the record why it is allowed, null for nothing to record.
   * @throws Trouble when it is not.
   */
  readonly permit: (url: URL, signal: AbortSignal) => Promise<string | null>;
}

/** How far a fetch has come; what is known when it fails. */
interface Progress {
  readonly startedAt: Date;
  readonly redirects: Redirect[];
  url: string;
  step: RequestStep;
  peer: Peer;
  answer: Answer | null;
  /** Headers of the newest hop, once they were sent; secrets as `***`. */
  requestHeaders: Readonly<Record<string, string>> | null;
  /** Why the newest hop was allowed. */
  permission: string | null;
}

/**
 * Runs a fetch to its result.
 * @throws the signal's reason when the caller aborts; FetchError for request headers that cannot be sent.
 */
export async function runFetch(
  request: FetchRequest,
  callerSignal: AbortSignal,
  settings: FetchSettings,
): Promise<FetchResult> {
  const timeoutMs = request.timeoutMs ?? settings.timeoutMs;
  const deadline = AbortSignal.timeout(timeoutMs);
  const progress: Progress = {
    startedAt: settings.now(),
    redirects: [],
    url: request.url,
    step: 'robots',
    peer: nobody,
    answer: null,
    requestHeaders: null,
    permission: null,
  };
  try {
    const result = await followHops(request, AbortSignal.any([callerSignal, deadline]), settings, progress);
    callerSignal.throwIfAborted();
    return result;
  } catch (error) {
    callerSignal.throwIfAborted();
    const trouble = deadline.aborted ? lateTrouble(timeoutMs, progress, error) : error;
    if (trouble instanceof Trouble) {
      return toFailure(trouble, request, progress, settings.now());
    }
    throw error;
  }
}

const nobody: Peer = { address: null, certificate: null };

async function followHops(
  request: FetchRequest,
  signal: AbortSignal,
  settings: FetchSettings,
  progress: Progress,
): Promise<FetchResult> {
  const { redirects } = progress;
  let url = parseTarget(request.url);
  const firstOrigin = url.origin;
  let isSameOrigin = true;
  for (;;) {
    Object.assign(progress, {
      url: url.href,
      step: 'robots',
      peer: nobody,
      answer: null,
      requestHeaders: null,
    });
    // Once the request has been elsewhere its secrets stay behind, even if it is sent back.
    isSameOrigin &&= url.origin === firstOrigin;
    progress.permission = await settings.permit(url, signal);
    const { headers, isConditional } = buildHeaders(request, settings.userAgent, isSameOrigin);
    const answer = await exchange(
      {
        url,
        headers,
        maxBytes: request.maxBytes ?? settings.maxBytes,
        bodyOf: (status) => bodyOf(status, settings.want),
      },
      {
        resolve: settings.resolve,
        allowPrivate: request.allowPrivate ?? [],
        certificateAuthorities: settings.certificateAuthorities,
        proxies: settings.proxies,
        signal,
        onStep: (step, address) => {
          Object.assign(progress, { step, peer: { ...nobody, address } });
        },
        onConnected: (peer) => {
          Object.assign(progress, { step: 'request', peer, requestHeaders: redactHeaders(headers) });
        },
      },
    );
    progress.answer = answer;
    if (!isRedirect(answer.status)) {
      return toResult(answer, isConditional, request, progress, settings.now());
    }
    const next = followRedirect(
      url,
      answer.headers['location'],
      answer.status,
      redirects,
      settings.maxRedirects,
      request.redirectsTo,
    );
    redirects.push({ from: url.href, to: next.href, status: answer.status });
    url = next;
  }
}

/** Which answers' bodies are read: documents whole, error pages as evidence, those of redirects not at all. */
function bodyOf(status: number, want: BodyWanted): BodyWanted | 'none' {
  if (isRedirect(status) || status === 304) {
    return 'none';
  }
  return statusFailure(status) === null ? want : 'what-comes';
}

function lateTrouble(timeoutMs: number, progress: Progress, cause: unknown): Trouble {
  const { answer } = progress;
  const came = answer === null ? 'nothing came' : `only the beginning came (status ${answer.status})`;
  return new Trouble('timed_out', `no complete answer within ${timeoutMs / 1000} s, ${came}`, cause);
}

/** @throws Trouble when the answer is a document whose body could not be read. */
function toResult(
  answer: Answer,
  isConditional: boolean,
  request: FetchRequest,
  progress: Progress,
  finishedAt: Date,
): FetchResult {
  if (answer.status === 304 && isConditional) {
    return { kind: 'not-modified', capture: toCapture(answer, request, progress, finishedAt) };
  }
  const failure = statusFailure(answer.status);
  if (failure !== null) {
    return toFailure(new Trouble(failure.code, failure.words), request, progress, finishedAt);
  }
  if (answer.bodyTrouble !== null) {
    throw answer.bodyTrouble;
  }
  return { kind: 'ok', capture: toCapture(answer, request, progress, finishedAt) };
}

function toFailure(
  trouble: Trouble,
  request: FetchRequest,
  progress: Progress,
  finishedAt: Date,
): FetchResult {
  const { startedAt, redirects, answer } = progress;
  const hops = redirects.length;
  const via =
    hops === 0
      ? ''
      : ` (after ${hops} ${hops === 1 ? 'redirect' : 'redirects'}, at ${maskUrl(progress.url)})`;
  return {
    kind: 'failure',
    code: trouble.failure,
    detail: `GET ${maskUrl(request.url)}${via}: ${trouble.message}.`,
    ...(answer === null
      ? { capture: null, attempt: trouble.attempt ?? attemptOf(progress) }
      : { capture: toCapture(answer, request, progress, finishedAt) }),
    ...(trouble.robots === undefined ? {} : { robots: trouble.robots }),
    retryAfterMs:
      answer === null ? trouble.retryAfterMs : parseRetryAfter(answer.headers['retry-after'], finishedAt),
    startedAt,
    finishedAt,
  };
}

function toCapture(answer: Answer, request: FetchRequest, progress: Progress, finishedAt: Date): Capture {
  return {
    url: request.url,
    finalUrl: progress.url,
    redirects: [...progress.redirects],
    status: answer.status,
    headers: answer.headers,
    body: answer.body,
    startedAt: progress.startedAt,
    finishedAt,
    remoteAddress: answer.peer.address,
    certificate: answer.peer.certificate,
    ...(progress.permission === null ? {} : { robots: progress.permission }),
    ...(progress.requestHeaders && { requestHeaders: progress.requestHeaders }),
  };
}

function attemptOf({ step, url, redirects, peer, requestHeaders }: Progress): Attempt {
  const { address: remoteAddress, certificate } = peer;
  return { step, url: maskUrl(url), redirects: [...redirects], remoteAddress, certificate, requestHeaders };
}
