/** The worker: runs the jobs until it is told to stop. */
import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import { reconcile } from '../jobs/reconcile.ts';
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
import { beginLog, keepLog, type SigningState } from './evidence/keep-log.ts';
import type { Deps } from './pipeline/deps.ts';
import { repeat } from './pipeline/repeat.ts';
import { clearOrphanedLeases } from './store/leases.ts';
import { resumeRelay } from './store/relays.ts';
import { workerRole } from './store/worker-role.ts';
import { recordConfigLoad, reportStopped } from './store/workers.ts';
import { serve, type WebServer } from './web/serve.ts';

/** What the queue lost is back after this long (promise P3). */
const reconcileMs = 60_000;

/** How long running jobs may take to end after a request to stop. */
const stopGraceMs = 15_000;

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
  const stopTimers = new AbortController();
  let web: WebServer | null = null;
  try {
    await clearOrphanedLeases(database.kysely, {
      isOnlyWorker: config.settings.databaseUrl === null,
      now: world.now(),
    });
    // The settings may have been mended since mail was held.
    await resumeRelay(database.kysely, transport.description);
    const queue = await openQueue(config.settings, database, log);
    const deps = buildDeps({ world, config: () => current, database, transport, log, worker, queue });
    const noteLoad = (loaded: Config) =>
      recordConfigLoad(database.kysely, {
        version: loaded.version,
        rulesVersion: loaded.rules.version,
        files: loaded.files,
        tools: loaded.tools,
        loadedAt: world.now(),
        worker: worker.id,
      });
    if (database.ownerRights !== null)
      log.warn(
        { reason: database.ownerRights, role: workerRole },
        'the worker has the rights of the owner of the database: only triggers keep evidence from being altered; let its account create roles, or create this one',
      );
    logSigning(await beginLog(database.kysely, config.settings.evidence, world), config, log);
    await noteLoad(current);
    // The first mails carry a checkpoint, too.
    await sealLog(deps);
    web = await serveWeb(deps);
    await queue.work(bindHandlers(deps));
    const reconciling = repeat(
      () => reconcile(deps),
      reconcileEveryMs(world),
      (error) => log.error({ error: String(error) }, 'reconcile failed; it is tried again'),
      stopTimers.signal,
    );
    const watcher = watchConfig({
      folder: configFolder,
      load: () => loadConfiguration(configFolder, world),
      onConfig: async (next) => {
        if (!isDeepStrictEqual(next.settings, current.settings)) {
          log.warn('modelwarden.yaml changed: the worker takes those settings when it is started again');
        }
        current = { ...next, settings: current.settings };
        await noteLoad(next);
        await reconcile(deps);
        log.info(
          { version: next.version.slice(0, 12), sources: next.sources.length },
          'configuration reloaded',
        );
      },
      onRefused: (refusal) =>
        log.error(
          { problems: refusal.problems.map(formatProblem) },
          'new configuration refused; the old one stays in force',
        ),
      version: config.version,
      signal: stopTimers.signal,
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
    logSchedule(current, log);
    let stopping: Promise<void> | null = null;
    return {
      reload: () => watcher.reload(),
      stop: () => {
        stopping ??= (async () => {
          log.info('stopping: no new jobs, running ones may end');
          stopTimers.abort();
          await web?.close();
          // Before the queue: a reconciliation under way still speaks to it.
          await reconciling;
          await queue.close(stopGraceMs);
          await sealLog(deps);
          await noteStop(deps);
          await deps.close();
          await transport.close();
          await database.close();
          log.info('stopped');
        })();
        return stopping;
      },
    };
  } catch (error) {
    stopTimers.abort();
    await web?.close();
    await transport.close();
    await database.close();
    throw error;
  }
}

/** Pages, where the settings give them an address. */
async function serveWeb({ db, config, now, log, worker }: Deps): Promise<WebServer | null> {
  const { listen, publicUrl } = config().settings.web;
  if (listen === null) return null;
  const web = await serve(listen, { db, config, now, workerId: worker.id }, log);
  log.info({ at: web.url, public: publicUrl }, 'pages are served: /health, /metrics, /ack');
  return web;
}

/** `status` counts it no longer. What cannot be said so is seen by its silence. */
async function noteStop({ db, worker, now, log }: Deps): Promise<void> {
  try {
    await reportStopped(db, worker, now());
  } catch (error) {
    log.warn({ error: String(error) }, 'the stop could not be noted');
  }
}

/** Everything that was recorded until now is in the log and signed. What fails here is made up for at the next start. */
async function sealLog({ db, config, now, log }: Deps): Promise<void> {
  try {
    await keepLog(db, config().settings.evidence, { now: now(), isComplete: true });
  } catch (error) {
    log.warn(
      { error: String(error) },
      'the evidence log was not signed now; the next minute or the next start does it',
    );
  }
}

function logSigning(state: SigningState, { settings }: Config, log: Logger): void {
  const file = settings.evidence.keyFile;
  if (state.kind === 'signs') {
    const fields = { log: state.key.name, key: state.key.id, file };
    if (state.isNew)
      log.warn(fields, 'the evidence log begins with a new key: keep a copy of its file in a safe place');
    else log.info(fields, 'evidence log');
    return;
  }
  log.error(
    { key: state.key, here: state.here, file },
    'this worker does not sign the evidence log: the key that signs it is not in its key file; copy it there, or sign on another worker',
  );
}

function logSchedule({ sources }: Config, log: Logger): void {
  for (const [vendor, watched] of Map.groupBy(sources, (source) => source.vendor)) {
    log.info({ vendor, sources: watched.map((source) => source.id.slice(vendor.length + 1)) }, 'scheduled');
  }
}

/** Set-ups that live for seconds (the demo, tests) cannot wait a minute. */
function reconcileEveryMs(world: World): number {
  return Number(world.env['MODELWARDEN_RECONCILE_MS'] ?? reconcileMs);
}
