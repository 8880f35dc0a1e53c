/**
 * Writes `config/schema/*.json` and `docs/config.md` from the schemas that check the files. Run it after changing
 * one: `node src/config/write-schemas.ts`. A test fails while what is committed differs.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describeKeys } from './describe-keys.ts';
import { editorSchema } from './editor-schema.ts';
import { fileSchemas } from './file-schemas.ts';

/** Paths below the project's root, and the text that each file must hold. */
export function generatedFiles(): ReadonlyMap<string, string> {
  return new Map([
    ...fileSchemas.map((file) => [`config/schema/${file.name}.json`, editorSchema(file)] as const),
    ['docs/config.md', describeKeys(fileSchemas)],
  ]);
}

/** Writes every generated file below `root`. */
export async function writeSchemas(root: string): Promise<void> {
  for (const [path, text] of generatedFiles()) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}

if (import.meta.main) await writeSchemas(join(import.meta.dirname, '../..'));
