import { describe, expect, it } from 'vitest';
import { compareDocuments } from '../../src/compare/compare-documents.ts';
import { understandChange } from '../../src/compare/understand-change.ts';
import type { Document } from '../../src/domain/document.ts';
import { ExtractError } from '../../src/domain/errors.ts';
import type { Source } from '../../src/domain/source.ts';
import { extractModelList, type ModelListOptions } from '../../src/extract/model-list-document.ts';
import { nextPage } from '../../src/extract/model-list-shapes.ts';
import { shippedRules } from '../support/shipped-rules.ts';

function read(answer: unknown, options: ModelListOptions = {}): Document {
  return extractModelList([JSON.stringify(answer)], options);
}

/** The fields of a document, `record.key` → value. */
function fieldsOf(document: Document): Readonly<Record<string, string>> {
  return Object.fromEntries(
    document.blocks.flatMap((block) =>
      block.kind === 'key-value' ? [[`${block.record}/${block.key}`, block.value]] : [],
    ),
  );
}

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof ExtractError) return error.code;
    throw error;
  }
  return 'nothing was thrown';
}

describe('the same fields whatever the vendor calls them', () => {
  it('reads the shape of OpenAI', () => {
    const answer = {
      object: 'list',
      data: [
        {
          id: 'gpt-9-mini',
          object: 'model',
          created: 1_767_225_600,
          owned_by: 'openai',
          shutdown_date: '2027-01-31',
        },
        { id: 'gpt-9', object: 'model', created: 1_767_229_200, owned_by: 'openai', shutdown_date: null },
      ],
    };
    expect(fieldsOf(read(answer))).toEqual({
      'gpt-9/id': 'gpt-9',
      'gpt-9/created': '2026-01-01T01:00:00.000Z',
      'gpt-9/owner': 'openai',
      'gpt-9-mini/id': 'gpt-9-mini',
      'gpt-9-mini/created': '2026-01-01',
      'gpt-9-mini/owner': 'openai',
      'gpt-9-mini/shutdown_date': '2027-01-31',
    });
  });

  it('reads the shape of Anthropic', () => {
    const answer = {
      data: [
        {
          type: 'model',
          id: 'claude-verse-9-20260101',
          display_name: 'Claude Verse 9',
          created_at: '2026-01-01T00:00:00Z',
          max_input_tokens: 200_000,
          max_tokens: 64_000,
          capabilities: { batch: { supported: true } },
        },
      ],
      has_more: false,
      first_id: 'claude-verse-9-20260101',
      last_id: 'claude-verse-9-20260101',
    };
    expect(fieldsOf(read(answer))).toMatchObject({
      'claude-verse-9-20260101/name': 'Claude Verse 9',
      'claude-verse-9-20260101/created': '2026-01-01T00:00:00Z',
      'claude-verse-9-20260101/context': '200000',
      'claude-verse-9-20260101/max_output': '64000',
      'claude-verse-9-20260101/capabilities.batch.supported': 'true',
    });
  });

  it('reads the shape of Gemini, whose ids stand behind a folder', () => {
    const answer = {
      models: [
        {
          name: 'models/gemini-9-flash',
          version: '9.0-flash-001',
          displayName: 'Gemini 9 Flash',
          inputTokenLimit: 1_048_576,
          outputTokenLimit: 8192,
          supportedGenerationMethods: ['generateContent', 'countTokens'],
        },
      ],
    };
    expect(fieldsOf(read(answer))).toEqual({
      'gemini-9-flash/id': 'gemini-9-flash',
      'gemini-9-flash/name': 'Gemini 9 Flash',
      'gemini-9-flash/version': '9.0-flash-001',
      'gemini-9-flash/context': '1048576',
      'gemini-9-flash/max_output': '8192',
      'gemini-9-flash/supportedGenerationMethods': 'countTokens, generateContent',
    });
  });

  it('reads the shape of Mistral, without the time of the answer', () => {
    const answer = {
      object: 'list',
      data: [
        {
          id: 'mistral-tall-2512',
          object: 'model',
          created: 1_767_229_200,
          owned_by: 'mistralai',
          max_context_length: 131_072,
          aliases: ['mistral-tall-latest', 'mistral-tall'],
          deprecation: '2026-11-30T12:00:00Z',
          deprecation_replacement_model: 'mistral-tall-2611',
        },
      ],
    };
    expect(fieldsOf(read(answer))).toEqual({
      'mistral-tall-2512/id': 'mistral-tall-2512',
      'mistral-tall-2512/owner': 'mistralai',
      'mistral-tall-2512/context': '131072',
      'mistral-tall-2512/aliases': 'mistral-tall, mistral-tall-latest',
      'mistral-tall-2512/deprecation_date': '2026-11-30T12:00:00Z',
      'mistral-tall-2512/replacement': 'mistral-tall-2611',
    });
  });

  it('reads the shape of Bedrock with the stages of its lifecycle', () => {
    const answer = {
      modelSummaries: [
        {
          modelArn: 'arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-x-v1',
          modelId: 'amazon.titan-x-v1',
          modelName: 'Titan X',
          providerName: 'Amazon',
          modelLifecycle: { status: 'LEGACY', endOfLifeTime: '2026-09-01T00:00:00Z' },
        },
      ],
    };
    expect(fieldsOf(read(answer))).toMatchObject({
      'amazon.titan-x-v1/name': 'Titan X',
      'amazon.titan-x-v1/state': 'LEGACY',
      'amazon.titan-x-v1/shutdown_date': '2026-09-01T00:00:00Z',
      'amazon.titan-x-v1/modelArn': 'arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-x-v1',
    });
  });

  it.each<readonly [string, unknown]>([
    ['a bare list', [{ id: 'm-1', context_length: 8 }]],
    ['a list under another name', { models: [{ model: 'm-1', contextWindow: 8 }] }],
    ['numbers written otherwise', { items: [{ model_id: 'm-1', context_window: 8.0 }] }],
  ])('reads %s', (_name, answer) => {
    expect(fieldsOf(read(answer))).toEqual({ 'm-1/id': 'm-1', 'm-1/context': '8' });
  });

  it('keeps both of two fields that mean the same', () => {
    expect(fieldsOf(read([{ id: 'm-1', display_name: 'One', name: 'one' }]))).toEqual({
      'm-1/id': 'm-1',
      'm-1/name': 'One',
      'm-1/listed_name': 'one',
    });
  });
});

