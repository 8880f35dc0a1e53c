/** Releases of a repository at GitHub as dated entries, newest first, their notes beneath. */
import { z } from 'zod';
import type { Document } from '../domain/document.ts';
import { ExtractError } from '../domain/errors.ts';
import { type BlockWriter, createBlockWriter } from './block-writer.ts';
import { isoInstant } from './iso-instant.ts';
import { extractMarkdown } from './markdown-document.ts';
import { normaliseText } from './normalise-text.ts';
import { NameText, readJson } from './read-json.ts';

const Release = z.object({
  tag_name: NameText,
  name: z.string().nullish(),
  body: z.string().nullish(),
  html_url: z.string().nullish(),
  draft: z.boolean().nullish(),
  prerelease: z.boolean().nullish(),
  published_at: z.string().nullish(),
});
type Release = z.infer<typeof Release>;

/** Releases are second-level headings, as the items of feeds are. */
const entryLevel = 2;

/**
 * Reads the answer of `/repos/{owner}/{name}/releases`. Drafts, which only a token shows, are left out: they are
 * not yet said. A repository without releases is a document without entries, with a remark.
 * @throws ExtractError `malformed_json`, `nested_too_deep`, `unexpected_shape`, `document_too_large`
 */
export function extractReleases(text: string): Document {
  const releases = readJson(text, z.array(Release), 'a list of releases')
    .filter(({ draft }) => !draft)
    .sort(newestFirst);
  const writer = createBlockWriter();
  for (const release of releases) writeRelease(release, writer);
  const remarks = releases.length === 0 ? ['the repository has no releases'] : [];
  return { title: null, blocks: writer.blocks, language: null, remarks };
}

function newestFirst(left: Release, right: Release): number {
  const [leftTime, rightTime] = [isoInstant(left.published_at) ?? '', isoInstant(right.published_at) ?? ''];
  if (leftTime !== rightTime) return leftTime < rightTime ? 1 : -1;
  return left.tag_name < right.tag_name ? 1 : -1;
}

function writeRelease(release: Release, writer: BlockWriter): void {
  const { tag_name: tag, name, body } = release;
  const entry = {
    id: tag,
    publishedAt: isoInstant(release.published_at),
    url: normaliseText(release.html_url ?? '') || null,
  };
  writer.heading(entryLevel, name?.trim() ? name : tag, entry);
  if (release.prerelease) writer.paragraph('Pre-release');
  if (body?.trim()) writeNotes(body, writer);
}

/** Notes are Markdown. Those of nothing but a comment say nothing; those of HTML are shown as they are. */
function writeNotes(body: string, writer: BlockWriter): void {
  try {
    // Notes have no front matter: a first line of dashes is a ruler.
    writer.append(extractMarkdown(`\n${body}`).blocks, entryLevel);
  } catch (error) {
    if (!(error instanceof ExtractError)) throw error;
    if (error.code === 'html_instead_of_markdown') writer.paragraph(body);
    else if (error.code !== 'empty_document') throw error;
  }
}
