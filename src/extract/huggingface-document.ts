/**
 * A model repository at Hugging Face as a document: who may read it, the hash of every file that makes the model,
 * whether pinned revisions are still there, and the model card's text.
 */
import { z } from 'zod';
import type { Document } from '../domain/document.ts';
import { type BlockWriter, createBlockWriter } from './block-writer.ts';
import { extractError } from './extract-errors.ts';
import { digestWeights, hashOf, type RepositoryFile, roleOf } from './huggingface-files.ts';
import { extractMarkdown } from './markdown-document.ts';
import { NameText, readJson } from './read-json.ts';

const Words = z
  .union([z.string(), z.array(z.string())])
  .nullish()
  .catch(null);

const Repository = z.object({
  id: NameText,
  sha: NameText,
  gated: z.union([z.boolean(), z.string()]).nullish(),
  disabled: z.boolean().nullish(),
  private: z.boolean().nullish(),
  pipeline_tag: z.string().nullish(),
  library_name: z.string().nullish(),
  cardData: z.object({ license: Words, base_model: Words }).nullish().catch(null),
  siblings: z.array(
    z.object({
      rfilename: z.string(),
      blobId: z.string().nullish(),
      lfs: z.object({ sha256: z.string().nullish(), oid: z.string().nullish() }).nullish(),
    }),
  ),
});
type Repository = z.infer<typeof Repository>;

/** A revision that somebody relies on, and whether the host still has it. */
export interface PinnedRevision {
  readonly revision: string;
  readonly isReachable: boolean;
}

/**
 * Reads the answer of `/api/models/{repo}?blobs=true`. The repository's own commit moves with every typing slip in
 * its card, so it is told in a remark and not compared; what it changed is in the files and the text.
 * @throws ExtractError `malformed_json`, `nested_too_deep`, `unexpected_shape`, `empty_document`,
 * `document_too_large`
 */
export function extractHuggingFace(
  answer: string,
  card: string | null,
  pinned: readonly PinnedRevision[] = [],
): Document {
  const repository = readJson(answer, Repository, 'a model repository');
  const writer = createBlockWriter();
  writeAccess(repository, card === null, writer);
  writeFiles(repository, writer);
  for (const { revision, isReachable } of pinned) {
    writer.keyValue(repository.id, `pinned revision ${revision}`, isReachable ? 'reachable' : 'unreachable');
  }
  const text = card === null ? null : extractMarkdown(card);
  return {
    title: text?.title ?? repository.id,
    blocks: [...writer.blocks, ...(text?.blocks ?? [])],
    language: text?.language ?? null,
    remarks: [`the repository stood at commit ${repository.sha}`, ...(text?.remarks ?? [])],
  };
}

function writeAccess(repository: Repository, isWithoutCard: boolean, writer: BlockWriter): void {
  const { id, gated, cardData } = repository;
  const isGated = gated !== false && gated !== null && gated !== undefined;
  writer.keyValue(id, 'access', isGated ? `gated (${gated === true ? 'yes' : gated})` : 'open');
  writer.keyValue(id, 'availability', repository.disabled ? 'disabled, removed by the host' : 'available');
  if (repository.private) writer.keyValue(id, 'visibility', 'private');
  if (repository.pipeline_tag) writer.keyValue(id, 'task', repository.pipeline_tag);
  if (repository.library_name) writer.keyValue(id, 'library', repository.library_name);
  // With its card these are read from the card's own front matter.
  if (!isWithoutCard) return;
  if (cardData?.license) writer.keyValue(id, 'license', [cardData.license].flat().join(', '));
  if (cardData?.base_model) writer.keyValue(id, 'base_model', [cardData.base_model].flat().join(', '));
}

/** `oid` and `sha256` are keys by which rules know that the same name serves something else. */
function writeFiles({ id, siblings }: Repository, writer: BlockWriter): void {
  const files = siblings.filter(({ rfilename }) => roleOf(rfilename) !== 'furniture').sort(byName);
  for (const file of files) {
    const hash = hashOf(file);
    if (hash === null) {
      throw extractError('unexpected_shape', `the answer names ${file.rfilename} without its hash`);
    }
    const key = roleOf(file.rfilename) === 'model' ? 'oid' : 'content';
    writer.keyValue(id, `${file.rfilename}.${key}`, hash);
  }
  // After the files: where one of them changed in place, it is the one to be named.
  const digest = digestWeights(files);
  if (digest !== null) writer.keyValue(id, 'weights.sha256', digest);
}

function byName(left: RepositoryFile, right: RepositoryFile): number {
  return left.rfilename < right.rfilename ? -1 : left.rfilename > right.rfilename ? 1 : 0;
}
