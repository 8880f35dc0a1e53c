/** Document states that others witnessed before we looked. Nothing that judges, tells or counts looks reads them. */
import type { Selectable } from 'kysely';
import type { Edit, Understanding } from '../domain/change.ts';
import type { Document } from '../domain/document.ts';
import type { Testimony, WitnessKind } from '../domain/witness.ts';
import type { Db } from './db.ts';
import { noteForLog } from './evidence-log.ts';
import { importFact } from './facts-of-retention.ts';
import { toJson, toStorableText } from './json.ts';
import type { RetentionSchema } from './schema-retention.ts';

export type WitnessedVersion = Selectable<RetentionSchema['witnessed_versions']>;

/** What people call it: `openai/terms@w3`. */
export function witnessedId(sourceId: string, number: number): string {
  return `${sourceId}@w${number}`;
}

/** The parts of such an id; null for other texts. */
export function parseWitnessedId(id: string): { readonly sourceId: string; readonly number: number } | null {
  const found = /^(?<source>.+)@w(?<number>[1-9]\d{0,8})$/.exec(id)?.groups;
  return found ? { sourceId: found['source'] ?? '', number: Number(found['number']) } : null;
}

/** What was imported of a source already, by `importKey`. */
export async function loadImported(
  db: Db,
  sourceId: string,
): Promise<ReadonlyMap<string, { readonly number: number; readonly documentHash: string }>> {
  const rows = await db
    .selectFrom('witnessed_versions')
    .select(['witness', 'reference', 'number', 'document_hash'])
    .where('source_id', '=', sourceId)
    .execute();
  return new Map(
    rows.map(({ witness, reference, number, document_hash: documentHash }) => [
      importKey(witness, reference),
      { number, documentHash },
    ]),
  );
}

/** What makes an import the same as an earlier one. */
export function importKey(witness: WitnessKind, reference: string): string {
  return `${witness} ${reference}`;
}

/** The state that stood at an instant by what others witnessed; null when none had by then. */
export async function loadWitnessedAt(db: Db, sourceId: string, at: Date): Promise<WitnessedVersion | null> {
  const row = await db
    .selectFrom('witnessed_versions')
    .selectAll()
    .where('source_id', '=', sourceId)
    .where('witnessed_at', '<=', at)
    .orderBy('witnessed_at', 'desc')
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

export async function loadWitnessed(
  db: Db,
  sourceId: string,
  number: number,
): Promise<WitnessedVersion | null> {
  const row = await db
    .selectFrom('witnessed_versions')
    .selectAll()
    .where('source_id', '=', sourceId)
    .where('number', '=', number)
    .executeTakeFirst();
  return row ?? null;
}

export interface NewWitnessedVersion extends Testimony {
  readonly sourceId: string;
  readonly number: number;
  readonly vendor: string;
  readonly bodySha256: string;
  readonly document: Document;
  readonly documentHash: string;
  /** Against the state witnessed before it; null for the first. */
  readonly change: {
    readonly before: number;
    readonly edits: readonly Edit[];
    readonly understanding: Understanding;
  } | null;
  readonly importedAt: Date;
  readonly importedBy: string;
}

/** Stores a state; its bytes must be stored already. */
export async function insertWitnessed(db: Db, version: NewWitnessedVersion): Promise<void> {
  const { change } = version;
  const row = {
    source_id: version.sourceId,
    number: version.number,
    vendor: version.vendor,
    witness: version.witness,
    origin: toStorableText(version.origin),
    reference: toStorableText(version.reference),
    witnessed_at: version.witnessedAt,
    authored_at: version.authoredAt,
    body_sha256: version.bodySha256,
    document_hash: version.documentHash,
    before_number: change?.before ?? null,
    summary: change === null ? null : toStorableText(change.understanding.summary),
    imported_at: version.importedAt,
    imported_by: toStorableText(version.importedBy),
  };
  const contents = {
    document: version.document,
    edits: change?.edits ?? [],
    understanding: change?.understanding ?? null,
  };
  await db.transaction().execute(async (transaction) => {
    await transaction
      .insertInto('witnessed_versions')
      .values({
        ...row,
        document: toJson(contents.document),
        edits: toJson(contents.edits),
        understanding: contents.understanding && toJson(contents.understanding),
      })
      .execute();
    await noteForLog(transaction, importFact({ ...row, ...contents }));
  });
}

/** Changes between states that others witnessed, newest first. */
export async function listWitnessedChanges(
  db: Db,
  filter: {
    readonly vendor?: string | undefined;
    readonly sourceId?: string | undefined;
    readonly since?: Date | undefined;
    readonly limit: number;
  },
) {
  let query = db
    .selectFrom('witnessed_versions')
    .select([
      'source_id',
      'number',
      'vendor',
      'witness',
      'origin',
      'reference',
      'witnessed_at',
      'authored_at',
      'summary',
      'understanding',
    ])
    .where('before_number', 'is not', null)
    .orderBy('witnessed_at', 'desc')
    .orderBy('number', 'desc')
    .limit(filter.limit);
  if (filter.vendor) query = query.where('vendor', '=', filter.vendor);
  if (filter.sourceId) query = query.where('source_id', '=', filter.sourceId);
  if (filter.since) query = query.where('witnessed_at', '>=', filter.since);
  return query.execute();
}

/** What was imported of a source, by repository or folder. */
export async function summariseWitnessed(db: Db, sourceId: string) {
  return db
    .selectFrom('witnessed_versions')
    .select((row) => [
      'witness',
      'origin',
      row.fn.countAll<string>().as('count'),
      row.fn.min('witnessed_at').as('from'),
      row.fn.max('witnessed_at').as('to'),
    ])
    .where('source_id', '=', sourceId)
    .groupBy(['witness', 'origin'])
    .orderBy('from')
    .execute();
}

/** A state in the words of `sayWitness`. */
export function testimonyOf(
  row: Pick<WitnessedVersion, 'witness' | 'origin' | 'reference' | 'witnessed_at' | 'authored_at'>,
): Testimony {
  const { witness, origin, reference, witnessed_at: witnessedAt, authored_at: authoredAt } = row;
  return { witness, origin, reference, witnessedAt, authoredAt };
}
