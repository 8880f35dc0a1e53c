/** The worker as a process of its own, as an operator would run it, with its log kept for the end. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const entryPoint = fileURLToPath(new URL('../main.ts', import.meta.url));
const keptLines = 40;

export interface WorkerProcess {
  readonly pid: number;
  /** The latest lines of its log and of its complaints. */
  readonly lines: readonly string[];
  /** Resolves with the exit code, or null when a signal ended it. */
  readonly exited: Promise<number | null>;
  /** Asks it to stop as an operator would and waits for it. */
  stop(): Promise<number | null>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
}

/** Starts `modelwarden start` on a configuration folder. */
export function startWorkerProcess(configFolder: string, env: NodeJS.ProcessEnv): WorkerProcess {
  const child: ChildProcess = spawn(
    process.execPath,
    [entryPoint, '--config', configFolder, 'start', '--json'],
    {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      if (lines.length > keptLines) lines.shift();
    });
  }
  const exited = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => resolve(code));
    child.once('error', () => resolve(null));
  });
  return {
    pid: child.pid ?? -1,
    lines,
    exited,
    stop: () => {
      child.kill('SIGTERM');
      return exited;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
