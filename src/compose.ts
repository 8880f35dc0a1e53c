/** Builds the object graph by hand: the one place where parts meet. */
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { jobsOfLane, periodicSchedules } from '../jobs/registry.ts';
import packageJson from '../package.json' with { type: 'json' };
import type { Config, Settings } from './config/config.ts';
import { type LoadedConfig, loadConfig } from './config/load-config.ts';
import { createFetch } from './fetch/create-fetch.ts';
import type { HostRests } from './fetch/host-rests.ts';
import { readProxies } from './fetch/proxy-choice.ts';
import type { RobotsStore } from './fetch/robots-gate.ts';
import type { HostTurns } from './fetch/shared-turns.ts';
import { templateChecks } from './mail/check-template.ts';
import { createFolderTransport } from './mail/folder-transport.ts';
import { createSmtpTransport } from './mail/smtp-transport.ts';
import type { MailTransport } from './mail/transport.ts';
import { logEvents } from './observe/log.ts';
import type { Deps } from './pipeline/deps.ts';
import { spreadSchedules } from './pipeline/spread-schedules.ts';
import { weighHere } from './pipeline/weigh-sighting.ts';
import { createQueue } from './queue/create-queue.ts';
import type { JobQueue } from './queue/job-queue.ts';
import { adapters } from './sources/registry.ts';
import { type Database, openDatabase } from './store/database.ts';
import type { Db } from './store/db.ts';
import {
  giveHostBack,
  keepHost,
  loadRest,
  loadRobotsFile,
  noteRest,
  saveRobotsFile,
  takeHost,
} from './store/hosts.ts';
import { migrate } from './store/migrate.ts';
import { inTurn } from './store/turns.ts';
import { grantWorkerRights, takeWorkerRole } from './store/worker-role.ts';
import type { WorkerIdentity } from './store/workers.ts';

export const appVersion = packageJson.version;

/** What comes from outside and is real only in main.ts. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  readonly newId: () => string;
}

/** Reads the configuration folder with the adapters that this program has; `instead` as in `loadConfig`. */
export async function loadConfiguration(
  folder: string,
  world: World,
  instead: ReadonlyMap<string, string> = new Map(),
): Promise<LoadedConfig> {
  return loadConfig({ folder, env: world.env, adapters, templates: templateChecks, instead });
}

/**
 * Opens the database that the settings name, brings its schema up to date, and takes a role that cannot alter evidence where
 * there is one. An `owner` takes none: for databases that are thrown away.
 */
