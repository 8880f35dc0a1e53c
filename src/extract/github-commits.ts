/** The last commits of a file at GitHub, as a sentence of evidence: they date a change, but are none themselves. */
import { z } from 'zod';
import { extractFeed } from './feed-document.ts';
import { isoInstant } from './iso-instant.ts';
import { normaliseText } from './normalise-text.ts';
import { readJson } from './read-json.ts';

const Person = z.object({ date: z.string().nullish() }).nullish();
const Commits = z.array(
  z.object({
    sha: z.string(),
    commit: z.object({ message: z.string().nullish(), committer: Person }),
  }),
);

/** How many commits are told. */
export const maxCommits = 3;
const maxTitle = 100;

/**
 * Says which commits came last, from the answer of `/repos/{owner}/{name}/commits`.
 * @throws ExtractError `malformed_json`, `nested_too_deep`, `unexpected_shape`
 */
export function tellCommits(text: string): string {
  const commits = readJson(text, Commits, 'a list of commits');
  return tell(
    commits.map(({ sha, commit }) => ({
      sha,
      at: isoInstant(commit.committer?.date),
      title: commit.message ?? '',
    })),
  );
}

/**
 * Says the same from the Atom feed of commits.
 * @throws ExtractError `malformed_feed`, `nested_too_deep`, `document_too_large`
 */
export function tellCommitFeed(text: string): string {
  const entries = extractFeed(text).blocks.flatMap((block) =>
    block.kind === 'heading' && block.entry ? [{ ...block.entry, title: block.text }] : [],
  );
  return tell(
    entries.map(({ id, publishedAt, title }) => ({
      sha: /[0-9a-f]{40,64}$/.exec(id)?.[0] ?? id,
      at: publishedAt,
      title,
    })),
  );
}

function tell(
  commits: readonly { readonly sha: string; readonly at: string | null; readonly title: string }[],
): string {
  if (commits.length === 0) return 'no commit of the file is listed';
  const told = commits.slice(0, maxCommits).map(({ sha, at, title }) => {
    const [line = ''] = title.split('\n');
    const words = normaliseText(line).slice(0, maxTitle).toWellFormed();
    return `${normaliseText(sha).slice(0, 64)} of ${at ?? 'an unknown day'} (${words})`;
  });
  return `last commits of the file: ${told.join('; ')}`;
}
