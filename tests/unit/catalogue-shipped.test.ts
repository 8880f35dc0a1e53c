import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type LoadedConfig, loadConfig } from '../../src/config/load-config.ts';
import { isAnnouncing } from '../../src/domain/source.ts';
import { adapters } from '../../src/sources/registry.ts';
import { tryCommand } from '../support/try-command.ts';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'config');
let config: LoadedConfig;
beforeAll(async () => {
  config = await loadConfig({ folder, env: {}, adapters });
});

describe('the catalogue that is shipped', () => {
  it('knows the vendors and registers that matter to a hospital, and where they publish', () => {
    expect(config.vendors.size).toBeGreaterThanOrEqual(40);
    expect(config.known.length).toBeGreaterThanOrEqual(150);
    expect(config.known.filter(({ disabledReason }) => disabledReason === null).length).toBeGreaterThan(150);
    const sectors = [...config.vendors.values()].map((vendor) => vendor.sector);
    expect(sectors).not.toContain(undefined);
    for (const sector of ['models', 'host', 'healthcare', 'registry']) {
      expect(sectors.filter((one) => one === sector).length).toBeGreaterThanOrEqual(6);
    }
  });

  it('has each source once, by id and by what is read', () => {
    const ids = config.known.map(({ source }) => source.id);
    expect(new Set(ids).size).toBe(ids.length);
    const readings = config.known.map(({ source }) =>
      JSON.stringify([source.vendor, source.kind, source.url, source.options]),
    );
    expect(readings.filter((one, index) => readings.indexOf(one) !== index)).toEqual([]);
  });

  it('knows what announces for each vendor, or says in words that nothing does', () => {
    for (const vendor of config.vendors.values()) {
      const enabled = config.known.filter(
        ({ source, disabledReason }) => source.vendor === vendor.id && disabledReason === null,
      );
      const isHeard = enabled.some(({ source }) => isAnnouncing(source));
      expect(isHeard !== (vendor.noAnnouncements !== undefined), vendor.id).toBe(true);
    }
  });

  it('says how often each enabled announcing source has something new, so that silence can be noticed', () => {
    const silent = config.known
      .filter(({ source, disabledReason }) => disabledReason === null && isAnnouncing(source))
      .filter(({ source }) => source.changesEveryMs === undefined);
    expect(silent.map(({ source }) => source.id)).toEqual([]);
  });

  it('gives each pattern a name that it finds, and each maker of models names of its own', async () => {
    for (const name of await readdir(join(folder, 'vendors'))) {
      const text = await readFile(join(folder, 'vendors', name), 'utf8');
      const patterns = text.match(/^ {4}- pattern: /gm) ?? [];
      const examples = text.match(/^ {6}examples:/gm) ?? [];
      // That they are found is checked whenever the file is read.
      expect(examples.length, name).toBe(patterns.length);
      // RE2 and its kin, which cannot hang, know neither looking around nor looking back.
      expect(text, name).not.toMatch(/pattern: .*(?:\(\?[=!<]|\\\d\b(?!\}))/);
    }
    const named = [...config.vendors.values()].filter((vendor) => vendor.sector === 'models');
    for (const vendor of named) expect(vendor.examples?.length, vendor.id).toBeGreaterThan(0);
  });

  it('takes secrets from the environment, and ships what needs one disabled', () => {
    const keyed = config.known.filter(({ source }) =>
      Object.values(source.headers).some((value) => value.includes('not-set')),
    );
    expect(keyed.length).toBeGreaterThanOrEqual(6);
    expect(keyed.filter(({ disabledReason }) => disabledReason === null)).toEqual([]);
    for (const { source } of config.known) {
      for (const [name, value] of Object.entries(source.headers)) {
        if (/authorization|key|token/i.test(name)) expect(value, source.id).toMatch(/^(?:Bearer )?not-set$/);
      }
    }
  });

  it('has commitments with days or words, read on a day, at a source that it knows', () => {
    const all = [...config.vendors.values()].flatMap((vendor) => vendor.commitments ?? []);
    expect(all.length).toBeGreaterThanOrEqual(30);
    const of = (id: string) => config.vendors.get(id)?.commitments ?? [];
    expect(of('anthropic')).toContainEqual(
      expect.objectContaining({ kind: 'retirement-notice', appliesTo: 'ga', days: 60 }),
    );
    expect(of('mistral')).toContainEqual(
      expect.objectContaining({ kind: 'silent-updates', appliesTo: 'preview', holds: true }),
    );
    expect(all.filter(({ note }) => note.length < 15)).toEqual([]);
  });

  it('is watched in part: a subset for a hospital, each vendor of which can be heard or says why not', () => {
    const watched = new Set(config.sources.map((source) => source.vendor));
    expect(watched.size).toBeGreaterThanOrEqual(10);
    expect(watched.size).toBeLessThan(config.vendors.size / 2);
    for (const tool of config.tools) expect(watched).toContain(tool.vendor);
  });

  it('is written down in docs/catalogue.md as `catalogue list --markdown` prints it', async () => {
    const { code, printed } = await tryCommand(['-c', folder, 'catalogue', 'list', '--markdown']);
    expect(code).toBe(0);
    expect(`${printed}\n`).toBe(await readFile(join(root, 'docs/catalogue.md'), 'utf8'));
  });
});

