/** A real worker process on a real vendor site, for tests that kill it. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadConfiguration, openStore, type World } from '../../src/compose.ts';
import { writeDemoConfig } from '../../src/demo/demo-config.ts';
import { type DemoRecord, readDemoRecord } from '../../src/demo/demo-record.ts';
import { startVendorSite, type VendorSite } from '../../src/demo/vendor-site.ts';
import { startWorkerProcess, type WorkerProcess } from '../../src/demo/worker-process.ts';
import { createSilentLog } from '../../src/observe/log.ts';
import type { Db } from '../../src/store/db.ts';
import { makeDataFolder } from './postgres.ts';

const deadlineMs = 60_000;

/** The program's entry point, for tests that start it themselves. */
export const mainFile = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

const realWorld: World = { env: process.env, now: () => new Date(), newId: () => crypto.randomUUID() };

export interface RealWorker {
  readonly site: VendorSite;
  readonly folder: string;
  readonly config: string;
  /** Starts a worker process; `env` adds to the environment. */
  start(env?: Readonly<Record<string, string>>): WorkerProcess;
  /** Looks at the record until `isDone` says so, beside the running worker; fails with what it last saw. */
  until(what: string, isDone: (record: DemoRecord) => boolean): Promise<DemoRecord>;
  /** Uses the database beside or after the worker. */
  query<Result>(use: (db: Db) => Promise<Result>): Promise<Result>;
  /** Names of the mail files. */
  mailFiles(): Promise<readonly string[]>;
  /** Kills what still runs, lets the database go, removes every trace. */
  clear(): Promise<void>;
}

/** Makes a vendor site and a configuration folder; no worker runs yet. */
export async function setUpRealWorker(): Promise<RealWorker> {
  const folder = await makeDataFolder();
  const site = await startVendorSite();
  const config = await writeDemoConfig(folder, site);
  const workers: WorkerProcess[] = [];

  async function query<Result>(use: (db: Db) => Promise<Result>): Promise<Result> {
    const { settings } = await loadConfiguration(config, realWorld);
    const database = await openStore(settings, createSilentLog(), 'owner');
    try {
      return await use(database.kysely);
    } finally {
      await database.close();
    }
  }

  return {
    site,
    folder,
    config,
    query,
    start(env = {}) {
      const worker = startWorkerProcess(config, { ...process.env, MODELWARDEN_RECONCILE_MS: '500', ...env });
      workers.push(worker);
      return worker;
    },
    async until(what, isDone) {
      const worker = workers.at(-1);
      const deadline = Date.now() + deadlineMs;
      while (!worker?.lines.some((line) => line.includes('"watching"'))) {
        if (Date.now() > deadline) throw new Error(`the worker did not start:\n${worker?.lines.join('\n')}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      return query(async (db) => {
        for (;;) {
          const record = await readDemoRecord(db);
          if (isDone(record)) return record;
          if (Date.now() > deadline) {
            throw new Error(
              `waited in vain for ${what}; last seen ${JSON.stringify([...record.changes])}\n${worker.lines.join('\n')}`,
            );
          }
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      });
    },
    mailFiles: () => readdir(join(folder, 'data', 'mail')).catch(() => []),
    async clear() {
      for (const worker of workers) await worker.kill();
      // A reader that finds an orphaned server takes it over, and stops it when it closes.
      await query(async () => undefined);
      await site.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
