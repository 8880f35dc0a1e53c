import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modelFamily, modelKey, withoutSnapshot } from '../../src/facts/model-canonical.ts';
import { findModelIdentifiers } from '../../src/facts/model-identifiers.ts';

const unlisted = { models: [], aliases: {} };

function idsIn(text: string): readonly string[] {
  return findModelIdentifiers(text, unlisted).map((mention) => mention.id);
}

describe('findModelIdentifiers for vendors nobody listed', () => {
  it.each([
    ['gpt-4o-2024-11-20', 'gpt-4o-2024-11-20', 'gpt-4o'],
    ['claude-opus-4-5-20251101', 'claude-opus-4-5-20251101', 'claude-opus'],
    ['Claude Opus 4.5', 'claude-opus-4-5', 'claude-opus'],
    ['Claude 3.5 Sonnet', 'claude-3-5-sonnet', 'claude-sonnet'],
    ['claude-opus-4@20250514', 'claude-opus-4-20250514', 'claude-opus'],
    ['gemini-2.5-pro-preview-03-25', 'gemini-2.5-pro-preview-03-25', 'gemini-pro'],
    ['Gemini 2.5 Pro Preview 03-25', 'gemini-2.5-pro-preview-03-25', 'gemini-pro'],
    ['Llama 3.1 405B Instruct', 'llama-3.1-405b-instruct', 'llama'],
    ['mistral-large-2411', 'mistral-large-2411', 'mistral-large'],
    ['anthropic.claude-opus-4-6-v1:0', 'claude-opus-4-6', 'claude-opus'],
    ['us.anthropic.claude-opus-4-6-v1', 'claude-opus-4-6', 'claude-opus'],
    ['amazon.nova-pro-v1:0', 'nova-pro', 'nova-pro'],
    ['deepseek-ai/DeepSeek-V3.2', 'deepseek-v3.2', 'deepseek'],
    ['meta-llama/Meta-Llama-3-8B', 'llama-3-8b', 'llama'],
    ['google/gemma-3-270m', 'gemma-3-270m', 'gemma'],
    ['o3-mini', 'o3-mini', 'o3-mini'],
    ['text-embedding-3-small', 'text-embedding-3-small', 'text-embedding-small'],
    ['MedGemma 4B', 'medgemma-4b', 'medgemma'],
    ['Acme Scribe 2.1', 'acme-scribe-2.1', 'acme-scribe'],
    ['Command R+', 'command-r-plus', 'command-r-plus'],
    ['Claude Mythos Preview', 'claude-mythos-preview', 'claude-mythos'],
    ['chatgpt-4o-latest', 'chatgpt-4o-latest', 'chatgpt-4o'],
    ['computer-use-preview-2025-03-11', 'computer-use-preview-2025-03-11', 'computer-use'],
    ['Qwen3-235B-A22B', 'qwen3-235b-a22b', 'qwen'],
    ['Phi-4', 'phi-4', 'phi'],
    ['ACM-Image-2.5-Pro', 'acm-image-2.5-pro', 'acm-image-pro'],
    ['ft:gpt-4o-mini', 'gpt-4o-mini', 'gpt-4o-mini'],
  ])('reads %s as %s of the family %s', (text, id, family) => {
    expect(findModelIdentifiers(`We now serve ${text}, as of today.`, unlisted)).toEqual([
      { id, family, text, start: 13, end: 13 + text.length },
    ]);
  });

  it.each([
    'iPhone 15',
    'section 4.5 and Article 3.2',
    'Python SDK 2.1',
    'version 3.1.0',
    '2025-11-20',
    'the files-api-2025-04-14 beta header',
    'context-1m-2025-08-07',
    'text_editor_20250728',
    'Claude Code 2.1',
    'claude-code-20250219',
    'the Claude API',
    'the Claude Pro plan',
    'https://vendor.example/docs/gpt-4o.html',
    'Node 24.1 and TypeScript 5.9',
    'Payment Terms 4.1 Customer shall pay',
    'Apache License 2.0',
    'ubuntu-latest',
    'a gated-research-preview',
    'Windows 11, June 5, Step 3, command line 4',
    'state-of-the-art',
    'an opus 4 minutes long',
    'table-4b of appendix-7b',
    'build-tools-3.2-amd64',
  ])('finds no model in: %s', (text) => {
    expect(idsIn(text)).toEqual([]);
  });

  it.each([
    ['Prompting Claude Opus 4.8', 'Claude Opus 4.8'],
    ['Using GPT 5.4 with tools', 'GPT 5.4'],
    ['Meet Acme Scribe 2.1', 'Acme Scribe 2.1'],
    ['Migrating to MedVision 4B', 'MedVision 4B'],
  ])('leaves the words of the sentence out of the name: %s', (text, name) => {
    expect(findModelIdentifiers(text, unlisted).map((mention) => mention.text)).toEqual([name]);
  });

  it('gives the brand to names that follow in a list, and to later mentions of the same tier', () => {
    expect(idsIn('Claude Fable 5 and Mythos 5 are out. Fable 5 costs more.')).toEqual([
      'claude-fable-5',
      'claude-mythos-5',
      'claude-fable-5',
    ]);
  });

  it('takes paths of two models apart and keeps the repository of one', () => {
    const mentions = findModelIdentifiers('gpt-4o/gpt-4o-mini or mistralai/Mixtral-8x7B-v0.1', unlisted);
    expect(mentions.map((mention) => mention.text)).toEqual([
      'gpt-4o',
      'gpt-4o-mini',
      'mistralai/Mixtral-8x7B-v0.1',
    ]);
  });
});

