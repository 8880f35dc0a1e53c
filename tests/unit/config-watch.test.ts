import { mkdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Config } from '../../src/config/config.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import type { InvalidConfigError } from '../../src/config/problem.ts';
import { type ConfigWatch, watchConfig } from '../../src/config/watch-config.ts';
import { adapters, type ConfigFolder, makeConfigFolder, validFiles } from '../support/config-folder.ts';

const contacts = validFiles['contacts.yaml'] ?? '';

describe('a watched configuration folder', () => {
  let folder: ConfigFolder;
  let stop: AbortController;
  let loads = 0;
  const taken: Config[] = [];
  const refused: InvalidConfigError[] = [];

  beforeEach(async () => {
    folder = await makeConfigFolder();
    stop = new AbortController();
    loads = 0;
    taken.length = 0;
    refused.length = 0;
  });

  afterEach(async () => {
    stop.abort();
    await folder.remove();
  });

  async function start(
    options: { readonly settleMs?: number; readonly recheckMs?: number } = {},
  ): Promise<ConfigWatch> {
    const first = await load();
    return watchConfig({
      folder: folder.path,
      load: () => {
        loads += 1;
        return load();
      },
      onConfig: (config) => {
        taken.push(config);
      },
      onRefused: (error) => {
        refused.push(error);
      },
      signal: stop.signal,
      version: first.version,
      settleMs: 30,
      recheckMs: 60_000,
      ...options,
    });
  }

  function load(): Promise<Config> {
    return loadConfig({ folder: folder.path, env: {}, adapters });
  }

  const nameOfAmy = () => taken.at(-1)?.contacts.get('amy')?.name;
  const untilNameIs = (name: string) => vi.waitFor(() => expect(nameOfAmy()).toBe(name), { timeout: 5000 });

  it('is read again when a file is written in place', async () => {
    await start();
    await folder.write('contacts.yaml', contacts.replace('name: Amy', 'name: Ann'));
    await untilNameIs('Ann');
    expect(refused).toEqual([]);
  });

  it('is read again each time an editor replaces a file by renaming', async () => {
    await start();
    for (const name of ['Ann', 'Eve', 'Zoe']) {
      const draft = join(folder.path, '.contacts.yaml.swp');
      await writeFile(draft, contacts.replace('name: Amy', `name: ${name}`));
      await rename(draft, join(folder.path, 'contacts.yaml'));
      await untilNameIs(name);
    }
  });

  it('is read again when a vendor is added, changed and removed', async () => {
    await start();
    const acme = (validFiles['vendors/norvik.yaml'] ?? '').replaceAll('norvik', 'acme');
    await folder.write('vendors/acme.yaml', acme);
    await vi.waitFor(() => expect(taken.at(-1)?.vendors.has('acme')).toBe(true), { timeout: 5000 });
    await folder.write('vendors/acme.yaml', acme.replace('Norvik Health AI', 'Acme'));
    await vi.waitFor(() => expect(taken.at(-1)?.vendors.get('acme')?.name).toBe('Acme'), { timeout: 5000 });
    await rm(join(folder.path, 'vendors/acme.yaml'));
    await vi.waitFor(() => expect(taken.at(-1)?.vendors.has('acme')).toBe(false), { timeout: 5000 });
  });

  it('is read again after one of its folders was replaced by another', async () => {
    await start();
    const vendors = join(folder.path, 'vendors');
    await rename(vendors, join(folder.path, 'vendors.old'));
    await mkdir(vendors);
    const norvik = validFiles['vendors/norvik.yaml'] ?? '';
    await folder.write('vendors/norvik.yaml', norvik.replace('Norvik Health AI', 'Norvik One'));
    await vi.waitFor(() => expect(taken.at(-1)?.vendors.get('norvik')?.name).toBe('Norvik One'), {
      timeout: 5000,
    });
    await folder.write('vendors/norvik.yaml', norvik.replace('Norvik Health AI', 'Norvik Two'));
    await vi.waitFor(() => expect(taken.at(-1)?.vendors.get('norvik')?.name).toBe('Norvik Two'), {
      timeout: 5000,
    });
  });

  it('keeps the old one and tells every problem once when the new one is invalid', async () => {
    await start();
    await folder.write(
      'contacts.yaml',
      contacts.replace('[bob]', '[rob]').replace('Europe/Berlin', 'Nowhere'),
    );
    await vi.waitFor(() => expect(refused).toHaveLength(1), { timeout: 5000 });
    expect(refused[0]?.problems.map(({ path }) => path)).toEqual(['contacts[0].timeZone']);
    expect(taken).toEqual([]);
    await folder.write('contacts.yaml', contacts.replace('name: Amy', 'name: Ann'));
    await untilNameIs('Ann');
    expect(refused).toHaveLength(1);
  });

  it('is not put into force again when a file is only touched or put back', async () => {
    await start();
    await utimes(join(folder.path, 'contacts.yaml'), new Date(), new Date());
    await folder.write('register.yaml', `${validFiles['register.yaml'] ?? ''}# a note\n`);
    await vi.waitFor(() => expect(taken).toHaveLength(1), { timeout: 5000 });
    await folder.write('notes.txt', 'not part of the configuration');
    await folder.write('contacts.yaml', contacts.replace('name: Amy', 'name: Ann'));
    await untilNameIs('Ann');
    expect(taken).toHaveLength(2);
    expect(loads).toBe(2);
  });

  it('is read seldom while writes go on, and in time although they do not end', async () => {
    const settleMs = 40;
    await start({ settleMs });
    const draft = join(folder.path, '.draft');
    const begunAt = performance.now();
    let writes = 0;
    for (; taken.length === 0 && performance.now() - begunAt < 10_000; writes += 1) {
      await writeFile(draft, contacts.replace('name: Amy', `name: Amy ${writes}`));
      await rename(draft, join(folder.path, 'contacts.yaml'));
    }
    expect(taken.length).toBeGreaterThan(0);
    expect(loads).toBeLessThanOrEqual(1 + (performance.now() - begunAt) / settleMs);
    expect(loads).toBeLessThan(writes);
  });

  it('is looked at from time to time where no events arrive', async () => {
    // A quiet time longer than the test stands for a file system that sends no events.
    await start({ settleMs: 600_000, recheckMs: 50 });
    await folder.write('contacts.yaml', contacts.replace('name: Amy', 'name: Ann'));
    await untilNameIs('Ann');
    expect(loads).toBe(1);
  });

  it('is read upon request, changed or not, and its refusal is told again', async () => {
    const watch = await start({ settleMs: 600_000 });
    await watch.reload();
    expect(taken).toHaveLength(1);
    await folder.write('contacts.yaml', 'contacts: [\n');
    await watch.reload();
    await watch.reload();
    expect([taken.length, refused.length]).toEqual([1, 2]);
  });

  it('is refused when it cannot be put into force', async () => {
    const failure = new Error('the database is away');
    const watch = watchConfig({
      folder: folder.path,
      load,
      onConfig: () => Promise.reject(failure),
      onRefused: (error) => {
        refused.push(error);
      },
      signal: stop.signal,
    });
    await watch.reload();
    expect(refused[0]?.message).toContain('could not be put into force: the database is away');
    expect(refused[0]?.cause).toBe(failure);
  });

  it('is left alone once the watch has ended', async () => {
    const watch = await start();
    stop.abort();
    await folder.write('contacts.yaml', 'contacts: [\n');
    await watch.reload();
    expect([taken.length, refused.length, loads]).toEqual([0, 0, 0]);
  });
});
