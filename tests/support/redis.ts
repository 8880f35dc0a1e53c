/**
 * A real Redis for tests: a server of our own on a free loopback port, nothing kept on disk, in a temporary
 * folder. Suites ask `redisForTests` first, so that a machine without Redis says why it skips.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Also what Valkey installs for compatibility. */
const program = 'redis-server';

export interface TestRedis {
  readonly url: string;
  readonly port: number;
  /** Kills the server as a power cut would and resolves when it is gone. */
  kill(): Promise<void>;
  /** Starts it again on the same port, empty. */
  start(): Promise<void>;
  /** Ends the server and removes its folder. */
  stop(): Promise<void>;
}

/**
 * Whether tests on Redis can run here, and if not, why. On a build server (`CI=true`) a missing
 * redis-server is an error, so that the suite cannot be skipped unnoticed.
 */
export function redisForTests():
  | { readonly isAvailable: true }
  | { readonly isAvailable: false; readonly reason: string } {
  const found = spawnSync(program, ['--version'], { stdio: 'ignore' });
  if (found.status === 0) return { isAvailable: true };
  const reason = 'redis-server is not on PATH (Debian: apt-get install redis-server)';
  if (process.env['CI'] === 'true')
    throw new Error(`${reason}; with CI=true the Redis tests may not be skipped.`);
  return { isAvailable: false, reason };
}

/**
 * Starts a server; the caller stops it. `extra` are further command-line settings, `configure` may write a
 * configuration file into the server's folder and names it.
 */
export async function startRedis(
  extra: readonly string[] = [],
  configure?: (folder: string) => Promise<string>,
): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'modelwarden-redis-'));
  const port = await freePort();
  const file = configure ? [await configure(folder)] : [];
  const withoutDisk = file.length > 0 ? [] : ['--save', '', '--appendonly', 'no'];
  let server: ChildProcess | undefined;

  async function start(): Promise<void> {
    server = spawn(
      program,
      [...file, '--port', String(port), '--bind', '127.0.0.1', '--dir', folder, ...withoutDisk, ...extra],
      { stdio: 'ignore' },
    );
    await waitForPong(port, server);
  }

  async function kill(): Promise<void> {
    const running = server;
    server = undefined;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const exited = once(running, 'exit');
    running.kill('SIGKILL');
    await exited;
  }

  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    kill,
    start,
    stop: async () => {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Sends commands without a client library and resolves with the raw answer to the last one. */
export async function askRedis(port: number, command: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    socket.write(`${command}\r\n`);
    const [answer] = await once(socket, 'data', { signal: AbortSignal.timeout(5_000) });
    return String(answer);
  } finally {
    socket.destroy();
  }
}

async function waitForPong(port: number, server: ChildProcess): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (Date.now() < deadline) {
    if (server.exitCode !== null) throw new Error(`redis-server ended with code ${server.exitCode}.`);
    const answer = await askRedis(port, 'PING').catch(() => '');
    // A server with a password answers as well, if only that it wants it.
    if (/^(?:\+PONG|-NOAUTH)/.test(answer)) return;
    await pause(20);
  }
  server.kill('SIGKILL');
  throw new Error('redis-server did not answer within 10 s.');
}

/** A port of 127.0.0.1 that was free a moment ago. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('The probe has no port.');
  return address.port;
}
