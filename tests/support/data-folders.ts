/** Data folders for tests of the embedded server, with everything that was started in them stopped again. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Database, openDatabase } from '../../src/store/database.ts';
import type { Role } from '../../src/store/embedded-hold.ts';
import { prepareServer } from '../../src/store/embedded-server.ts';
import { makeDataFolder } from './postgres.ts';

export interface LoggedEvent {
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface DataFolders {
  /**
   * A new data folder that the server's account can reach, with an empty cluster in it already: making one
   * takes most of a second. `{ fresh: true }` leaves that to the test.
   */
  make(options?: { readonly fresh?: boolean }): Promise<string>;
  /** Also removes this folder at the end. */
  adopt(folder: string): void;
  open(dataFolder: string, role: Role, events?: LoggedEvent[]): Promise<Database>;
  /** A worker in another process; resolves once it has written a row. */
  openElsewhere(dataFolder: string): Promise<{ readonly child: ChildProcess; readonly started: string }>;
  /** Ends every process and server that was started. */
  stop(): Promise<void>;
  /** Stops and removes everything but the model that `make` copies from. */
  clear(): Promise<void>;
  removeModel(): Promise<void>;
}

export function trackDataFolders(): DataFolders {
  const folders: string[] = [];
  const databases: Database[] = [];
  const children: ChildProcess[] = [];
  let model: string | null = null;

  async function stop(): Promise<void> {
    await Promise.all(children.splice(0).map(killAndWait));
    await Promise.all(databases.splice(0).map((database) => database.close()));
    for (const folder of folders) {
      const pid = await serverPid(folder);
      if (pid !== null) await stopProcess(pid);
    }
  }

  return {
    async make(options = {}) {
      const folder = await makeDataFolder();
      folders.push(folder);
      if (!options.fresh) {
        model ??= await makeModel();
        // Keeps owners, which node's own copying does not.
        execFileSync('cp', ['-a', join(model, 'postgres'), folder]);
      }
      return folder;
    },
    async removeModel() {
      if (model) await rm(model, { recursive: true });
      model = null;
    },
    adopt(folder) {
      folders.push(folder);
    },
    async open(dataFolder, role, events = []) {
      const log = (event: string, fields: Readonly<Record<string, unknown>>) => {
        events.push({ event, fields });
      };
      const database = await openDatabase({ databaseUrl: null, dataFolder, role, log });
      databases.push(database);
      return database;
    },
    async openElsewhere(dataFolder) {
      const script = join(import.meta.dirname, 'postgres-child.ts');
      const child = spawn(process.execPath, [script, dataFolder], { stdio: ['ignore', 'pipe', 'inherit'] });
      children.push(child);
      for await (const line of createInterface({ input: child.stdout })) {
        const said: unknown = JSON.parse(line);
        if (typeof said === 'object' && said && 'started' in said) {
          return { child, started: String(said.started) };
        }
      }
      throw new Error('the other worker ended before it had opened the database');
    },
    stop,
    async clear() {
      await stop();
      for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
    },
  };
}

async function makeModel(): Promise<string> {
  const folder = await makeDataFolder();
  await prepareServer({ dataFolder: folder, log: () => undefined });
  return folder;
}

/** The pid that the cluster in this data folder names, null when no server is recorded there. */
export async function serverPid(dataFolder: string): Promise<number | null> {
  const path = join(dataFolder, 'postgres', 'cluster', 'postmaster.pid');
  const text = await readFile(path, 'utf8').catch(() => '');
  const pid = Number(text.split('\n')[0]);
  return pid > 1 && isRunning(pid) ? pid : null;
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Sends SIGKILL and waits until the process is gone. */
export async function killAndWait(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** Immediate shutdown of a server that no test closes, bounded by the test's own time. */
async function stopProcess(pid: number): Promise<void> {
  process.kill(pid, 'SIGQUIT');
  while (isRunning(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
}
