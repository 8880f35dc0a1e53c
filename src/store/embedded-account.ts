/**
 * Whom the embedded server runs as. PostgreSQL refuses to run as root, so root starts it as an unprivileged
 * system user of its own: `modelwarden`, made on first use, or else an existing `postgres`. Never `nobody`,
 * which other programs share and could then read the database.
 */
import { storeError } from './database-errors.ts';
import { type Ended, runProgram, type ServerAccount } from './embedded-process.ts';

const accountName = 'modelwarden';

/** useradd is Debian's and Red Hat's, adduser BusyBox's. */
const makers = [
  {
    program: 'useradd',
    parameters: ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', accountName],
  },
  { program: 'adduser', parameters: ['-S', '-D', '-H', '-s', '/sbin/nologin', accountName] },
] as const;

/** Whether this process is root, and so must hand the server to another account. */
export function isRoot(): boolean {
  return process.geteuid?.() === 0;
}

/**
 * The account for a new cluster: null for ourselves unless we are root.
 * @throws StoreError `database_account_unavailable` when root has none and can make none.
 */
export async function accountForServer(): Promise<ServerAccount | null> {
  if (!isRoot()) return null;
  const existing = await lookUp(accountName);
  if (existing) return existing;
  const problems: string[] = [];
  for (const { program, parameters } of makers) {
    const ended = await attempt(program, parameters);
    const made = await lookUp(accountName);
    if (made) return made;
    problems.push(`${program}: ${ended.output}`);
  }
  const fallback = await lookUp('postgres');
  if (fallback) return fallback;
  throw storeError(
    'database_account_unavailable',
    `no unprivileged user for the database server: ${problems.join('; ')}`,
  );
}

async function lookUp(name: string): Promise<ServerAccount | null> {
  const [user, group] = await Promise.all([attempt('id', ['-u', name]), attempt('id', ['-g', name])]);
  if (user.code !== 0 || group.code !== 0) return null;
  const account = { uid: Number(user.output), gid: Number(group.output) };
  return Number.isInteger(account.uid) && Number.isInteger(account.gid) && account.uid !== 0 ? account : null;
}

/** A program that is not there is an answer here, not an error. */
async function attempt(program: string, parameters: readonly string[]): Promise<Ended> {
  try {
    return await runProgram(program, parameters, { account: null, timeoutMs: 20_000 });
  } catch (error) {
    return { code: 127, output: error instanceof Error ? error.message : String(error) };
  }
}
