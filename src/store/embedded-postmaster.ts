/**
 * Reads `postmaster.pid`, which a running server keeps in its cluster and a killed one leaves behind, and
 * tells the two apart.
 */
import { execFile } from 'node:child_process';
import { open, readdir, readFile, readlink, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from './database-errors.ts';
import type { EmbeddedHome } from './embedded-home.ts';

export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** Empty where the server listens on TCP only. */
  readonly socketFolder: string;
  /** Whether it has said that it takes connections. */
  readonly isReady: boolean;
}

export type PostmasterFile =
  | { readonly kind: 'none' }
  /** Being written, or cut short by a crash. */
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'named'; readonly postmaster: Postmaster };

/** What the cluster says of its server. Line order: PostgreSQL, src/include/utils/pidfile.h. */
export async function readPostmasterFile(home: EmbeddedHome): Promise<PostmasterFile> {
  let text: string;
  try {
    text = await readFile(postmasterFile(home), 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return { kind: 'none' };
    throw error;
  }
  const [pid, , , port, socketFolder, , , status] = text.split(/\r?\n/);
  const postmaster = {
    pid: Number(pid),
    port: Number(port),
    socketFolder: socketFolder?.trim() ?? '',
    isReady: status?.trim() === 'ready',
  };
  const isWhole = postmaster.pid > 1 && postmaster.port > 0 && socketFolder !== undefined;
  return isWhole ? { kind: 'named', postmaster } : { kind: 'unreadable' };
}

/** Path of the file, for those who must remove a stale one. */
export function postmasterFile(home: EmbeddedHome): string {
  return join(home.cluster, 'postmaster.pid');
}

/**
 * Whether a process is the server of this cluster. A pid alone proves nothing: after a crash, and always
 * after a container restarts, it may belong to something else. A postmaster works in its cluster's folder.
 */
export async function isServerOf(home: EmbeddedHome, pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform === 'linux') return (await workingFolder(pid)) === (await realpath(home.cluster));
  return (await commandOf(pid)).includes('postgres');
}

/** Whether any process has this pid. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/**
 * Whether any process works in this cluster: backends outlive a killed postmaster for a moment. Where there
 * is no /proc the answer is no.
 */
export async function hasProcesses(home: EmbeddedHome): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  const cluster = await realpath(home.cluster);
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const folders = await Promise.all(pids.map((pid) => workingFolder(Number(pid))));
  return folders.includes(cluster);
}

async function workingFolder(pid: number): Promise<string | null> {
  try {
    return await readlink(`/proc/${pid}/cwd`);
  } catch (error) {
    // Gone meanwhile, a zombie, or somebody else's: in each case not a server of ours.
    if (['ENOENT', 'ESRCH', 'EACCES'].includes(errorCode(error) ?? '')) return null;
    throw error;
  }
}

function commandOf(pid: number): Promise<string> {
  const [program, parameters] =
    process.platform === 'win32'
      ? (['tasklist', ['/fi', `PID eq ${pid}`, '/nh']] as const)
      : (['ps', ['-o', 'args=', '-p', String(pid)]] as const);
  return new Promise((resolve) => {
    // `ps` ends with 1 when there is no such process; its empty output says so too.
    execFile(program, parameters, (_error, stdout) => resolve(stdout));
  });
}

/** The end of a log, from `offset` on, at most `maxBytes`. */
export async function readLogTail(path: string, offset: number, maxBytes = 4_000): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const start = Math.max(offset, size - maxBytes, 0);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.max(size - start, 0)), 0, null, start);
    return buffer.toString('utf8', 0, bytesRead).trim();
  } finally {
    await file.close();
  }
}