describe('what says nothing', () => {
  it('is the order of models, of fields and of words in a list', () => {
    const left = [{ id: 'a', tags: ['x', 'y'], state: 'GA' }, { id: 'b' }];
    const right = [{ id: 'b' }, { state: 'GA', tags: ['y', 'x'], id: 'a' }];
    expect(read(left)).toEqual(read(right));
  });

  it('is what counts users or times of answers', () => {
    const at = (created: number, likes: number) =>
      read({
        object: 'list',
        data: [{ id: 'a', created, owned_by: 'mistralai', likes, permission: [{ id: `p${likes}` }] }],
      });
    expect(at(1_767_229_200, 1)).toEqual(at(1_767_232_800, 2));
  });

  it('is a model that two pages name, and what the operator ignores', () => {
    const page = JSON.stringify([{ id: 'a', pricing: { input: '1' } }]);
    expect(extractModelList([page, page], { ignore: ['pricing.*'] })).toEqual(read([{ id: 'a' }]));
  });
});

describe('pages', () => {
  const anthropic = { data: [{ type: 'model', id: 'a' }], has_more: true, last_id: 'a b' };
  const gemini = { models: [{ name: 'models/a' }], nextPageToken: 't/1' };

  it.each<readonly [string, unknown, string | null]>([
    ['Anthropic', anthropic, 'https://x.example/v1/models?limit=1&after_id=a+b'],
    ['Gemini', gemini, 'https://x.example/v1/models?limit=1&pageToken=t%2F1'],
    ['the last', { ...anthropic, has_more: false }, null],
    ['a token that is no text', { ...gemini, nextPageToken: { a: 1 } }, null],
    ['OpenAI', { object: 'list', data: [{ id: 'a' }] }, null],
  ])('are followed: %s', (_name, answer, next) => {
    expect(nextPage('https://x.example/v1/models?limit=1', JSON.stringify(answer), undefined)).toBe(next);
  });

  it('that were not fetched make the list unreadable, not shorter', () => {
    expect(codeOf(() => read(anthropic))).toBe('document_too_large');
    expect(
      codeOf(() =>
        extractModelList([JSON.stringify(anthropic), JSON.stringify({ ...anthropic, has_more: false })]),
      ),
    ).toBe('nothing was thrown');
  });
});

