/** A database for one use leaves nothing behind: no server, no folder, whatever becomes of its user. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { openDatabase } from '../../src/store/database.ts';
import { makeThrowawayFolder } from '../../src/store/throwaway.ts';
import { isRunning, killAndWait, serverPid } from '../support/data-folders.ts';

// Real servers start and stop; a busy machine takes its time over each.
vi.setConfig({ testTimeout: 120_000 });

test('a killed user leaves no server running and no folder', async () => {
  const script = join(import.meta.dirname, '..', 'support', 'throwaway-child.ts');
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const { path } = z.object({ path: z.string() }).parse(JSON.parse(String(line)));
  const pid = await serverPid(path);
  expect(pid).not.toBeNull();

  await killAndWait(child);

  await vi.waitFor(
    async () => {
      expect(isRunning(pid ?? 0)).toBe(false);
      await expect(access(path)).rejects.toMatchObject({ code: 'ENOENT' });
    },
    { timeout: 90_000, interval: 100 },
  );
});

test('a folder that is removed takes a server with it that still runs', async () => {
  const folder = await makeThrowawayFolder();
  const database = await openDatabase({
    databaseUrl: null,
    dataFolder: folder.path,
    role: 'reader',
    log: () => undefined,
  });
  const pid = await serverPid(folder.path);
  expect(pid).not.toBeNull();

  await folder.remove();

  expect(isRunning(pid ?? 0)).toBe(false);
  await expect(access(folder.path)).rejects.toMatchObject({ code: 'ENOENT' });
  await database.close();
});
