/** What an element of a list of records is called: the value of the field that names it. */
import { type TextLine, withStrings } from './text-lines.ts';
import { unquoted } from './text-places.ts';

/** Fields that name a record, best first. */
const namingKeys = [
  'id',
  'model_id',
  'modelid',
  'model_name',
  'modelname',
  'model',
  'slug',
  'name',
  'key',
  'title',
];
const naming = new RegExp(
  `^(?:-\\s+)?["']?(${namingKeys.join('|')})["']?\\s*[:=]\\s*("[^"]{1,200}"|[^\\s,"{}[\\]()]{1,200})`,
  'i',
);
/** A record's name stands near its start. */
const maxLines = 40;
const maxName = 200;

/**
 * The name of the record whose first line is `lines[start]`, or null when none of its next lines names it.
 * `hasEnded` tells the first line that is no longer of the record.
 */
export function nameOfElement(
  lines: readonly TextLine[],
  start: number,
  hasEnded: (line: TextLine) => boolean,
): string | null {
  let best: { readonly rank: number; readonly name: string } | null = null;
  let indent: number | null = null;
  for (const line of lines.slice(start, start + maxLines)) {
    if (line.shape === '') continue;
    if (hasEnded(line)) break;
    const text = withStrings(line.shape.slice(0, maxName * 2), line.strings, 0);
    // `- id: x` starts its record two columns further right than it starts its line.
    const column = line.indent + (/^-\s+/.exec(text)?.[0].length ?? 0);
    indent ??= column;
    const [, key = '', value = ''] = (column === indent && naming.exec(text)) || [];
    const rank = namingKeys.indexOf(key.toLowerCase());
    if (rank !== -1 && (best === null || rank < best.rank)) best = { rank, name: unquoted(value) };
  }
  return best?.name ?? null;
}
