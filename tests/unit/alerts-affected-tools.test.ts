import { describe, expect, it } from 'vitest';
import { affectedTools, modelNames } from '../../src/alerts/affected-tools.ts';
import type { Subject } from '../../src/domain/change.ts';
import type { Tool } from '../../src/domain/register.ts';
import type { SourceRole } from '../../src/domain/source.ts';
import type { Vendor } from '../../src/domain/vendor.ts';

const vendor: Vendor = {
  id: 'openai',
  name: 'OpenAI',
  models: [],
  aliases: { 'gpt-4o-latest': 'gpt-4o-2024-11-20' },
  graceMs: 0,
};

function tool(id: string, models: readonly string[], owner = 'openai'): Tool {
  return {
    id,
    name: id,
    vendor: owner,
    models,
    departments: [],
    jurisdictions: [],
    owner: null,
    isClinical: false,
    handlesPhi: false,
    noticeDays: null,
    lastApproved: null,
  };
}

const tools = [
  tool('on-alias', ['gpt-4o']),
  tool('on-mini', ['gpt-4o-mini']),
  tool('on-snapshot', ['gpt-4o-2024-11-20']),
  tool('on-latest', ['gpt-4o-latest']),
  tool('on-azure', ['gpt-4o'], 'azure'),
  tool('on-norvik', ['gpt-4o'], 'norvik'),
];

const azure: Vendor = { id: 'azure', name: 'Azure', models: [], aliases: {}, graceMs: 0, hosts: ['openai'] };
const norvik: Vendor = { ...azure, id: 'norvik', name: 'Norvik', hosts: [] };
const vendors = new Map([vendor, azure, norvik].map((each) => [each.id, each]));

function concerned(role: SourceRole, subjects: readonly Subject[], of: Vendor = vendor) {
  return affectedTools(tools, { vendor: of, role, subjects }, vendors);
}

function affected(...subjects: readonly Subject[]): readonly string[] {
  return concerned('model-card', subjects).map((found) => found.id);
}

describe('affectedTools', () => {
  it('finds tools by exact model', () => {
    expect(affected({ kind: 'model', name: 'gpt-4o-mini' })).toEqual(['on-mini']);
  });

  it('finds tools on the alias of a dated snapshot, but not those on a sibling', () => {
    expect(affected({ kind: 'model', name: 'gpt-4o-2024-11-20' })).toEqual([
      'on-alias',
      'on-snapshot',
      'on-latest',
      'on-azure',
    ]);
  });

  it('finds no tool for a model that nobody uses', () => {
    expect(affected({ kind: 'model', name: 'whisper-1' })).toEqual([]);
  });

  it('takes every tool of the vendor when a change names no model', () => {
    expect(affected({ kind: 'document', name: 'openai/deprecations' })).toEqual([
      'on-alias',
      'on-mini',
      'on-snapshot',
      'on-latest',
    ]);
  });

  it('takes every tool of the vendor for its terms', () => {
    const found = concerned('terms', [{ kind: 'model', name: 'whisper-1' }]);

    expect(found).toHaveLength(4);
  });

  it('says by which tie each tool is concerned', () => {
    const ties = concerned('model-card', [{ kind: 'model', name: 'gpt-4o-2024-11-20' }]);

    expect(Object.fromEntries(ties.map(({ id, basis }) => [id, basis]))).toEqual({
      'on-alias': 'it rests on gpt-4o, of which gpt-4o-2024-11-20 is a version',
      'on-snapshot': 'it rests on gpt-4o-2024-11-20',
      'on-latest': 'it rests on gpt-4o-latest, an alias of gpt-4o-2024-11-20',
      'on-azure': 'it rests on gpt-4o, of which gpt-4o-2024-11-20 is a version, through the platform Azure',
    });
  });

  it('finds tools that name a family by each of its models, and those of a family that changed', () => {
    const claude: Vendor = { ...vendor, id: 'anthropic', name: 'Anthropic', aliases: {} };
    const own = [
      tool('family', ['claude-opus'], 'anthropic'),
      tool('model', ['claude-opus-4-5'], 'anthropic'),
    ];
    const found = (subject: Subject) =>
      affectedTools(own, { vendor: claude, role: 'docs', subjects: [subject] }, vendors).map(({ id }) => id);

    expect(found({ kind: 'model', name: 'claude-opus-4-5' })).toEqual(['family', 'model']);
    expect(found({ kind: 'model', name: 'claude-opus-4-6' })).toEqual(['family']);
    expect(found({ kind: 'family', name: 'claude opus' })).toEqual(['family', 'model']);
    expect(found({ kind: 'model', name: 'claude-haiku-4-5' })).toEqual([]);
  });

  it("leaves a maker's tools alone when only a platform's document changed", () => {
    expect(concerned('docs', [{ kind: 'model', name: 'gpt-4o' }], azure).map(({ id }) => id)).toEqual([
      'on-azure',
    ]);
  });

  it("does not bind a platform's users to the terms of the model's maker", () => {
    expect(concerned('terms', []).map(({ id }) => id)).not.toContain('on-azure');
  });
});

describe('modelNames', () => {
  it('knows a model by its id, its undated stem, its family and its aliases', () => {
    expect(modelNames([{ kind: 'model', name: 'gpt-4o-2024-11-20' }], vendor)).toEqual([
      'gpt-4o-2024-11-20',
      'gpt-4o',
      'gpt-4o-latest',
    ]);
  });
});