describe('answers that are no list of models', () => {
  it.each<readonly [string, string, string]>([
    ['an error in JSON', '{"error":{"message":"invalid key"}}', 'records_not_found'],
    ['an empty list', '{"object":"list","data":[]}', 'empty_document'],
    ['a list of nameless things', '{"data":[{"colour":"red"},null]}', 'empty_document'],
    ['words', 'Service is starting', 'malformed_json'],
    ['a lone value', '"gpt-9"', 'records_not_found'],
  ])('are told as what they are: %s', (_name, text, code) => {
    expect(codeOf(() => extractModelList([text]))).toBe(code);
  });

  it('are refused when the shape is set and another comes', () => {
    expect(codeOf(() => read({ data: [{ id: 'a' }] }, { shape: 'bedrock' }))).toBe('records_not_found');
  });

  it('do not hide that some entries bear no name', () => {
    expect(read([{ id: 'a' }, { colour: 'red' }]).remarks).toEqual(['1 entries of the list bear no name']);
  });

  it('cannot reach the prototype of objects', () => {
    const document = extractModelList(['[{"id":"a","__proto__":{"state":"x"},"constructor":"y"}]']);
    expect(fieldsOf(document)).toMatchObject({ 'a/__proto__.state': 'x', 'a/constructor': 'y' });
  });
});

describe('what a change of the list means', () => {
  const base = {
    id: 'gpt-9-mini',
    created: 1_767_225_600,
    version: '1',
    max_context_length: 8000,
    aliases: ['gpt-9-mini-latest'],
  };
  const source: Source = {
    id: 'acme/models',
    vendor: 'acme',
    title: 'Acme models',
    role: 'model-list',
    kind: 'model-list',
    url: 'https://api.acme.example/v1/models',
    cadence: { kind: 'every', everyMs: 3_600_000 },
    headers: {},
    allowPrivate: [],
    announcedBy: [],
    options: {},
  };
  const vendor = { id: 'acme', name: 'Acme', models: [], aliases: {}, graceMs: 0 };
  const other = { id: 'gpt-8' };

  function categoriesOf(left: unknown, right: unknown): readonly string[] {
    const [before, after] = [read(left), read(right)];
    const comparison = compareDocuments(before, after);
    const now = new Date('2026-05-01T08:00:00Z');
    const input = { source, vendor, before, after, comparison, rules: shippedRules(), now };
    return understandChange(input).findings.map(({ category, base: severity }) => `${category} ${severity}`);
  }

  it.each<readonly [string, unknown, unknown]>([
    ['model.identity_changed critical', [base, other], [{ ...base, version: '2' }, other]],
    ['model.removed_unannounced critical', [base, other], [base]],
    ['model.new low', [base], [base, other]],
    ['card.capability_changed medium', [base], [{ ...base, max_context_length: 4000 }]],
    ['lifecycle.deprecated high', [{ ...base, status: 'ACTIVE' }], [{ ...base, status: 'LEGACY' }]],
    [
      'lifecycle.date_moved critical',
      [{ ...base, shutdown_date: '2026-12-01' }],
      [{ ...base, shutdown_date: '2026-10-01' }],
    ],
    [
      'lifecycle.replacement_changed medium',
      [{ ...base, replacement: 'gpt-9-large' }],
      [{ ...base, replacement: 'gpt-9-nano' }],
    ],
  ])('%s', (category, before, after) => {
    expect(categoriesOf(before, after)).toContain(category);
  });

  it.each<readonly [string, object]>([
    ['a date of its end', { shutdown_date: '2026-12-01' }],
    ['another time of creation', { created: 1_767_312_000 }],
    ['another alias', { aliases: ['gpt-9-latest'] }],
  ])('is heard whatever it is: %s', (_name, part) => {
    const found = categoriesOf([base, other], [{ ...base, ...part }, other]);
    expect(found.filter((finding) => !finding.endsWith(' info'))).not.toEqual([]);
  });
});
