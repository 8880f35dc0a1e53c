/**
 * Lists under a label that is no heading (`Supported`, then a list; `Not supported`, then another): the label is
 * part of what each entry says, so it stands in the entries' path, as a heading would.
 */
import type { Block, Document } from '../domain/document.ts';

/** A label is a short line of its own that ends no sentence. */
const maxLabelLength = 40;
const label = /^[^.!?;\d]+$/u;

/** The document with labels in the paths of the lists beneath them; the same blocks where there are none. */
export function withListLabels(document: Document): Document {
  let under: string | null = null;
  let previous: Block | null = null;
  let isAny = false;
  const blocks = document.blocks.map((block) => {
    if (block.kind !== 'list-item') under = null;
    else if (previous?.kind === 'paragraph' && isLabel(previous)) under = previous.text.replace(/\s?:$/u, '');
    previous = block;
    if (under === null) return block;
    isAny = true;
    return { ...block, path: [...block.path, under] };
  });
  return isAny ? { ...document, blocks } : document;
}

function isLabel({ text }: Block): boolean {
  return text.length <= maxLabelLength && label.test(text);
}
