/**
 * Reads a folder of dated revisions: `manifest.json` is an array with one entry a revision, in which `doc` names
 * the document, `kind` its role, `companion_changelog` the document that announces for it, `file` the bytes and
 * `date` when they were captured.
 */
import { readFile } from 'node:fs/promises';
import { isAbsolute, join, normalize } from 'node:path';
import { z } from 'zod';
import { ConfigError } from '../domain/errors.ts';
import { type SourceRole, sourceRoles } from '../domain/source.ts';
import { kindOfFile } from '../sources/kind-of-file.ts';

const manifestEntry = z.object({
  doc: z.string().min(1),
  kind: z.enum(sourceRoles),
  companion_changelog: z.string().nullish(),
  file: z
    .string()
    .refine((path) => !isAbsolute(path) && !normalize(path).startsWith('..'), 'must lie within the folder'),
  date: z.iso.datetime({ offset: true }).or(z.iso.date()),
});

export interface Revision {
  readonly document: string;
  readonly at: Date;
  readonly path: string;
}

export interface RevisionedDocument {
  readonly id: string;
  readonly role: SourceRole;
  readonly announcedBy: string | null;
  /** Name of the adapter that reads it, by file extension. */
  readonly kind: string;
}

export interface RevisionFolder {
  readonly documents: readonly RevisionedDocument[];
  /** Oldest first. */
  readonly revisions: readonly Revision[];
}

/** Reads the manifest of a folder; revisions' bytes are read when they are served. */
export async function readRevisionFolder(folder: string): Promise<RevisionFolder> {
  const path = join(folder, 'manifest.json');
  const parsed = z.array(manifestEntry).safeParse(await readJson(path));
  if (!parsed.success)
    throw unusable(`${path} does not have the expected shape: ${z.prettifyError(parsed.error)}`);
  const documents = new Map<string, RevisionedDocument>();
  const revisions: Revision[] = [];
  for (const entry of parsed.data) {
    documents.set(entry.doc, {
      id: entry.doc,
      role: entry.kind,
      announcedBy: entry.companion_changelog ?? null,
      kind: kindOfFile(entry.file),
    });
    revisions.push({ document: entry.doc, at: new Date(entry.date), path: join(folder, entry.file) });
  }
  if (revisions.length === 0) throw unusable(`${path} lists no revisions`);
  // A stable sort: revisions captured at one instant keep the manifest's order.
  revisions.sort((a, b) => a.at.getTime() - b.at.getTime());
  return { documents: [...documents.values()], revisions };
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw unusable(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function unusable(message: string): ConfigError {
  return new ConfigError(message, {
    code: 'replay_folder',
    retry: 'never',
    fault: 'config',
    advice: 'give a folder with a manifest.json that lists dated revisions; README.md tells its shape',
  });
}
