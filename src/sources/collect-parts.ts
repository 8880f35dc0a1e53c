/** How kinds collect that need several answers: in a fixed order, all of them or the first failure. */
import type { Capture, FetchFailure, FetchResult } from '../domain/capture.ts';
import type { Collected, Collector } from './adapter.ts';

/** One answer that a kind needs. */
export interface Part {
  readonly url: string;
  /** The Accept header. */
  readonly accept: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The page as a browser shows it. */
  readonly render?: boolean;
  /** That the address does not exist is news to be read (from the capture's status), not a failed poll. */
  readonly mayBeMissing?: boolean;
}

/** More than this is a list of sources, not a source. */
export const maxParts = 32;

/**
 * Asks for all parts, each with its own validators. When only some answered 304 those are asked again in full:
 * reading needs every part. Never throws for what the other side does.
 */
export async function collectParts(parts: readonly Part[], collector: Collector): Promise<Collected> {
  if (parts.length > maxParts)
    throw new RangeError(`a source has ${parts.length} parts, of ${maxParts} at most`);
  const answers: Answer[] = [];
  for (const part of parts) {
    const answer = answerOf(part, await ask(part, collector.validators(part.url), collector));
    if (answer.kind === 'failure')
      return after(
        answers.map(({ capture }) => capture),
        answer,
      );
    answers.push(answer);
  }
  const captures: Capture[] = [];
  const isUnmodified = answers.every(({ kind }) => kind === 'not-modified');
  for (const [index, part] of parts.entries()) {
    let answer = answers[index];
    if (answer?.kind === 'not-modified' && !isUnmodified) {
      const full = answerOf(part, await ask(part, null, collector));
      if (full.kind === 'failure') return after(captures, full);
      answer = full;
    }
    if (answer) captures.push(answer.capture);
  }
  return { kind: isUnmodified ? 'not-modified' : 'captures', captures };
}

/** A failure keeps the answers that the same look had by then: they are evidence, too. */
function after(answered: readonly Capture[], failure: FetchFailure): FetchFailure {
  return answered.length === 0 ? failure : { ...failure, answered };
}

type Answer = Exclude<FetchResult, FetchFailure>;

function ask(
  part: Part,
  validators: ReturnType<Collector['validators']>,
  collector: Collector,
): Promise<FetchResult> {
  return collector.fetch({
    url: part.url,
    accept: part.accept,
    ...(part.headers && { headers: part.headers }),
    ...(part.render && { render: true }),
    etag: validators?.etag ?? null,
    lastModified: validators?.lastModified ?? null,
  });
}

function answerOf(part: Part, result: FetchResult): FetchResult {
  if (result.kind !== 'failure' || !part.mayBeMissing || !result.capture) return result;
  const isMissing = result.code === 'http_not_found' || result.code === 'http_gone';
  return isMissing ? { kind: 'ok', capture: result.capture } : result;
}
