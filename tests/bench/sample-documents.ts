/** Large documents and their next versions, for measuring comparisons. */
import type { Block, Document } from '../../src/domain/document.ts';
import { documentOf, heading, item, paragraph, table } from '../support/documents.ts';
import { diceOf, sentence, word } from './sample-words.ts';

const columns = ['Model', 'Context', 'Price', 'Retires'] as const;
/** Of every 25 blocks: a heading, 12 paragraphs, 8 list items and 4 table rows. */
const blocksInSection = 25;

/** A document of a number of blocks that is a multiple of 25, in the mix of a vendor's documentation; each seed has other words. */
export function largeDocument(blocks: number, seed: number): Document {
  const dice = diceOf(seed);
  const sections = Array.from({ length: blocks / blocksInSection }, (_, number): readonly Block[] => {
    const title = `Section ${number} ${word(dice)} ${word(dice)}`;
    return [
      heading(title, 2),
      ...Array.from({ length: 12 }, () => paragraph(`${sentence(dice)} ${sentence(dice)}`, title)),
      ...Array.from({ length: 8 }, () => item(sentence(dice), title)),
      ...table(
        columns,
        Array.from({ length: 4 }, (_row, row) => [
          `model-${number}-${row}`,
          `${dice(512)}K`,
          `$${dice(90)}`,
          `2027-0${1 + dice(9)}-15`,
        ]),
        { number, path: [title] },
      ),
    ];
  });
  return documentOf(...sections);
}

/** The document with every `step`-th block edited: a word put into a text, a value of a row replaced. */
export function editEvery(document: Document, step: number): Document {
  const dice = diceOf(2);
  return {
    ...document,
    blocks: document.blocks.map((block, index) => (index % step === step - 1 ? edited(block) : block)),
  };

  function edited(block: Block): Block {
    if (block.kind === 'table-row') {
      const cells = block.cells.map((cell) =>
        cell.column === 'Context' ? { ...cell, text: `${600 + dice(300)}K` } : cell,
      );
      return { ...block, cells, text: cells.map(({ text }) => text).join(' | ') };
    }
    if (block.kind === 'heading') return block;
    const words = block.text.split(' ');
    words.splice(1 + dice(words.length - 1), 0, 'not', `${dice(90)}`);
    return { ...block, text: words.join(' ') };
  }
}
