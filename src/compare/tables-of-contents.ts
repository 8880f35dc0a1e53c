/**
 * Lists that only repeat the document's own headings: `On this page` boxes change with every heading and say
 * nothing of their own.
 */
import type { Block } from '../domain/document.ts';
import { normaliseText } from './normalise-block.ts';

/** What such a list is called where a capture shows its name. */
const label =
  /^[\p{P}\s]*(?:on this page|in this (?:article|document|guide|page|section)|table of contents|contents|page contents|jump to)[\p{P}\s]*$/iu;
/** The same before links on one line: `On this page: Start | Errors`. */
const labelled =
  /^[\p{P}\s]*(?:on this page|in this (?:article|document|guide|page|section)|jump to)\s*[:–—-]/iu;
const maxLineLength = 1_000;
/** Longer texts are no headings, and are not looked up. */
const maxHeadingLength = 200;

/** Without a label so many items in a row must be headings. */
const leastUnlabelled = 3;
/** Of a labelled list at least this share must be: the rest belongs to headings that a capture cut away. */
const leastShare = 0.5;

/** Indexes of the blocks that are such lists, their labels included. */
export function tablesOfContents(blocks: readonly Block[]): ReadonlySet<number> {
  const headings = new Set(
    blocks.filter(({ kind }) => kind === 'heading').map(({ text }) => normaliseText(text, 'heading')),
  );
  const found = new Set(
    blocks.flatMap(({ kind, text }, index) =>
      kind === 'paragraph' && isLine(text, headings) ? [index] : [],
    ),
  );
  const isHeading = (index: number): boolean => {
    const text = blocks[index]?.text ?? '';
    return text.length <= maxHeadingLength && headings.has(normaliseText(text, 'heading'));
  };
  for (let start = 0; start < blocks.length; start += 1) {
    const block = blocks[start];
    if (block?.kind !== 'list-item' && block?.kind !== 'paragraph') continue;
    // Captures also write such a list as short paragraphs; only a run of headings tells them from text.
    const end = endOfRun(blocks, start);
    const hasLabel = block.kind === 'list-item' && isLabelled(blocks[start - 1]);
    for (const index of listed(start, end, hasLabel, isHeading)) found.add(index);
    start = end - 1;
  }
  return found;
}

/** Where the list items, or the paragraphs, end that begin here. */
function endOfRun(blocks: readonly Block[], start: number): number {
  const kind = blocks[start]?.kind;
  let end = start + 1;
  while (end < blocks.length && blocks[end]?.kind === kind) end += 1;
  return end;
}

/** The items of one list that are contents: all of a labelled one, else every long enough run of headings. */
function listed(
  start: number,
  end: number,
  hasLabel: boolean,
  isHeading: (index: number) => boolean,
): readonly number[] {
  const items = Array.from({ length: end - start }, (_, offset) => start + offset);
  const named = items.filter(isHeading);
  if (hasLabel && named.length >= items.length * leastShare) return [start - 1, ...items];
  const found: number[] = [];
  let run: number[] = [];
  for (const index of [...items, end]) {
    if (index < end && isHeading(index)) run.push(index);
    else {
      if (run.length >= leastUnlabelled) found.push(...run);
      run = [];
    }
  }
  return found;
}

function isLabelled(block: Block | undefined): boolean {
  return (block?.kind === 'heading' || block?.kind === 'paragraph') && label.test(block.text);
}

/** A labelled line of which every part is a heading of the document. */
function isLine(text: string, headings: ReadonlySet<string>): boolean {
  if (text.length > maxLineLength || !labelled.test(text)) return false;
  const parts = text.replace(labelled, '').split(/\s*[|·•,/]\s*/u);
  const named = parts.filter((part) => headings.has(normaliseText(part, 'heading')));
  return named.length > 0 && named.length >= parts.length * leastShare;
}