export async function openStore(
  settings: Settings,
  log: Logger,
  role: 'worker' | 'reader' | 'owner',
): Promise<Database> {
  const database = await openDatabase({
    databaseUrl: settings.databaseUrl,
    dataFolder: settings.dataFolder,
    role: role === 'worker' ? 'worker' : 'reader',
    log: logEvents(log),
  });
  try {
    const applied = await migrate(database, new URL('./store/migrations/', import.meta.url));
    if (role === 'owner') return database;
    const refused =
      role === 'worker' || applied.length > 0 ? await grantWorkerRights(database.connection) : null;
    return { ...database, ownerRights: refused ?? (await takeWorkerRole(database)) };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** The relay that the settings name, or the folder `mail` in the data folder. `hear` gets what is said with a relay. */
export function createTransport(settings: Settings, hear?: (line: string) => void): MailTransport {
  return settings.smtp
    ? createSmtpTransport({ ...settings.smtp, ...(hear && { hear }) })
    : createFolderTransport(join(settings.dataFolder, 'mail'));
}

/** The queue on Redis when the settings name one, else on the database. */
export async function openQueue(settings: Settings, database: Database, log: Logger): Promise<JobQueue> {
  return createQueue({
    backend: settings.redis
      ? { kind: 'redis', ...settings.redis }
      : { kind: 'postgresql', connection: queueConnection(settings, database), schema: 'bullmq' },
    lanes: {
      watch: { jobs: jobsOfLane('watch'), concurrency: settings.workers.pollConcurrency },
      notify: { jobs: jobsOfLane('notify'), concurrency: settings.workers.deliverConcurrency },
    },
    inTurn: (work) => inTurn(database, 'schedules', work),
    log: logEvents(log),
  });
}

/**
 * The queue may be lost (promise P3), so on our own server its commits need not wait for the disk. A server of the
 * operator's may stand behind a pooler that refuses such options, and keeps its own.
 */
function queueConnection(settings: Settings, { connection }: Database) {
  return settings.databaseUrl === null ? { ...connection, options: '-c synchronous_commit=off' } : connection;
}

/** Who this process is, in records and logs. */
export function identifyWorker(world: World): WorkerIdentity {
  return {
    id: `${hostname()}-${process.pid}-${world.newId().slice(0, 8)}`,
    host: hostname(),
    pid: process.pid,
    startedAt: world.now(),
  };
}

export interface DepsParts {
  readonly world: World;
  readonly config: () => Config;
  readonly database: Database;
  readonly transport: MailTransport;
  readonly log: Logger;
  readonly worker: WorkerIdentity;
  /** Null for commands that work without a queue: wake-ups then go nowhere. */
  readonly queue: JobQueue | null;
}

/** Puts the pipeline's dependencies together; `close` gives back what it opened itself. */
export function buildDeps(parts: DepsParts): Deps & { readonly close: () => Promise<void> } {
  const { settings } = parts.config();
  const network = createFetch({
    userAgent: userAgent(settings),
    timeoutMs: settings.fetch.timeoutMs,
    maxBytes: settings.fetch.maxBytes,
    spacingMs: settings.fetch.spacingMs,
    turns: hostTurns(parts.database.kysely),
    rests: hostRests(parts.database.kysely),
    robots: robotsStore(parts.database.kysely),
    browser: settings.browser,
    proxies: readProxies(parts.world.env),
    now: parts.world.now,
  });
  return {
    db: parts.database.kysely,
    config: parts.config,
    adapters,
    fetch: network.fetch,
    fetchMail: network.fetchMail,
    post: network.post,
    weigh: weighHere,
    transport: parts.transport,
    now: parts.world.now,
    log: parts.log,
    worker: parts.worker,
    appVersion,
    wake: async (job) => {
      try {
        // Ids are this worker's own: a job that died with another worker must not keep ours from running.
        await parts.queue?.add(job.id === undefined ? job : { ...job, id: `${job.id}-${parts.worker.id}` });
      } catch (error) {
        parts.log.warn(
          { job: job.name, error: String(error) },
          'the queue did not take a job; reconcile will',
        );
      }
    },
    setSchedules: async () => {
      await parts.queue?.setSchedules([...periodicSchedules(), ...spreadSchedules(parts.config().sources)]);
    },
    close: () => network.close(),
  };
}

/** Turns with hosts that all workers on this database take. */
export function hostTurns(db: Db): HostTurns {
  return {
    take: (host, times) => takeHost(db, host, times),
    keepUp: (host, turn, times) => keepHost(db, host, turn, times),
    giveBack: (host, turn, times) => giveHostBack(db, host, turn, times),
  };
}

/** What hosts asked for that all workers on this database obey. */
export function hostRests(db: Db): HostRests {
  return {
    load: (host) => loadRest(db, host),
    note: (host, until) => noteRest(db, host, until),
  };
}

/** Robots files that all workers on this database know. */
export function robotsStore(db: Db): RobotsStore {
  return {
    load: (origin) => loadRobotsFile(db, origin),
    save: (origin, file) => saveRobotsFile(db, origin, file),
  };
}

/** Says honestly who is asking, and how to reach them. */
export function userAgent(settings: Pick<Settings, 'fetch'>): string {
  const contact = settings.fetch.contact;
  return `Modelwarden/${appVersion} (AI model change monitor${contact ? `; ${contact}` : ''})`;
}
