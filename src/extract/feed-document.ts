/** RSS, RDF, Atom and JSON feeds as documents: each item a dated heading, its content below it. */
import type { Document } from '../domain/document.ts';
import { type BlockWriter, createBlockWriter } from './block-writer.ts';
import { extractError } from './extract-errors.ts';
import { type Feed, type FeedEntry, parseEntries } from './feed-entry.ts';
import { writeBlocks } from './html-blocks.ts';
import { normaliseText } from './normalise-text.ts';
import { parseHtml } from './parse-html.ts';

/** Items are second-level headings below the feed; headings within an item lie below the item's. */
const entryLevel = 2;

/**
 * Reads a feed. One without items is a document without blocks, with a remark: status feeds are empty in good
 * times. That a feed *lost* its items is for judgePlausibility to see.
 * @throws ExtractError `malformed_feed`, `document_too_large`, `nested_too_deep`
 */
export function extractFeed(text: string): Document {
  const feed = parsed(text);
  const writer = createBlockWriter();
  const remarks: string[] = [];
  const ids = new Map<string, number>();
  for (const entry of feed.entries) writeEntry(entry, ids, writer);
  if (feed.entries.length === 0) {
    if (feed.title.trim() === '')
      throw extractError('malformed_feed', 'the feed has neither a title nor items');
    remarks.push('the feed holds no items');
  }
  const repeated = [...ids.values()].filter((count) => count > 1).length;
  if (repeated > 0) remarks.push(`${repeated} item ids occur more than once; the items are numbered`);
  return {
    title: htmlText(feed.title) || null,
    blocks: writer.blocks,
    language: feed.language,
    remarks,
  };
}

function parsed(text: string): Feed {
  const start = text.trimStart();
  if (start === '') throw extractError('malformed_feed', 'the answer is empty');
  if (/^<(?:!doctype\s+html|html)\b/i.test(start)) {
    throw extractError('malformed_feed', 'an HTML page came instead of a feed');
  }
  try {
    return parseEntries(start);
  } catch (error) {
    const reason = error instanceof Error ? (error.cause instanceof Error ? error.cause : error).message : '';
    throw extractError('malformed_feed', `the answer is not a feed: ${normaliseText(reason)}`, error);
  }
}

function writeEntry(entry: FeedEntry, ids: Map<string, number>, writer: BlockWriter): void {
  const title = htmlText(entry.title);
  const publishedAt = instantOf(entry.publishedAt);
  const base = entry.id ?? entry.url ?? `${publishedAt ?? ''} ${title}`.trim();
  const count = (ids.get(base) ?? 0) + 1;
  ids.set(base, count);
  const id = count === 1 ? base : `${base}#${count}`;
  writer.heading(entryLevel, title || publishedAt || id || 'untitled', { id, publishedAt, url: entry.url });
  if (entry.isPlain) {
    for (const part of entry.content.split(/\n\s*\n/)) writer.paragraph(part);
  } else {
    writeBlocks(parseHtml(entry.content)('body').toArray(), writer, entryLevel);
  }
}

/** Titles are plain text in one format and HTML in another, and feeds mix them up. */
function htmlText(title: string): string {
  if (!/[<&]/.test(title)) return normaliseText(title);
  const body = parseHtml(title)('body');
  return normaliseText(body.text());
}

/**
 * The instant that an RFC 822 or ISO 8601 date names, as ISO 8601 in UTC. A date without a zone is taken as UTC,
 * so that the same bytes give the same document on every machine.
 */
function instantOf(printed: string | null): string | null {
  if (printed === null) return null;
  const text = normaliseText(printed);
  const hasZone = /(?:Z|[+-]\d{2}:?\d{2}|\b(?:GMT|UTC?|[ECMP][SD]T))(?:\s*\([^)]*\))?$/i.test(text);
  const hasTime = /\d:\d/.test(text);
  const isIso = /^\d{4}-\d{2}/.test(text);
  const zoned = hasZone || (isIso && !hasTime) ? text : isIso ? `${text}Z` : `${text} UTC`;
  const instant = new Date(zoned);
  return Number.isNaN(instant.getTime()) ? null : instant.toISOString();
}
