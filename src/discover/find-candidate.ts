/** Finds the best way to read what stands at an address: tries what the address, the answer and the page suggest. */
import type { Capture, FetchResult } from '../domain/capture.ts';
import { decodeText } from '../extract/decode-text.ts';
import { type Diagnosis, diagnoseSighting } from '../pipeline/diagnose-sighting.ts';
import { guessRole } from './guess-role.ts';
import { feedsNamedBy, looksLikeStatuspage, markdownTwins, twinNamedBy } from './linked-candidates.ts';
import { type Look, type Looker, look } from './look.ts';
import { type Candidate, recogniseContent, recogniseHost } from './recognise-address.ts';

export type Found =
  | {
      readonly kind: 'found';
      readonly look: Look;
      /** Other ways that work as well. */
      readonly others: readonly Candidate[];
    }
  | {
      readonly kind: 'nothing';
      readonly diagnosis: Diagnosis;
      /** Of the trouble; null when there is none but an empty answer. */
      readonly code: string | null;
      readonly tried: readonly string[];
    };

/** A redirected address is followed once to where it leads. Throws the signal's reason, and faults of ours. */
export async function findCandidate(url: string, looker: Looker, isFollowed = false): Promise<Found> {
  const first = await looker.fetch({ url, allowPrivate: looker.allowPrivate }, looker.signal);
  // What answers from elsewhere is watched there: the old address would be reported as moved.
  if (first.kind === 'ok' && first.capture.finalUrl !== new URL(url).href && !isFollowed) {
    return findCandidate(first.capture.finalUrl, looker, true);
  }
  const page = await look({ kind: 'html', url, options: {}, why: 'a web page' }, answering(looker, first));
  if (page === null) throw new Error('there is no adapter for web pages');
  const known = recogniseHost(first.kind === 'failure' ? { url, headers: {} } : first.capture);
  const kinds = [
    ...(known === null ? [] : [known]),
    ...(first.kind === 'failure' ? [] : recogniseContent(first.capture)),
  ];
  const tried: string[] = [];
  const working: Look[] = [];
  let failed = page;
  if (first.kind !== 'failure' && kinds.at(-1)?.kind === 'html' && known === null) {
    for (const candidate of await offeredBy(first.capture, url, looker)) await attempt(candidate, page);
  }
  for (const candidate of kinds) {
    if (working.length > 0 && candidate.kind !== 'html') continue;
    await attempt(candidate, null);
  }
  const best = choose(working, url);
  if (best === undefined) {
    const { sighting, source } = failed;
    const code = sighting.kind === 'trouble' ? sighting.code : null;
    return { kind: 'nothing', diagnosis: diagnoseSighting(sighting, source, looker.now()), code, tried };
  }
  const others = working.filter((one) => one !== best).map((one) => one.candidate);
  return { kind: 'found', look: best, others };

  async function attempt(candidate: Candidate, original: Look | null): Promise<void> {
    tried.push(`${candidate.kind} at ${candidate.url}`);
    const isSame = first.kind !== 'failure' && [url, first.capture.finalUrl].includes(candidate.url);
    const isOneRequest = !['github', 'huggingface', 'statuspage', 'sitemap'].includes(candidate.kind);
    const found = await look(candidate, isSame && isOneRequest ? answering(looker, first) : looker);
    if (found?.sighting.kind === 'document' && isOfPage(found, original)) working.push(found);
    else if (found !== null && original === null) failed = found;
  }
}

/** A looker that is given the answer which came already, rather than ask for it again. */
function answering(looker: Looker, answer: FetchResult): Looker {
  let isGiven = false;
  return {
    ...looker,
    fetch: async (request, signal) => {
      if (isGiven) return looker.fetch(request, signal);
      isGiven = true;
      return answer;
    },
  };
}

/** What a web page offers beside itself, the best first; asks for the site's `llms.txt`. */
async function offeredBy(capture: Capture, url: string, looker: Looker): Promise<readonly Candidate[]> {
  const html = decodeText(capture.body, capture.headers['content-type'] ?? null).text;
  const status = { kind: 'statuspage', url, options: {}, why: 'a status page that offers its incidents' };
  const llmsUrl = new URL('/llms.txt', capture.finalUrl).href;
  const llms = await looker.fetch({ url: llmsUrl, allowPrivate: looker.allowPrivate }, looker.signal);
  const named =
    llms.kind === 'ok'
      ? twinNamedBy(
          decodeText(llms.capture.body, llms.capture.headers['content-type'] ?? null).text,
          url,
          llmsUrl,
        )
      : null;
  return [
    ...(looksLikeStatuspage(html, url) ? [status] : []),
    ...(named === null ? [] : [named]),
    ...markdownTwins(url).filter((twin) => twin.url !== named?.url),
    ...feedsNamedBy(html, capture.finalUrl),
  ];
}

/** Some sites answer every address: a twin must say what the page says, as far as the page can be read. */
function isOfPage(found: Look, page: Look | null): boolean {
  if (found.candidate.kind !== 'markdown' || page?.sighting.kind !== 'document') return true;
  if (found.sighting.kind !== 'document') return false;
  const wordsOf = (texts: readonly { readonly text: string }[]) =>
    new Set(texts.flatMap(({ text }) => text.toLowerCase().match(/\p{L}{4,}/gu) ?? []));
  const [ours, theirs] = [wordsOf(page.sighting.document.blocks), wordsOf(found.sighting.document.blocks)];
  const shared = [...ours].filter((word) => theirs.has(word)).length;
  return shared >= ours.size / 2;
}

/** Incidents, then the page's own text as Markdown; a feed where the page announces; else the page itself. */
function choose(working: readonly Look[], url: string): Look | undefined {
  const isAnnouncing = ['changelog', 'status'].includes(guessRole(url, null, 'html').role);
  const ranks = ['statuspage', 'markdown', ...(isAnnouncing ? ['feed', 'html'] : ['html', 'feed'])];
  const rank = ({ candidate }: Look) => (ranks.includes(candidate.kind) ? ranks.indexOf(candidate.kind) : -1);
  return working.toSorted((a, b) => rank(a) - rank(b))[0];
}
