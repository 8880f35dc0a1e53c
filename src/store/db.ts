/** What the aggregate files of this folder take: the database or a transaction on it. */
import type { Kysely } from 'kysely';
import type { Schema } from './schema.ts';

export type Db = Kysely<Schema>;
