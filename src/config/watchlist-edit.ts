/** Adds a source of the operator's own to the text of `watchlist.yaml`, and leaves every other line as it is. */
import { isMap, isSeq, parseDocument, stringify } from 'yaml';
import { ConfigError } from '../domain/errors.ts';

/** A source as written in the file: keys in the order in which they are to stand. */
export type WrittenEntry = Readonly<Record<string, unknown>> & { readonly id: string };

/** The entry as a list item, at the indentation of the file's own lists. */
export function entryText(entry: WrittenEntry, indent = '  '): string {
  const lines = stringify(entry, { lineWidth: 0, flowCollectionPadding: false }).trimEnd().split('\n');
  return lines.map((line, index) => `${indent}${index === 0 ? '- ' : '  '}${line}\n`).join('');
}

/**
 * The text of the file with the entry at the end of `sources`. Comments, order and spacing stay.
 * @throws ConfigError `source_exists` when the id is there already, `watchlist_unreadable` when it is no YAML map
 */
export function addToWatchlist(text: string, entry: WrittenEntry): string {
  const document = parseDocument(text);
  if (document.errors.length > 0 || (document.contents !== null && !isMap(document.contents))) {
    throw refused('watchlist_unreadable', 'watchlist.yaml cannot be changed: it is not a valid YAML map');
  }
  const sources: unknown = document.get('sources');
  if (isSeq(sources) && sources.items.some((item) => isMap(item) && item.get('id') === entry.id)) {
    throw refused('source_exists', `watchlist.yaml has a source called ${entry.id} already`);
  }
  if (isSeq(sources) && sources.flow !== true && sources.range && sources.items.length > 0) {
    const [start, valueEnd] = sources.range;
    const indent = ' '.repeat(start - (text.lastIndexOf('\n', start - 1) + 1));
    const end = endOfLine(text, valueEnd);
    return `${withLineEnd(text.slice(0, end))}${entryText(entry, indent)}${text.slice(end)}`;
  }
  if (document.has('sources')) {
    document.set('sources', isSeq(sources) ? [...sources.items, entry] : [entry]);
    return document.toString({ lineWidth: 0, flowCollectionPadding: false });
  }
  return `${withLineEnd(text)}\nsources:\n${entryText(entry)}`;
}

/** Behind the line on which a value ends, so that a comment beside it stays there. */
function endOfLine(text: string, valueEnd: number): number {
  if (text[valueEnd - 1] === '\n') return valueEnd;
  const lineEnd = text.indexOf('\n', valueEnd);
  return lineEnd < 0 ? text.length : lineEnd + 1;
}

function withLineEnd(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

function refused(code: string, message: string): ConfigError {
  return new ConfigError(message, {
    code,
    retry: 'never',
    fault: 'config',
    advice:
      code === 'source_exists' ? 'give another id with --id' : 'mend it: `npx modelwarden config check`',
  });
}
