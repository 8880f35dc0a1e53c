/** Files and releases of repositories at GitHub, or at a GitHub Enterprise Server of a vendor's own. */
import { z } from 'zod';
import type { Capture } from '../domain/capture.ts';
import type { Source } from '../domain/source.ts';
import { extractFeed } from '../extract/feed-document.ts';
import { maxCommits, tellCommitFeed, tellCommits } from '../extract/github-commits.ts';
import { extractReleases } from '../extract/github-releases.ts';
import type { Reading, SourceAdapter } from './adapter.ts';
import { collectParts, type Part } from './collect-parts.ts';
import { feedAdapter } from './feed.ts';
import { htmlAdapter } from './html.ts';
import { jsonAdapter } from './json.ts';
import { kindOfFile } from './kind-of-file.ts';
import { markdownAdapter } from './markdown.ts';
import { pdfAdapter } from './pdf.ts';
import { pageText, readText } from './read-page.ts';
import { readParts } from './read-parts.ts';
import { textAdapter } from './text.ts';

const segment = '(?!\\.{1,2}(?:/|$))[^/?#\\\\\\s][^/?#\\\\]*';

const GitHubOptions = z
  .strictObject({
    repository: z
      .string()
      .regex(/^[\w-]{1,100}\/(?!\.{1,2}$)[\w.-]{1,100}$/, 'expected owner/name as at GitHub')
      .describe('The repository, `owner/name`.'),
    path: z
      .string()
      .regex(new RegExp(`^${segment}(?:/${segment})*$`), 'expected a path within the repository')
      .optional()
      .describe(
        'A file of the repository. It is read by its extension: Markdown, JSON, HTML, PDF, feed or text.',
      ),
    branch: z
      .string()
      .regex(new RegExp(`^${segment}(?:/${segment})*$`), 'expected the name of a branch')
      .optional()
      .describe("The file's branch; that of the repository's choice when absent."),
    releases: z.boolean().optional().describe('true: the releases are read, each a dated entry.'),
    feed: z
      .boolean()
      .optional()
      .describe(
        'true: commits and releases are read from Atom feeds, which have no quota, instead of the API.',
      ),
  })
  .refine(({ path, releases }) => (path !== undefined) !== (releases === true), {
    error: 'expected either a `path` or `releases: true`',
  })
  .refine(({ branch, path }) => branch === undefined || path !== undefined, {
    error: 'a `branch` is that of a `path`',
    path: ['branch'],
  });
type GitHubOptions = z.infer<typeof GitHubOptions>;

export const gitHubAdapter: SourceAdapter<GitHubOptions> = {
  kind: 'github',
  summary:
    'A file of a GitHub repository, with its last commits as evidence; or the releases as dated entries.',
  options: GitHubOptions,
  collect: (source, options, collector) => collectParts(partsOf(source, options), collector),
  read(captures, { path, feed }) {
    if (path !== undefined) return readFile(captures, path, feed === true);
    if (feed) return readText(captures, extractFeed);
    return readParts(captures, ([releases = '']) => extractReleases(releases));
  },
};

/** Where a GitHub answers: the public one on three hosts, an Enterprise Server below its own address. */
function hostsOf(url: string): { readonly web: string; readonly api: string; readonly raw: string } {
  const { origin, hostname } = new URL(url);
  if (/(?:^|\.)github(?:usercontent)?\.com$/.test(hostname)) {
    return {
      web: 'https://github.com',
      api: 'https://api.github.com',
      raw: 'https://raw.githubusercontent.com',
    };
  }
  return { web: origin, api: `${origin}/api/v3`, raw: `${origin}/raw` };
}

const feedTypes = 'application/atom+xml, application/xml;q=0.9, */*;q=0.1';

function partsOf({ url }: Source, options: GitHubOptions): readonly Part[] {
  const { repository, path, branch, feed } = options;
  const { web, api, raw } = hostsOf(url);
  const fromApi = (question: string): Part => ({
    url: `${api}/repos/${repository}/${question}`,
    accept: 'application/vnd.github+json',
    headers: { 'x-github-api-version': '2022-11-28' },
  });
  if (path === undefined) {
    return [
      feed
        ? { url: `${web}/${repository}/releases.atom`, accept: feedTypes }
        : fromApi('releases?per_page=100'),
    ];
  }
  const place = `${encodePath(branch ?? 'HEAD')}/${encodePath(path)}`;
  const query = new URLSearchParams({ path, per_page: String(maxCommits), ...(branch && { sha: branch }) });
  return [
    { url: `${raw}/${repository}/${place}`, accept: 'text/plain, */*;q=0.1' },
    feed
      ? { url: `${web}/${repository}/commits/${place}.atom`, accept: feedTypes }
      : fromApi(`commits?${query.toString()}`),
  ];
}

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

/** The file as its kind reads it. The commits go into a remark: by themselves they change nothing. */
async function readFile(captures: readonly Capture[], path: string, isFeed: boolean): Promise<Reading> {
  const [file, commits] = captures;
  const reading = await readByKind(file ? [file] : [], kindOfFile(path));
  if (reading.kind !== 'document' || !commits) return reading;
  const { text } = pageText([commits]);
  const evidence = isFeed ? tellCommitFeed(text) : tellCommits(text);
  return {
    kind: 'document',
    document: { ...reading.document, remarks: [...reading.document.remarks, evidence] },
  };
}

function readByKind(captures: readonly Capture[], kind: string): Reading | Promise<Reading> {
  switch (kind) {
    case 'markdown':
      return markdownAdapter.read(captures, {});
    case 'json':
      return jsonAdapter.read(captures, {});
    case 'html':
      return htmlAdapter.read(captures, {});
    case 'pdf':
      return pdfAdapter.read(captures, {});
    case 'feed':
      return feedAdapter.read(captures, {});
    default:
      return textAdapter.read(captures, {});
  }
}