describe('catalogue', () => {
  const catalogue = (...argv: readonly string[]) => tryCommand(['-c', folder, 'catalogue', ...argv]);

  it('lists the vendors, those of one sector when asked', async () => {
    const all = await catalogue();
    expect(all).toMatchObject({ code: 0, remarked: '' });
    expect(all.printed).toMatch(/^openai +OpenAI +models +\d+ of \d+ +3 sources +\d+ +yes$/m);
    const registers = await catalogue('list', '--sector', 'registry', '--json');
    const entries: unknown = JSON.parse(registers.printed);
    expect(entries).toContainEqual(expect.objectContaining({ id: 'fda', sector: 'registry' }));
    expect(entries).not.toContainEqual(expect.objectContaining({ id: 'openai' }));
  });

  it('shows a vendor: sources, why some are disabled, names, promises', async () => {
    const { code, printed } = await catalogue('show', 'openai');
    expect(code).toBe(0);
    for (const part of [
      'openai/deprecations: OpenAI API deprecations',
      'deprecations (announces), markdown, polled every 1h, something new about every 30d',
      'disabled: needs an API key: set OPENAI_API_KEY, then enable it in watchlist.yaml',
      'gpt-35-turbo means gpt-3.5-turbo',
      'notice before a model is retired (ga): 180 days',
      'read on 2026-11-23 at openai/deprecations',
    ])
      expect(printed).toContain(part);
  });

  it('shows a vendor that announces nothing with the reason', async () => {
    const { printed } = await catalogue('show', 'elation');
    expect(printed).toContain('not watched: add `- vendor: elation` to `watch` in watchlist.yaml');
    expect(printed).toContain('Elation announces changes of its decision support nowhere that we know of');
  });

  it('never shows a header', async () => {
    const { printed } = await tryCommand(['-c', folder, 'catalogue', 'show', 'openai', '--json'], {
      env: { OPENAI_API_KEY: 'sk-secret' },
      now: () => new Date(0),
      newId: () => 'id',
    });
    expect(JSON.parse(printed)).toMatchObject({ id: 'openai' });
    expect(printed).not.toContain('sk-secret');
    expect(printed).not.toContain('Bearer');
  });

  it('names the nearest vendor for one that nobody is', async () => {
    const { code, printed, remarked } = await catalogue('show', 'antropic');
    expect(remarked).toMatch(/no vendor of the catalogue is called antropic; did you mean anthropic\?/);
    expect(remarked).toContain('run `npx modelwarden catalogue list`');
    expect([code, printed]).toEqual([2, '']);
  });

  it('names the sectors for one that is none', async () => {
    const { code, remarked } = await catalogue('list', '--sector', 'clinic');
    expect(remarked).toMatch(/expected one of models, host, healthcare, registry/);
    expect(code).toBe(2);
  });
});
