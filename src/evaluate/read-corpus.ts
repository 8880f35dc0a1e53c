/**
 * Reads a labelled folder: documents revision by revision (`manifest.json`), labels of pairs (`gold.jsonl`) and,
 * if there is one, pairs to replay (`replay/`). Bytes are read when they are needed.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ConfigError } from '../domain/errors.ts';
import { type SourceRole, sourceRoles } from '../domain/source.ts';
import { goldLine, manifestFile, replayFile } from './corpus-shape.ts';

export interface CorpusRevision {
  readonly at: Date;
  /** Below the folder, as the manifest and the labels write it. */
  readonly file: string;
}

export interface CorpusDocument {
  readonly id: string;
  readonly role: SourceRole;
  /** The document that announces for it. */
  readonly companion: string | null;
  /** Oldest first. */
  readonly revisions: readonly CorpusRevision[];
}

/** What a reader said about two revisions; null where nothing was said. */
export interface Label {
  readonly document: CorpusDocument;
  readonly from: CorpusRevision;
  readonly to: CorpusRevision;
  readonly isMaterial: boolean | null;
  readonly categories: readonly string[] | null;
  readonly isAnnounced: boolean | null;
  readonly isSure: boolean;
  readonly summary: string;
}

/** Two captures of one document that are known to differ really, or only in noise. */
export interface ReplayPair {
  readonly id: string;
  readonly isNoise: boolean;
  readonly before: CorpusRevision;
  readonly after: CorpusRevision;
  /** Whether the printed date stood still under the change; null where nothing was said. */
  readonly isSilentEdit: boolean | null;
  readonly why: string;
}

export interface Corpus {
  readonly folder: string;
  readonly documents: ReadonlyMap<string, CorpusDocument>;
  readonly labels: readonly Label[];
  readonly pairs: readonly ReplayPair[];
  /** What could not be used, and why. */
  readonly remarks: readonly string[];
}

/** Role of a document whose kind the manifest leaves out or names in a way that we do not know. */
const roleOfUnknownKind: SourceRole = 'docs';

/**
 * Reads a labelled folder.
 * @throws ConfigError `evaluation_folder` when there is no such folder or it has another shape
 */
export async function readCorpus(folder: string): Promise<Corpus> {
  const remarks: string[] = [];
  const documents = toDocuments(await readParsed(join(folder, 'manifest.json'), manifestFile), remarks);
  const labels = toLabels(await readGold(join(folder, 'gold.jsonl')), documents, remarks);
  const pairs = await readPairs(folder, remarks);
  return { folder, documents, labels, pairs, remarks };
}

function toDocuments(
  entries: z.infer<typeof manifestFile>,
  remarks: string[],
): ReadonlyMap<string, CorpusDocument> {
  const groups = Map.groupBy(entries, ({ doc }) => doc);
  return new Map(
    [...groups].map(([id, revisions]) => {
      const kind = revisions[0]?.kind ?? '';
      const role = sourceRoles.find((known) => known === kind);
      if (!role) remarks.push(`${id}: kind "${kind}" is unknown; read as ${roleOfUnknownKind}`);
      return [
        id,
        {
          id,
          role: role ?? roleOfUnknownKind,
          companion: revisions.find((entry) => entry.companion_changelog)?.companion_changelog ?? null,
          // A stable sort: captures of one instant keep the manifest's order.
          revisions: revisions
            .map(({ date, file }) => ({ at: new Date(date), file }))
            .sort((a, b) => a.at.getTime() - b.at.getTime()),
        },
      ];
    }),
  );
}

function toLabels(
  lines: readonly z.infer<typeof goldLine>[],
  documents: ReadonlyMap<string, CorpusDocument>,
  remarks: string[],
): readonly Label[] {
  return lines.flatMap((line): Label[] => {
    const document = documents.get(line.doc);
    const from = document?.revisions.find(({ file }) => file === line.from);
    const to = document?.revisions.find(({ file }) => file === line.to);
    if (!document || !from || !to) {
      remarks.push(`${line.doc}: the label of ${line.from} → ${line.to} names no revision of the manifest`);
      return [];
    }
    return [
      {
        document,
        from: line.from_date ? { ...from, at: new Date(line.from_date) } : from,
        to: line.to_date ? { ...to, at: new Date(line.to_date) } : to,
        isMaterial: line.material ?? null,
        categories: line.categories ?? null,
        isAnnounced: line.announced ?? null,
        isSure: (line.confidence ?? 'high') === 'high',
        summary: line.summary ?? '',
      },
    ];
  });
}

async function readGold(path: string): Promise<readonly z.infer<typeof goldLine>[]> {
  const lines = (await readText(path)).split('\n');
  return lines.flatMap((line, index) => {
    if (line.trim() === '') return [];
    return [parse(`${path}, line ${index + 1}`, line, goldLine)];
  });
}

async function readPairs(folder: string, remarks: string[]): Promise<readonly ReplayPair[]> {
  const names = await namesIn(join(folder, 'replay'));
  if (!names.includes('manifest.json')) {
    remarks.push('no replay/manifest.json: noise and silent edits are not measured');
    return [];
  }
  const entries = await readParsed(join(folder, 'replay', 'manifest.json'), replayFile);
  return entries.flatMap((entry): ReplayPair[] => {
    const [before, after] = ['before', 'after'].map((side) =>
      names.find((name) => name.startsWith(`${entry.id}.${side}.`)),
    );
    if (!before || !after) {
      remarks.push(`replay ${entry.id}: its files are missing`);
      return [];
    }
    return [
      {
        id: entry.id,
        isNoise: entry.kind === 'noise',
        before: { at: new Date(entry.before_recorded ?? 0), file: `replay/${before}` },
        after: { at: new Date(entry.after_recorded ?? 0), file: `replay/${after}` },
        isSilentEdit: saysSilent(entry.expected_announcement ?? ''),
        why: entry.why ?? '',
      },
    ];
  });
}

/** `silent`, `printed date changed`, `undated (…)`; anything else says nothing of the printed date. */
function saysSilent(expected: string): boolean | null {
  if (/^silent\b/iu.test(expected)) return true;
  return /^(?:printed date|undated|announced)\b/iu.test(expected) ? false : null;
}

/** Names in a folder; none when it does not exist. */
async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

async function readParsed<Value>(path: string, schema: z.ZodType<Value>): Promise<Value> {
  return parse(path, await readText(path), schema);
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw unusable(`${path} cannot be read`, error);
  }
}

function parse<Value>(place: string, text: string, schema: z.ZodType<Value>): Value {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw unusable(`${place} is not JSON`, error);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success)
    throw unusable(`${place} does not have the expected shape: ${z.prettifyError(parsed.error)}`, null);
  return parsed.data;
}

function unusable(message: string, cause: unknown): ConfigError {
  return new ConfigError(message, {
    code: 'evaluation_folder',
    retry: 'never',
    fault: 'config',
    advice:
      'Give a folder with manifest.json and gold.jsonl: dated revisions of documents, and labels of pairs.',
    cause,
  });
}
