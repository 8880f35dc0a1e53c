/** The register of AI tools as it was: each content once, and from when to when it was in force. */
import { sql } from 'kysely';
import type { Tool } from '../domain/register.ts';
import type { Db } from './db.ts';
import { noteForLog } from './evidence-log.ts';
import { registerFact } from './facts-of-telling.ts';
import { toJson } from './json.ts';

/** Keeps a register under the hash of its file; one that is known is left as it is. Part of a transaction. */
export async function keepRegister(
  db: Db,
  register: { readonly sha256: string; readonly tools: readonly Tool[]; readonly loadedAt: Date },
): Promise<void> {
  const row = { sha256: register.sha256, first_loaded_at: register.loadedAt };
  const stored = await db
    .insertInto('register_versions')
    .values({ ...row, tools: toJson(register.tools) })
    .onConflict((conflict) => conflict.column('sha256').doNothing())
    .executeTakeFirst();
  if (stored.numInsertedOrUpdatedRows === 1n)
    await noteForLog(db, registerFact({ ...row, tools: register.tools }));
}

/** A register, and when it was in force. */
export interface RegisterInForce {
  readonly sha256: string;
  /** Null when it was loaded before registers were kept. */
  readonly tools: readonly Tool[] | null;
  readonly since: Date;
  /** When another one took its place; null while none has. */
  readonly until: Date | null;
}

/** The register that was in force at an instant; null when no configuration had been loaded by then. */
export async function registerAt(db: Db, at: Date): Promise<RegisterInForce | null> {
  return (await listRegisters(db)).findLast(({ since }) => since <= at) ?? null;
}

/** A register whose content is kept. */
export type KeptRegister = RegisterInForce & { readonly tools: readonly Tool[] };

/** The registers that were in force between two instants, each once, oldest first. */
export async function registersBetween(
  db: Db,
  { from, to }: { readonly from: Date; readonly to: Date },
): Promise<readonly KeptRegister[]> {
  const within = (await listRegisters(db)).filter(
    ({ since, until }) => since <= to && (until === null || until > from),
  );
  const kept = within.flatMap((register) =>
    register.tools === null ? [] : [{ ...register, tools: register.tools }],
  );
  return [...new Map(kept.map((register) => [register.sha256, register])).values()];
}

/** Every register that was in force, oldest first. */
export async function listRegisters(db: Db): Promise<readonly RegisterInForce[]> {
  const { rows } = await sql<{
    sha256: string;
    tools: readonly Tool[] | null;
    since: Date;
    until: Date | null;
  }>`
    with loads as (
      select loaded_at, file ->> 'sha256' as sha256
      from config_loads, jsonb_array_elements(files) as file where file ->> 'name' = 'register.yaml'
    ), starts as (
      select loaded_at, sha256 from (
        select *, lag(sha256) over (order by loaded_at) as previous from loads) as ordered
      where previous is distinct from sha256
    ), spans as (select sha256, loaded_at as since, lead(loaded_at) over (order by loaded_at) as until from starts)
    select spans.sha256, tools, since, until from spans left join register_versions using (sha256)
    order by since`.execute(db);
  return rows;
}
