import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { vendorNotWatched } from '../../src/config/config.ts';
import { explainConfig } from '../../src/config/explain-config.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { generatedFiles, writeSchemas } from '../../src/config/write-schemas.ts';
import { adapters } from '../../src/sources/registry.ts';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'config');

describe('the configuration that is shipped', () => {
  it('loads without any environment', async () => {
    const config = await loadConfig({ folder, env: {}, adapters });
    expect(config.sources.length).toBeGreaterThan(30);
    expect(new Set(config.sources.map((source) => source.vendor)).size).toBeGreaterThanOrEqual(8);
    expect(config.settings).toMatchObject({ databaseUrl: null, redis: null, smtp: null });
    expect(config.tools.length).toBeGreaterThanOrEqual(2);
  });

  it('takes its settings from the environment', async () => {
    const env = {
      DATABASE_URL: 'postgresql://db/x',
      REDIS_URL: 'rediss://r',
      SMTP_URL: 'smtps://u:p@relay.example',
      MAIL_FROM: 'ai@clinic.example',
      COMPLIANCE_EMAIL: 'officer@clinic.example',
      WEB_LISTEN: '0.0.0.0:8474',
      PUBLIC_URL: 'https://warden.example.org/',
      LOG_LEVEL: 'debug',
    };
    const config = await loadConfig({ folder, env, adapters });
    expect(config.settings).toMatchObject({
      databaseUrl: 'postgresql://db/x',
      redis: { url: 'rediss://r', cluster: false },
      smtp: { host: 'relay.example', port: 465 },
      web: { listen: { host: '0.0.0.0', port: 8474 }, publicUrl: 'https://warden.example.org' },
      logLevel: 'debug',
    });
    expect(config.contacts.get('compliance')?.email).toBe('officer@clinic.example');
  });

  it('gives a reason for every source that is not watched', async () => {
    const config = await loadConfig({ folder, env: {}, adapters });
    expect(config.disabled.filter(({ reason }) => reason === 'no reason given')).toEqual([]);
    const text = explainConfig(config);
    for (const { id } of config.sources) expect(text).toContain(id);
    // The rest of the catalogue is told by vendor.
    for (const { id, vendor, reason } of config.disabled) {
      expect(text).toContain(reason === vendorNotWatched ? `    ${vendor} (` : `${id}: ${reason}`);
    }
  });

  it('names its schema for editors in the first line of each file', async () => {
    const names = (await readdir(folder, { recursive: true })).filter(
      (name) => name.endsWith('.yaml') && !name.startsWith('rules'),
    );
    expect(names.length).toBeGreaterThan(12);
    for (const name of names) {
      const schema = name.startsWith('vendors')
        ? '../schema/vendor.json'
        : `./schema/${name.replace('.yaml', '.json')}`;
      const text = await readFile(join(folder, name), 'utf8');
      expect(text.split('\n')[0], name).toBe(`# yaml-language-server: $schema=${schema}`);
      expect([...generatedFiles().keys()]).toContain(join('config', name, '..', schema));
    }
  });
});

describe('generated files', () => {
  it('are committed as `node src/config/write-schemas.ts` writes them', async () => {
    const written = await mkdtemp(join(tmpdir(), 'modelwarden-schemas-'));
    try {
      await writeSchemas(written);
      for (const path of generatedFiles().keys()) {
        const [committed, current] = await Promise.all(
          [root, written].map((base) => readFile(join(base, path), 'utf8')),
        );
        expect(committed, path).toBe(current);
      }
    } finally {
      await rm(written, { recursive: true });
    }
  });

  it('describe every key that the schemas know', () => {
    const text = generatedFiles().get('docs/config.md') ?? '';
    for (const key of [
      'smtp.password',
      'watch[].only',
      'route.routes[].match.minSeverity',
      'tools[].lastApproved.on',
    ]) {
      expect(text).toContain(`\`${key}\``);
    }
    expect(text).not.toContain('| any |  |  |');
  });
});
