/** Model repositories at Hugging Face. */
import { z } from 'zod';
import type { Capture } from '../domain/capture.ts';
import type { Source } from '../domain/source.ts';
import { extractError } from '../extract/extract-errors.ts';
import { extractHuggingFace } from '../extract/huggingface-document.ts';
import type { Reading, SourceAdapter } from './adapter.ts';
import { collectParts, type Part } from './collect-parts.ts';
import { readParts } from './read-parts.ts';

const name = '(?!\\.{1,2}(?:/|$))[\\w.-]{1,100}';

const HuggingFaceOptions = z.strictObject({
  repository: z
    .string()
    .regex(new RegExp(`^${name}(?:/${name})?$`), 'expected owner/name as at Hugging Face')
    .describe('The repository of the model, `owner/name`.'),
  card: z
    .boolean()
    .optional()
    .describe('false: `README.md` is not read, for repositories that have none or hide it.'),
  revisions: z
    .array(z.string().regex(/^[0-9a-f]{40}$/, 'expected a full commit hash of 40 digits'))
    .max(20)
    .optional()
    .describe('Commits that you rely on; one that the host no longer has is a change.'),
});
type HuggingFaceOptions = z.infer<typeof HuggingFaceOptions>;

export const huggingFaceAdapter: SourceAdapter<HuggingFaceOptions, Reading> = {
  kind: 'huggingface',
  summary:
    'A model at Hugging Face: hashes of its files, its card, who may read it, whether pinned commits exist.',
  options: HuggingFaceOptions,
  collect: (source, options, collector) => collectParts(partsOf(source, options), collector),
  read: readRepository,
};

/** The repository, its card, then each pinned commit. */
function partsOf({ url }: Source, { repository, card, revisions = [] }: HuggingFaceOptions): readonly Part[] {
  const json = 'application/json';
  const address = (path: string): string => new URL(path, url).href;
  return [
    { url: address(`/api/models/${repository}?blobs=true`), accept: json },
    ...(card === false
      ? []
      : [
          {
            url: address(`/${repository}/raw/main/README.md`),
            accept: 'text/plain, text/markdown, */*;q=0.1',
          },
        ]),
    ...revisions.map((revision) => ({
      url: address(`/api/models/${repository}/revision/${revision}`),
      accept: json,
      mayBeMissing: true,
    })),
  ];
}

function readRepository(captures: readonly Capture[], { card, revisions = [] }: HuggingFaceOptions): Reading {
  const [repository, ...others] = captures;
  const find = (ending: string): Capture | undefined => others.find(({ url }) => url.endsWith(ending));
  const readme = find('/raw/main/README.md');
  if (card !== false && repository && !readme) {
    throw extractError('empty_document', 'the card of the repository was not captured');
  }
  const pinned = revisions.flatMap((revision) => {
    const capture = find(`/revision/${revision}`);
    return capture ? [{ revision, isReachable: capture.status < 400 }] : [];
  });
  const documents = [repository, card === false ? undefined : readme].filter(
    (capture) => capture !== undefined,
  );
  return readParts(documents, ([answer = '', text = null]) => extractHuggingFace(answer, text, pinned));
}
