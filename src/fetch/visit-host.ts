/**
 * One polite visit: robots.txt in a turn of its own when it is not known, then the document. A chain of redirects
 * counts as one visit to the host that it began with; robots.txt of the others is asked on the way.
 */
import type { Attempt, FetchRequest, FetchResult } from '../domain/capture.ts';
import type { BrowserSettings } from './browser.ts';
import { type HostRests, obeyRest, restOf, restTrouble } from './host-rests.ts';
import type { PerHost } from './per-host.ts';
import { renderPage } from './render-page.ts';
import { type RobotsStore, visitRobots } from './robots-gate.ts';
import { maxRobotsBytes } from './robots-rules.ts';
import { type FetchSettings, runFetch } from './run-fetch.ts';
import { maskUrl } from './safe-url.ts';

/** Longest time for a robots.txt; a server that takes longer counts as one that cannot give it. */
const maxRobotsTimeoutMs = 20_000;

export interface VisitSettings extends Omit<FetchSettings, 'want' | 'permit'> {
  readonly inTurn: PerHost;
  readonly rests: HostRests;
  /** Longest time spent waiting for turns. */
  readonly longestWaitMs: number;
  readonly robots: RobotsStore;
  /** Null: pages cannot be rendered. */
  readonly browser: BrowserSettings | null;
}

/**
 * Visits a host for a document. Waiting too long for its turn is a failure with a name, `host_busy`.
 * @throws what `runFetch` throws, and what the turns and the store of robots files throw.
 */
export async function visitHost(
  request: FetchRequest,
  signal: AbortSignal,
  settings: VisitSettings,
): Promise<FetchResult> {
  const { inTurn, now, rests, robots } = settings;
  const startedAt = now();
  const waiting = AbortSignal.any([signal, AbortSignal.timeout(settings.longestWaitMs)]);
  const { origin, host } = URL.parse(request.url) ?? unusable;
  const permission = request.robotsPermission;
  const rules = visitRobots({
    store: robots,
    now,
    get: async (url, robotsSignal) =>
      obeyRest(
        rests,
        await runFetch(robotsRequest(url, request, settings), robotsSignal, {
          ...settings,
          want: 'beginning',
          permit: async () => null,
        }),
      ),
  });
  const permit = async (url: URL, hopSignal: AbortSignal) => {
    const restMs = await restOf(rests, url.host, now());
    if (restMs > 0) throw restTrouble(url.host, restMs);
    return permission === undefined
      ? rules.permit(url, hopSignal)
      : `not asked, by permission: ${permission}`;
  };
  try {
    if (permission === undefined && /^https?:/.test(origin) && !(await rules.isKnown(origin))) {
      // Somebody else may have asked while this visit waited for its turn.
      const learn = async () =>
        (await restOf(rests, host, now())) > 0 ||
        (await rules.isKnown(origin)) ||
        (await rules.ask(origin, signal));
      await inTurn(host, learn, waiting);
    }
    const load = async (part: FetchRequest, partSignal: AbortSignal) =>
      obeyRest(rests, await runFetch(part, partSignal, { ...settings, want: 'whole', permit }));
    // What a rendered page loads is part of the one visit to the host of the page.
    const visit = () =>
      request.render ? renderPage(request, signal, { ...settings, load }) : load(request, signal);
    return await inTurn(host, visit, waiting);
  } catch (error) {
    signal.throwIfAborted();
    if (!waiting.aborted || error !== waiting.reason) throw error;
    return {
      kind: 'failure',
      code: 'host_busy',
      detail: `GET ${maskUrl(request.url)}: other requests to ${host} took so long that this one was not sent.`,
      capture: null,
      attempt: { ...notSent, url: maskUrl(request.url) },
      retryAfterMs: null,
      startedAt,
      finishedAt: now(),
    };
  }
}

const notSent: Omit<Attempt, 'url'> = {
  step: 'turn',
  redirects: [],
  remoteAddress: null,
  certificate: null,
  requestHeaders: null,
};

/** Unusable URLs share a turn of their own; they are refused before anything is sent. */
const unusable = { origin: '', host: '' };

/** The request for a robots.txt: nothing of the source's own but what it may reach. */
function robotsRequest(url: string, request: FetchRequest, settings: VisitSettings): FetchRequest {
  return {
    url,
    accept: 'text/plain, */*;q=0.1',
    ...(request.allowPrivate && { allowPrivate: request.allowPrivate }),
    maxBytes: maxRobotsBytes,
    timeoutMs: Math.min(request.timeoutMs ?? settings.timeoutMs, maxRobotsTimeoutMs),
  };
}
