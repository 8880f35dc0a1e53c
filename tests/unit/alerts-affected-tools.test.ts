import { describe, expect, it } from 'vitest';
import { affectedTools } from '../../src/alerts/affected-tools.ts';
import type { Subject } from '../../src/domain/change.ts';
import type { Tool } from '../../src/domain/register.ts';
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
  tool('elsewhere', ['gpt-4o'], 'azure'),
];

function affected(...subjects: readonly Subject[]): readonly string[] {
  return affectedTools(tools, vendor, 'model-card', subjects).map((found) => found.id);
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
    const found = affectedTools(tools, vendor, 'terms', [{ kind: 'model', name: 'whisper-1' }]);

    expect(found).toHaveLength(4);
  });
});
