/**
 * Reloads the configuration when its folder changes. Folders are watched rather than files, since editors and
 * volume mounts replace files by renaming; a slow look at the contents covers file systems that send no events.
 */
import { type FSWatcher, watch } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config.ts';
import { InvalidConfigError } from './problem.ts';
import { readConfigFolder, subfolders, templatesFolder } from './read-folder.ts';

export interface WatchOptions {
  readonly folder: string;
  /** Loads the folder; rejects with InvalidConfigError when it cannot be used. */
  readonly load: () => Promise<Config>;
  /** Given each new configuration; the old one is to be dropped. */
  readonly onConfig: (config: Config) => void | Promise<void>;
  /** Given all `problems` of a new state of the folder; the old configuration stays in force. */
  readonly onRefused: (error: InvalidConfigError) => void;
  /** Ends the watch. */
  readonly signal: AbortSignal;
  /** Version in force at the start; without it the first change is always reported. */
  readonly version?: string;
  /** Quiet time after an event before the folder is read. Default 300 ms. */
  readonly settleMs?: number;
  /** Interval of the slow look, in milliseconds. Default 60 s. */
  readonly recheckMs?: number;
}

export interface ConfigWatch {
  /** Loads at once and reports the outcome even if nothing changed, for SIGHUP. Never rejects. */
  reload(): Promise<void>;
}

/** However often files are written, the folder is read at the latest after this many quiet times. */
const longestSettles = 10;

/** Starts watching. Everything that happens later is told through `onConfig` and `onRefused`. */
export function watchConfig(options: WatchOptions): ConfigWatch {
  const { folder, signal } = options;
  const settleMs = options.settleMs ?? 300;
  const watchers = new Map<string, FSWatcher>();
  let inForce = options.version ?? null;
  let lastSeen = options.version ?? null;
  let firstEventAt: number | null = null;
  let settle: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  const recheck = setInterval(() => void enqueue(false), options.recheckMs ?? 60_000);
  recheck.unref();
  openWatchers();
  signal.addEventListener('abort', close, { once: true });
  if (signal.aborted) close();
  return { reload: () => enqueue(true) };

  /** One load at a time, in order. */
  function enqueue(isForced: boolean): Promise<void> {
    running = running.then(() => check(isForced));
    return running;
  }

  async function check(isForced: boolean): Promise<void> {
    if (signal.aborted) return;
    openWatchers();
    try {
      const { version } = await readConfigFolder(folder);
      if (!isForced && version === lastSeen) return;
      lastSeen = version;
      const config = await options.load();
      // Written back to what it was, or only touched: nobody needs to hear of it.
      if (signal.aborted || (!isForced && config.version === inForce)) return;
      await options.onConfig(config);
      inForce = config.version;
    } catch (error) {
      if (!signal.aborted) options.onRefused(refusalOf(error));
    }
  }

  function refusalOf(error: unknown): InvalidConfigError {
    if (error instanceof InvalidConfigError) return error;
    const message = `could not be put into force: ${error instanceof Error ? error.message : String(error)}`;
    const problem = { file: folder, line: 1, column: 1, path: '', value: null, message, suggestion: null };
    return new InvalidConfigError([problem], error);
  }

  function onEvent(): void {
    const now = performance.now();
    firstEventAt ??= now;
    const isOverdue = now - firstEventAt >= settleMs * longestSettles;
    if (isOverdue && settle !== undefined) return; // What is scheduled already comes soon enough.
    clearTimeout(settle);
    settle = setTimeout(() => {
      firstEventAt = null;
      settle = undefined;
      void enqueue(false);
    }, settleMs);
    settle.unref();
  }

  /** Opens what is not open: a folder may be missing at first, or be replaced by another of the same name. */
  function openWatchers(): void {
    for (const name of ['.', ...subfolders, templatesFolder]) {
      if (signal.aborted || watchers.has(name)) continue;
      try {
        const watcher = watch(join(folder, name), { persistent: false });
        watchers.set(name, watcher);
        watcher.on('error', () => {
          closeWatchers();
          onEvent();
        });
        watcher.on('change', (event) => {
          // After a rename the watcher may be looking at a folder that has moved away. It is opened again before
          // the folder is next read, so nothing is missed in between.
          if (event === 'rename') closeWatchers();
          onEvent();
        });
      } catch {
        // The folder is not there: its absence is told when the configuration is read, and it is tried again then.
      }
    }
  }

  function closeWatchers(): void {
    for (const watcher of watchers.values()) watcher.close();
    watchers.clear();
  }

  function close(): void {
    clearInterval(recheck);
    clearTimeout(settle);
    closeWatchers();
  }
}