describe('findModelIdentifiers with a vendor', () => {
  const vendor = {
    models: [{ pattern: 'scribe[- ](?:clinic|ward)(?:[- ]\\d+)?', family: 'Scribe' }],
    aliases: { 'scribe-clinic': 'scribe-clinic-7' },
  };

  it('knows names that only the vendor writes, with the family it names', () => {
    expect(findModelIdentifiers('Our Scribe Ward 3 is new', vendor)).toEqual([
      { id: 'scribe-ward-3', family: 'scribe', text: 'Scribe Ward 3', start: 4, end: 17 },
    ]);
  });

  it('resolves aliases and keeps what was written', () => {
    expect(findModelIdentifiers('use scribe-clinic', vendor)).toMatchObject([
      { id: 'scribe-clinic-7', text: 'scribe-clinic' },
    ]);
  });

  it('keeps the longer name and the family of the vendor where both recognise one', () => {
    const gpt = { models: [{ pattern: 'gpt-[\\d.]+', family: 'gpt' }], aliases: {} };
    expect(findModelIdentifiers('gpt-4.1-mini', gpt)).toMatchObject([{ id: 'gpt-4.1-mini', family: 'gpt' }]);
  });

  it('does not cut words in two', () => {
    const ward = { models: [{ pattern: 'ward', family: 'ward' }], aliases: {} };
    expect(findModelIdentifiers('reward forward wards', ward)).toEqual([]);
  });
});

describe('model names', () => {
  it('compare equal whatever the order of tier and version and however versions are written', () => {
    expect(modelKey('claude-3-5-haiku')).toBe(modelKey('Claude Haiku 3.5'));
    expect(modelKey('Acme Scribe 2.1')).toBe(modelKey('acme-scribe-2-1'));
    expect(findModelIdentifiers('Acme runs gpt\u20114o\u2011mini.', unlisted).map(({ id }) => id)).toEqual([
      'gpt-4o-mini',
    ]);
    expect(modelKey('acme-embed-v4.0')).toBe(modelKey('Acme Embed 4'));
    expect(modelKey('acme-embed-4.0')).not.toBe(modelKey('acme-embed-40'));
    expect(modelKey('gpt-4o')).not.toBe(modelKey('gpt-4o-mini'));
    expect(modelKey('gpt-4')).not.toBe(modelKey('gpt-4.1'));
  });

  it.each([
    ['claude-opus-4-5-20251101', 'claude-opus-4-5'],
    ['gpt-4o-2024-11-20', 'gpt-4o'],
    ['mistral-large-2411', 'mistral-large'],
    ['gemini-pro-latest', 'gemini-pro'],
    ['gpt-4-0613', 'gpt-4-0613'],
  ])('%s without its snapshot is %s', (id, base) => {
    expect(withoutSnapshot(id)).toBe(base);
  });

  it('always have a family', () => {
    fc.assert(fc.property(fc.stringMatching(/^[a-z0-9][a-z0-9.-]{0,30}$/), (id) => modelFamily(id) !== ''));
  });
});

it('mentions lie in order, do not overlap, and are cut from the text', () => {
  const pieces = fc.constantFrom(
    'Claude',
    'Opus',
    '4.5',
    'gpt-4o',
    'and',
    ', ',
    '/',
    ' ',
    'o3',
    'Mini',
    '7B',
    '2.1',
    'Acme',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 30 }), (words) => {
      const text = words.join(' ');
      let end = 0;
      for (const mention of findModelIdentifiers(text, unlisted)) {
        expect(mention.start).toBeGreaterThanOrEqual(end);
        expect(text.slice(mention.start, mention.end)).toBe(mention.text);
        end = mention.end;
      }
    }),
  );
});
