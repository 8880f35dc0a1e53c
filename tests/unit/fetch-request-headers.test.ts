import { describe, expect, it } from 'vitest';
import { buildHeaders } from '../../src/fetch/request-headers.ts';

const url = 'https://vendor.test/';

describe('request headers', () => {
  it('says who asks, what is wanted and which encodings are understood', () => {
    expect(buildHeaders({ url, accept: 'text/html' }, 'warden/1', true)).toEqual({
      headers: {
        accept: 'text/html',
        'accept-encoding': 'gzip, deflate, br, zstd',
        'user-agent': 'warden/1',
      },
      isConditional: false,
    });
  });

  it('keeps everything but harmless headers from another origin', () => {
    const headers = { Authorization: 'Bearer s', 'X-Api-Key': 's', Cookie: 's', 'Accept-Language': 'en' };
    const own = buildHeaders({ url, headers }, 'warden/1', true).headers;
    const other = buildHeaders({ url, headers }, 'warden/1', false).headers;
    expect(own).toMatchObject({
      authorization: 'Bearer s',
      'x-api-key': 's',
      cookie: 's',
      'accept-language': 'en',
    });
    expect(Object.keys(other).sort()).toEqual(['accept', 'accept-encoding', 'accept-language', 'user-agent']);
  });

  it('asks conditionally with either validator', () => {
    expect(buildHeaders({ url, etag: 'W/"1"' }, 'w', true)).toMatchObject({
      headers: { 'if-none-match': 'W/"1"' },
      isConditional: true,
    });
    expect(buildHeaders({ url, lastModified: 'Mon, 01 Jun 2026 12:00:00 GMT' }, 'w', true)).toMatchObject({
      headers: { 'if-modified-since': 'Mon, 01 Jun 2026 12:00:00 GMT' },
      isConditional: true,
    });
  });

  it.each([null, undefined, '', 'a\r\nb: c', 'x'.repeat(5000), '\u2028'])(
    'asks unconditionally when the validator is %j',
    (etag) => {
      expect(buildHeaders({ url, etag }, 'w', true).isConditional).toBe(false);
    },
  );

  it.each([
    ['x-key', 'secret\r\nx: y'],
    ['x key', 'secret'],
    ['', 'secret'],
    ['Host', 'secret'],
    ['User-Agent', 'secret'],
    ['Accept-Encoding', 'secret'],
    ['Transfer-Encoding', 'secret'],
  ])('refuses the header %j without showing its value', (name, value) => {
    expect(() => buildHeaders({ url, headers: { [name]: value } }, 'w', true)).toThrow(
      expect.objectContaining({ fault: 'config', message: expect.not.stringContaining('secret') }),
    );
  });
});
