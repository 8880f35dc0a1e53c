/**
 * Cuts a document into what is compared separately: flowing text in its order, tables as sets of rows, fields
 * by their keys. Page furniture is set aside here.
 */
import type { Block, Document, KeyValueBlock, TableRowBlock } from '../domain/document.ts';
import { normaliseText, whyFurniture } from './normalise-block.ts';
import { tablesOfContents } from './tables-of-contents.ts';

type FlowBlock = Exclude<Block, TableRowBlock | KeyValueBlock>;

/** A block of flowing text with what it says once normalised. */
export interface FlowUnit {
  readonly block: FlowBlock;
  readonly key: string;
}

/** A unit that found no equal, with the gap between common blocks in which it stands. */
export interface LooseUnit {
  readonly unit: FlowUnit;
  readonly gap: number;
}

export interface LooseSides {
  readonly before: readonly LooseUnit[];
  readonly after: readonly LooseUnit[];
}

export interface Table {
  readonly rows: readonly TableRowBlock[];
  readonly path: readonly string[];
  readonly columns: readonly string[];
  /** Number of flow units before it, for documents in order. */
  readonly place: number;
}

export interface Units {
  readonly flow: readonly FlowUnit[];
  readonly tables: readonly Table[];
  readonly fields: readonly KeyValueBlock[];
  /** Furniture that was set aside, as `class` and text. */
  readonly furniture: readonly { readonly reason: string; readonly text: string }[];
}

/** Cuts a document into units. */
export function cutUnits(document: Document): Units {
  const contents = tablesOfContents(document.blocks);
  const flow: FlowUnit[] = [];
  const fields: KeyValueBlock[] = [];
  const furniture: { reason: string; text: string }[] = [];
  const tables = new Map<number, { rows: TableRowBlock[]; place: number }>();
  for (const [index, block] of document.blocks.entries()) {
    const reason = contents.has(index) ? 'table of contents' : whyFurniture(block);
    if (reason !== null) furniture.push({ reason, text: block.text });
    else if (block.kind === 'key-value') fields.push(block);
    else if (block.kind !== 'table-row') flow.push({ block, key: normaliseText(block.text, block.kind) });
    else {
      const table = tables.get(block.table);
      if (table) table.rows.push(block);
      else tables.set(block.table, { rows: [block], place: flow.length });
    }
  }
  return { flow, fields, furniture, tables: [...tables.values()].map(toTable) };
}

function toTable({ rows, place }: { rows: readonly TableRowBlock[]; place: number }): Table {
  const widest = rows.reduce<readonly { column: string }[]>(
    (cells, row) => (row.cells.length > cells.length ? row.cells : cells),
    [],
  );
  return { rows, place, path: rows[0]?.path ?? [], columns: widest.map(({ column }) => column) };
}
