import { describe, expect, it } from 'vitest';
import { canonicalNumber } from '../../src/extract/canonical-number.ts';
import { extractJson, type JsonOptions } from '../../src/extract/json-document.ts';

function lines(text: string, options: JsonOptions = {}): string[] {
  return extractJson(text, options).blocks.map((block) =>
    block.kind === 'key-value' ? `${block.record} ${block.key}=${block.value}`.trim() : block.kind,
  );
}

describe('extractJson', () => {
  it('writes each field of each record, sorted, so that order tells nothing', () => {
    const one = '{"data":[{"id":"b","x":1},{"id":"a","y":{"d":true,"c":null}}]}';
    const other = '{"data":[{"y":{"c":null,"d":true},"id":"a"},{"x":1.0,"id":"b"}]}';
    const expected = ['a id=a', 'a y.c=null', 'a y.d=true', 'b id=b', 'b x=1'];
    expect(lines(one, { records: 'data' })).toEqual(expected);
    expect(lines(other, { records: 'data' })).toEqual(expected);
  });

  it('reads an answer without records as one record', () => {
    expect(lines('{"b":[1,"two"],"a":[{"x":[]},{}],"c":""}')).toEqual([
      'a.0.x=[]',
      'a.1={}',
      'b=1, two',
      'c=',
    ]);
    expect(lines('7')).toEqual(['value=7']);
  });

  it('takes ids from a path, from the keys of a map, or from plain words', () => {
    expect(lines('[{"meta":{"slug":"m"},"x":1}]', { records: '', id: 'meta.slug', keep: ['x'] })).toEqual([
      'm x=1',
    ]);
    expect(lines('{"models":{"m":{"x":1}}}', { records: 'models' })).toEqual(['m x=1']);
    expect(lines('{"models":["n","m"]}', { records: 'models' })).toEqual(['m value=m', 'n value=n']);
    expect(lines('[{"id":12345678901234567890}]', { records: '' })).toEqual([
      '12345678901234567890 id=12345678901234567890',
    ]);
  });

  it('ignores and keeps by path, with wildcards', () => {
    const text = '{"d":[{"id":"a","created":1,"prices":[{"in":2,"seen":3},{"in":4,"seen":5}]}]}';
    expect(lines(text, { records: 'd', ignore: ['created', 'prices.*.seen'] })).toEqual([
      'a id=a',
      'a prices.0.in=2',
      'a prices.1.in=4',
    ]);
    expect(lines(text, { records: 'd', keep: ['prices.*.in'], ignore: ['prices.0'] })).toEqual([
      'a prices.1.in=4',
    ]);
  });

  it('numbers records that share an id by what they hold, and says so', () => {
    const options = { records: '' };
    const document = extractJson('[{"id":"a","x":2},{"id":"a","x":1}]', options);
    expect(document.remarks).toEqual(['2 records have the id "a"; they are numbered']);
    expect(lines('[{"id":"a","x":2},{"id":"a","x":1}]', options)).toEqual(
      lines('[{"id":"a","x":1},{"id":"a","x":2}]', options),
    );
  });

  it('keeps records without an id, and says so', () => {
    const document = extractJson('[{"id":"a"},{"x":1}]', { records: '' });
    expect(document.remarks).toEqual(['1 of 2 records have no id']);
    expect(document.blocks.map((block) => block.text)).toContain('x: 1');
  });

  it('takes `__proto__` for a key like any other', () => {
    expect(lines('{"__proto__":{"x":1},"constructor":2}')).toEqual(['__proto__.x=1', 'constructor=2']);
  });

  it.each([
    ['', 'malformed_json'],
    ['{"a":', 'malformed_json'],
    ['<html>', 'malformed_json'],
    ['{} {}', 'malformed_json'],
    [`${'['.repeat(5_000)}${']'.repeat(5_000)}`, 'nested_too_deep'],
    [`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`, 'nested_too_deep'],
  ])('refuses %.20s with a code', (text, code) => {
    expect(() => extractJson(text)).toThrow(expect.objectContaining({ code }));
  });

  it.each([
    ['{"data":[]}', { records: 'data' }, 'empty_document'],
    ['{"data":[{"x":1}]}', { records: 'data' }, 'records_not_found'],
    ['{"error":"no"}', { records: 'data' }, 'records_not_found'],
    ['{"data":5}', { records: 'data' }, 'records_not_found'],
  ])('never calls an answer without its records an empty document: %s', (text, options, code) => {
    expect(() => extractJson(text, options)).toThrow(expect.objectContaining({ code }));
  });
});

describe('canonicalNumber', () => {
  it.each([
    ['0', '0'],
    ['-0', '0'],
    ['-0.0e10', '0'],
    ['1.50', '1.5'],
    ['15e-1', '1.5'],
    ['1E+2', '100'],
    ['1e-06', '0.000001'],
    ['0.0000010', '0.000001'],
    ['12345678901234567890', '12345678901234567890'],
    ['0.1000000000000000055511151231257827', '0.1000000000000000055511151231257827'],
    ['-120', '-120'],
    ['1e400', '1e400'],
    ['10e399', '1e400'],
    ['1e-999999999999999999', '1e-999999999999999999'],
  ])('writes %s as %s', (source, expected) => {
    expect(canonicalNumber(source)).toBe(expected);
  });
});
