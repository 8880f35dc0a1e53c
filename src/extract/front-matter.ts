/** The settings that Markdown files begin with, as named values: they carry titles, dates and summaries. */
import { parse } from 'yaml';
import type { BlockWriter } from './block-writer.ts';
import { writeFields } from './json-fields.ts';
import { isJsonObject, type JsonValue, toJsonValue } from './json-value.ts';
import { normaliseText } from './normalise-text.ts';

export interface FrontMatter {
  readonly type: 'yaml' | 'toml';
  readonly value: string;
}

/** Writes front matter; returns its title, if any, and what could not be read of it. */
export function writeFrontMatter(
  source: FrontMatter,
  writer: BlockWriter,
): { readonly title: string | null; readonly remarks: readonly string[] } {
  const value = source.type === 'yaml' ? parseYaml(source.value) : null;
  if (isJsonObject(value)) {
    writeFields(value, [], '', { ignore: [], keep: [] }, writer);
    const { title } = value;
    return { title: typeof title === 'string' ? normaliseText(title) || null : null, remarks: [] };
  }
  writeLines(source.value, writer);
  return { title: null, remarks: ['front matter read line by line'] };
}

/** Null when it is not YAML. Scalars stay as written: a date or a version number must not become another. */
function parseYaml(text: string): JsonValue {
  try {
    return toJsonValue(parse(text, { schema: 'failsafe', logLevel: 'error', maxAliasCount: 20 }));
  } catch {
    return null; // said in a remark by the caller
  }
}

function writeLines(text: string, writer: BlockWriter): void {
  for (const line of text.split('\n')) {
    const match = /^\s*"?([\w.-]+)"?\s*[:=]\s*(.*)$/.exec(line);
    if (match) writer.keyValue('', match[1] ?? '', (match[2] ?? '').replaceAll(/^["']|["']\s*$/g, ''));
    else writer.paragraph(line);
  }
}
