/** Which kind reads an answer, told by its address, its headers and its first bytes. Pure. */
import type { Capture } from '../domain/capture.ts';
import { decodeText } from '../extract/decode-text.ts';
import { isHtmlPage } from '../extract/markdown-document.ts';
import { kindOfAddress } from '../sources/kind-of-file.ts';

export interface Candidate {
  readonly kind: string;
  readonly url: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Why it may be the best way to read, a clause. */
  readonly why: string;
}

/** Hosts whose pages stand for something that is read better elsewhere; null for every other page. */
export function recogniseHost({ url, headers }: Pick<Capture, 'url' | 'headers'>): Candidate | null {
  const address = new URL(url);
  const { hostname } = address;
  const isGitHub = /^(?:www\.)?github\.com$/.test(hostname) || headers['x-github-request-id'] !== undefined;
  if (hostname === 'raw.githubusercontent.com') return rawGitHubFile(address);
  if (isGitHub) return gitHubPage(address);
  if (hostname === 'huggingface.co' || headers['x-powered-by'] === 'huggingface-moon') {
    return huggingFaceModel(address);
  }
  if (hostname === 'api.fda.gov') return { kind: 'openfda', url, options: {}, why: 'a query of openFDA' };
  return null;
}

function rawGitHubFile({ pathname, href }: URL): Candidate | null {
  const [owner, name, branch, ...path] = pathname.slice(1).split('/').map(decodeURIComponent);
  if (branch === undefined || path.length === 0) return null;
  return {
    kind: 'github',
    url: href,
    options: { repository: `${owner}/${name}`, path: path.join('/'), branch },
    why: 'a file of a GitHub repository: its commits are kept as evidence',
  };
}

function gitHubPage({ pathname, href }: URL): Candidate | null {
  const [owner, name, what, branch, ...path] = pathname.split('/').filter(Boolean).map(decodeURIComponent);
  if (owner === undefined || name === undefined) return null;
  const repository = `${owner}/${name}`;
  if (what === 'blob' || what === 'raw') {
    if (branch === undefined || path.length === 0) return null;
    const why = 'a file of a GitHub repository: its commits are kept as evidence';
    return { kind: 'github', url: href, options: { repository, path: path.join('/'), branch }, why };
  }
  if (what === undefined || what === 'releases') {
    const why = 'a GitHub repository: its releases are dated entries';
    return { kind: 'github', url: href, options: { repository, releases: true }, why };
  }
  return null;
}

/** Paths at Hugging Face that are no model. */
const otherThanModels = new Set([
  'datasets',
  'spaces',
  'docs',
  'blog',
  'papers',
  'collections',
  'api',
  'models',
]);

function huggingFaceModel({ pathname, href }: URL): Candidate | null {
  const [owner, name] = pathname.split('/').filter(Boolean);
  if (owner === undefined || name === undefined || otherThanModels.has(owner)) return null;
  return {
    kind: 'huggingface',
    url: href,
    options: { repository: `${owner}/${name}` },
    why: 'a model at Hugging Face: every file by its hash, and its card',
  };
}

/** Kinds that can read the bytes, the most particular first; `html` for a page. */
export function recogniseContent(capture: Capture): readonly Candidate[] {
  const { finalUrl: url, body } = capture;
  const candidate = (kind: string, why: string, options = {}): Candidate => ({ kind, url, options, why });
  const text = decodeText(
    body.subarray(0, 200_000),
    capture.headers['content-type'] ?? null,
  ).text.trimStart();
  if (text.startsWith('%PDF-')) return [candidate('pdf', 'a PDF file')];
  if (isHtmlPage(text)) return [candidate('html', 'a web page')];
  if (text.startsWith('{') || text.startsWith('[')) return jsonKinds(text, candidate);
  if (text.startsWith('<')) {
    const root = /<(?![?!])(?:\w+:)?(\w+)/.exec(text)?.[1]?.toLowerCase() ?? '';
    if (root === 'urlset' || root === 'sitemapindex') return [candidate('sitemap', 'a sitemap')];
    if (root === 'rss' || root === 'feed' || root === 'rdf') return [candidate('feed', 'a feed')];
    return [candidate('chai-card', 'an Applied Model Card'), candidate('text', 'a text of no known format')];
  }
  const kind = kindOfAddress(url);
  const isMarkdown =
    kind === 'markdown' ||
    /markdown/.test(capture.headers['content-type'] ?? '') ||
    /^#{1,6} |\n#{1,6} /.test(text);
  return isMarkdown ? [candidate('markdown', 'Markdown')] : [candidate('text', 'plain text')];
}

function jsonKinds(
  text: string,
  candidate: (kind: string, why: string, options?: Readonly<Record<string, unknown>>) => Candidate,
): readonly Candidate[] {
  if (/"version"\s*:\s*"https:\/\/jsonfeed\.org\//.test(text.slice(0, 2000))) {
    return [candidate('feed', 'a JSON feed')];
  }
  const list = recordsIn(text);
  const records = list === null ? {} : { records: list.path, id: list.id };
  return [
    candidate('model-list', 'a list of models'),
    candidate('json', list === null ? 'JSON' : `JSON with records, each known by its "${list.id}"`, records),
  ];
}

/** The list of records in a JSON answer, when it has one whose records bear an id. */
function recordsIn(text: string): { readonly path: string; readonly id: string } | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null; // Cut off above, or malformed: the adapter says what is wrong with it.
  }
  const lists: readonly (readonly [string, unknown])[] = Array.isArray(value)
    ? [['', value]]
    : Object.entries(value ?? {});
  for (const [path, list] of lists) {
    if (!Array.isArray(list) || list.length === 0) continue;
    for (const id of ['id', 'name', 'slug', 'key']) {
      const ids = list.map((record: unknown) => fieldOf(record, id));
      if (ids.every((one) => one !== null) && new Set(ids).size === ids.length) return { path, id };
    }
  }
  return null;
}

function fieldOf(record: unknown, key: string): string | null {
  if (typeof record !== 'object' || record === null || !Object.hasOwn(record, key)) return null;
  const value: unknown = Reflect.get(record, key);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}
