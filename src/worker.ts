/** The worker: runs the jobs until it is told to stop. */
import type { Logger } from 'pino';
import { bindHandlers } from '../jobs/registry.ts';
import {
  buildDeps,
  createTransport,
  identifyWorker,
  loadConfiguration,
  openQueue,
  openStore,
  type World,
} from './compose.ts';
import type { Config } from './config/config.ts';
import { formatProblem } from './config/problem.ts';
import { watchConfig } from './config/watch-config.ts';
import { clearOrphanedLeases } from './store/leases.ts';
import { recordConfigLoad } from './store/workers.ts';

/** How long running jobs may take to end after a request to stop. */
const stopGraceMs = 20_000;

export interface RunningWorker {
  /** Reads the configuration again; an invalid one is refused and the old one kept. */
  reload(): Promise<void>;
  /** Stops taking jobs, lets running ones end, closes everything. Safe to call twice. */
  stop(): Promise<void>;
}

/** Starts the worker on a configuration folder. Throws a WatchError when it cannot. */
export async function startWorker(
  configFolder: string,
  config: Config,
  world: World,
  log: Logger,
): Promise<RunningWorker> {
  let current = config;
  const worker = identifyWorker(world);
  const database = await openStore(config.settings, log, 'worker');
  const transport = createTransport(config.settings);
  const stopWatching = new AbortController();
  try {
    await clearOrphanedLeases(database.kysely, {
      isOnlyWorker: config.settings.databaseUrl === null,
      now: world.now(),
    });
    const queue = await openQueue(config.settings, database, log);
    const deps = buildDeps({ world, config: () => current, database, transport, log, worker, queue });
    const noteLoad = (loaded: Config) =>
      recordConfigLoad(database.kysely, {
        version: loaded.version,
        files: loaded.files,
        loadedAt: world.now(),
        worker: worker.id,
      });
    await noteLoad(current);
    await queue.work(bindHandlers(deps));
    await deps.setSchedules();
    await deps.wake({ name: 'reconcile', payload: {}, id: 'reconcile-now' });
    const watcher = watchConfig({
      folder: configFolder,
      load: () => loadConfiguration(configFolder, world),
      onConfig: async (next) => {
        current = next;
        await noteLoad(next);
        await deps.wake({ name: 'reconcile', payload: {}, id: 'reconcile-now' });
        log.info(
          { version: next.version.slice(0, 12), sources: next.sources.length },
          'configuration reloaded',
        );
      },
      onRefused: (problems) =>
        log.error(
          { problems: problems.map(formatProblem) },
          'new configuration refused; the old one stays in force',
        ),
      version: config.version,
      signal: stopWatching.signal,
    });
    log.info(
      {
        version: deps.appVersion,
        sources: current.sources.length,
        contacts: current.contacts.size,
        database: database.describe(),
        queue: queue.backend,
        mail: transport.description,
      },
      'watching',
    );
    let stopping: Promise<void> | null = null;
    return {
      reload: () => watcher.reload(),
      stop: () => {
        stopping ??= (async () => {
          log.info('stopping: no new jobs, running ones may end');
          stopWatching.abort();
          await queue.close(stopGraceMs);
          await deps.close();
          await transport.close();
          await database.close();
          log.info('stopped');
        })();
        return stopping;
      },
    };
  } catch (error) {
    stopWatching.abort();
    await transport.close();
    await database.close();
    throw error;
  }
}
