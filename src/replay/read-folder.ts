/**
 * Reads a folder of dated revisions: `manifest.json` is an array with one entry a revision, in which `doc` names
 * the document, `kind` its role, `companion_changelog` the document that announces for it, `file` the bytes and
 * `date` when they were captured.
 */
import { readFile, realpath } from 'node:fs/promises';
import { isAbsolute, join, normalize, sep } from 'node:path';
import { z } from 'zod';
import { ConfigError } from '../domain/errors.ts';
import { type SourceRole, sourceRoles } from '../domain/source.ts';
import { kindOfFile } from '../sources/kind-of-file.ts';

const manifestEntry = z.object({
  doc: z
    .string()
    .regex(/^[^/]+(?:\/[^/]+)*$/, 'must be vendor/name')
    .refine((name) => !/(?:^|\/)\.{1,2}(?:\/|$)/.test(name), 'must not hold . or .. as a part'),
  kind: z.enum(sourceRoles),
  companion_changelog: z.string().nullish(),
  file: z
    .string()
    .min(1)
    .refine((path) => !isAbsolute(path) && !/^\.\.(?:[\\/]|$)/.test(normalize(path)), outside()),
  date: z.iso.datetime({ offset: true }).or(z.iso.date()),
});

export interface Revision {
  readonly document: string;
  readonly at: Date;
  readonly path: string;
  /** Name of the adapter that reads it, by file extension. */
  readonly kind: string;
}

export interface RevisionedDocument {
  readonly id: string;
  readonly role: SourceRole;
  readonly announcedBy: string | null;
  /** The kind of its first revision; each revision is read as its own. */
  readonly kind: string;
}

export interface RevisionFolder {
  readonly documents: readonly RevisionedDocument[];
  /** Oldest first. */
  readonly revisions: readonly Revision[];
  /** What was passed over, one sentence each. */
  readonly remarks: readonly string[];
}

/** More mistakes than these are counted, not listed. */
const maxListed = 5;

/**
 * Reads the manifest of a folder and makes sure that its files are there; their bytes are read when they are
 * served.
 * @throws ConfigError `replay_folder`, naming the entries that are wrong
 */
export async function readRevisionFolder(folder: string): Promise<RevisionFolder> {
  const path = join(folder, 'manifest.json');
  const parsed = z.array(manifestEntry).safeParse(await readJson(path));
  if (!parsed.success) throw unusable(`${path} cannot be used`, parsed.error.issues.map(describeIssue));
  const entries = parsed.data;
  if (entries.length === 0) throw unusable(`${path} lists no revisions`, []);
  await checkFiles(folder, entries);
  const documents = new Map<string, RevisionedDocument>();
  for (const entry of entries) {
    if (documents.has(entry.doc)) continue;
    const announcedBy = entry.companion_changelog || null;
    documents.set(entry.doc, { id: entry.doc, role: entry.kind, announcedBy, kind: kindOfFile(entry.file) });
  }
  const revisions = entries.map(({ doc, date, file }) => ({
    document: doc,
    at: new Date(date),
    path: join(folder, file),
    kind: kindOfFile(file),
  }));
  // A stable sort: revisions captured at one instant keep the manifest's order.
  revisions.sort((a, b) => a.at.getTime() - b.at.getTime());
  return { documents: [...documents.values()], revisions, remarks: missingCompanions(documents) };
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse((await readFile(path, 'utf8')).replace(/^\uFEFF/, ''));
  } catch (error) {
    const isAbsent =
      error instanceof Error && 'code' in error && /^(?:ENOENT|ENOTDIR)$/.test(String(error.code));
    if (isAbsent) throw unusable(`there is no ${path}`, []);
    throw unusable(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`, []);
  }
}

/** Every file must be there, and lie within the folder also when links are followed. */
async function checkFiles(folder: string, entries: readonly { readonly file: string }[]): Promise<void> {
  const root = (await realpath(folder)) + sep;
  const faults: string[] = [];
  for (const { file } of entries) {
    const place = await realpath(join(folder, file)).catch(() => null);
    if (place === null) faults.push(`${file} is not there`);
    else if (!place.startsWith(root)) faults.push(`${file} ${outside()}`);
  }
  if (faults.length > 0)
    throw unusable(`${join(folder, 'manifest.json')} names files that cannot be read`, faults);
}

function outside(): string {
  return 'must lie within the folder';
}

function describeIssue(issue: { readonly path: readonly PropertyKey[]; readonly message: string }): string {
  const [entry, ...key] = issue.path;
  const place =
    entry === undefined ? '' : `entry ${Number(entry) + 1}${key.length > 0 ? `, ${key.join('.')}` : ''}: `;
  return place + issue.message;
}

/** A document whose announcing document is not in the folder is judged as one without. */
function missingCompanions(documents: ReadonlyMap<string, RevisionedDocument>): readonly string[] {
  return [...documents.values()].flatMap(({ id, announcedBy }) =>
    announcedBy === null || documents.has(announcedBy)
      ? []
      : [`${id} names ${announcedBy} as its changelog, which the manifest does not list`],
  );
}

function unusable(message: string, faults: readonly string[]): ConfigError {
  const listed = faults.slice(0, maxListed).map((fault) => `\n  - ${fault}`);
  const more = faults.length > maxListed ? `\n  - and ${faults.length - maxListed} more` : '';
  return new ConfigError(message + listed.join('') + more, {
    code: 'replay_folder',
    retry: 'never',
    fault: 'config',
    advice: 'give a folder with a manifest.json that lists dated revisions; README.md tells its shape',
  });
}
