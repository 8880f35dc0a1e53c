/** Which files of a model repository make the model what it is, and by what hash they are known. */
import { createHash } from 'node:crypto';

export interface RepositoryFile {
  readonly rfilename: string;
  /** Git's hash of the file, or of the pointer to it. */
  readonly blobId?: string | null | undefined;
  /** Hash of the content of large files. */
  readonly lfs?:
    | { readonly sha256?: string | null | undefined; readonly oid?: string | null | undefined }
    | null
    | undefined;
}

/**
 * `model`: weights, tokenizer, configuration, templates, code that runs with it. `document`: licence, policies,
 * papers. `furniture`: what only dresses the repository.
 */
export type FileRole = 'model' | 'document' | 'furniture';

const furniture = /(?:^|\/)\.git[^/]*(?:$|\/)|\.(?:png|jpe?g|gif|svg|webp|ico|mp4|webm|mov|wav|mp3|ipynb)$/i;
const document =
  /(?:^|\/)(?:licen[cs]e|notice|copying|use[-_ ]?policy|acceptable[-_ ]use|readme|changelog|security)[^/]*$|\.(?:md|mdx|rst|pdf|html?|docx?)$/i;

/** The model card is read as text; its hash would only say the same again. */
const card = 'README.md';

/** The role of a file by its name; what is unknown counts as part of the model, so that nothing is overlooked. */
export function roleOf(path: string): FileRole {
  if (path === card || furniture.test(path)) return 'furniture';
  return document.test(path) ? 'document' : 'model';
}

/** Hash of the content where there is one, else Git's; null when the answer was asked without hashes. */
export function hashOf({ lfs, blobId }: RepositoryFile): string | null {
  return lfs?.sha256 ?? lfs?.oid ?? blobId ?? null;
}

/** Files that libraries load by default; further formats of the same model come and go beside them. */
const weights =
  /(?:^|\/)(?:(?:pytorch|tf|flax|adapter|diffusion_pytorch)_)?(?:model|consolidated)(?:[-._][^/]*)?\.(?:safetensors|bin|h5|msgpack|pth?)$/i;

/**
 * One hash over the names and hashes of the files that are loaded by default, so that weights cut into other
 * pieces or put under other names are seen as other weights; null when the repository holds none.
 */
export function digestWeights(files: readonly RepositoryFile[]): string | null {
  const loaded = files.filter(({ rfilename }) => weights.test(rfilename));
  if (loaded.length === 0) return null;
  const lines = loaded.map((file) => JSON.stringify([file.rfilename, hashOf(file)])).sort();
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}
