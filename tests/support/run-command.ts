/** The program as a process of its own, as an operator runs it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mainFile } from './real-worker.ts';

/** Longer than any command takes on a slow machine that runs other tests too. */
const deadlineMs = 60_000;

export interface CommandAnswer {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCommand {
  readonly child: ChildProcess;
  readonly ended: Promise<CommandAnswer>;
}

/** Starts `modelwarden …` and collects what it says; it is killed when it does not end in time. */
export function startCommand(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): RunningCommand {
  const child = spawn(process.execPath, [mainFile, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: deadlineMs,
    killSignal: 'SIGKILL',
  });
  const chunks = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (chunks.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (chunks.stderr += text));
  const ended = new Promise<CommandAnswer>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...chunks }));
  });
  return { child, ended };
}

/** Runs `modelwarden …` to its end. */
export function runCommand(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CommandAnswer> {
  return startCommand(args, env).ended;
}
