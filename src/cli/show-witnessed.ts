/** How `changes` and `sources` show what others witnessed: always as that, never as a change of ours. */
import type { DisclosureState } from '../domain/disclosure.ts';
import { sayWitness } from '../domain/witness.ts';
import type { Database } from '../store/database.ts';
import {
  listWitnessedChanges,
  loadWitnessed,
  parseWitnessedId,
  summariseWitnessed,
  testimonyOf,
  type WitnessedVersion,
  witnessedId,
} from '../store/witnessed-versions.ts';
import { type Output, shortTime } from './output.ts';
import { topSeverity } from './show-edit.ts';

/** What stands in the place of a verdict: none was ever sought. */
export const witnessedWords = 'witnessed by others';

/** Changes in imported history. Who asks for a verdict asks for none of them. */
export async function findWitnessed(
  { kysely }: Pick<Database, 'kysely'>,
  filter: {
    readonly vendor?: string | undefined;
    readonly source?: string | undefined;
    readonly since?: Date | undefined;
    readonly disclosure?: DisclosureState | undefined;
    readonly limit: number;
  },
) {
  if (filter.disclosure !== undefined) return [];
  const { vendor, source: sourceId, since, limit } = filter;
  const rows = await listWitnessedChanges(kysely, { vendor, sourceId, since, limit });
  return rows.map((row) => ({
    id: witnessedId(row.source_id, row.number),
    source_id: row.source_id,
    vendor: row.vendor,
    witnessedBy: sayWitness(testimonyOf(row)),
    witnessed_at: row.witnessed_at,
    summary: row.summary,
    severity: topSeverity(row.understanding?.findings ?? []),
    categories: (row.understanding?.findings ?? []).map(({ category }) => category),
  }));
}

/** The state that an id like `openai/terms@w3` names; null for other ids and for what is not there. */
export async function findWitnessedState(
  { kysely }: Pick<Database, 'kysely'>,
  id: string,
): Promise<WitnessedVersion | null> {
  const parsed = parseWitnessedId(id);
  return parsed && loadWitnessed(kysely, parsed.sourceId, parsed.number);
}

/** The head of one: what it is and whose word it is. */
export function printTestimony(version: WitnessedVersion, output: Output): void {
  output.line(output.style('bold', version.summary ?? 'The earliest state that was imported'));
  output.line(`  source     ${version.source_id}`);
  output.line(`  witness    ${sayWitness(testimonyOf(version))}`);
  output.line(`  bytes      SHA-256 ${version.body_sha256}`);
  output.line(`  imported   ${shortTime(version.imported_at)} UTC by ${version.imported_by}`);
  output.line(
    '  This is history that others witnessed. We did not see it, nobody was told of it, and no verdict rests on it.',
  );
}

/** What was imported of a source, a line each. */
export async function describeImported(
  { kysely }: Pick<Database, 'kysely'>,
  sourceId: string,
): Promise<
  readonly { readonly witness: string; readonly states: number; readonly from: Date; readonly to: Date }[]
> {
  const rows = await summariseWitnessed(kysely, sourceId);
  return rows.map(({ witness, origin, count, from, to }) => ({
    witness: witness === 'git' ? `git repository ${origin}` : `archive ${origin}`,
    states: Number(count),
    from,
    to,
  }));
}
