import { describe, expect, it } from 'vitest';
import { maskUrl, parseTarget } from '../../src/fetch/safe-url.ts';

describe('masking a URL', () => {
  it.each([
    ['https://a.test/x?api_key=1&lang=en', 'https://a.test/x?api_key=***&lang=en'],
    ['https://a.test/?X-Amz-Signature=ab&y', 'https://a.test/?X-Amz-Signature=***&y'],
    ['https://a.test/?access%5Ftoken=abc', 'https://a.test/?access%5Ftoken=***'],
    ['https://a.test/?clientSecret=a=b=c', 'https://a.test/?clientSecret=***'],
    ['https://a.test/?user_password=', 'https://a.test/?user_password=***'],
    ['https://a.test/#access_token=abc', 'https://a.test/'],
    ['https://user:hunter2@a.test/', 'https://a.test/'],
    ['//user:hunter2@a.test/?token=1', '"***@a.test/"'],
    ['no url\r\n?token=1', '"no url??"'],
  ])('shows %s as %s', (url, shown) => {
    expect(maskUrl(url)).toBe(shown);
  });

  it('keeps long URLs short', () => {
    expect(maskUrl(`https://a.test/${'x'.repeat(5000)}`)).toHaveLength(500);
  });
});

describe('the target of a request', () => {
  it.each([
    '',
    'a.test/path',
    '/path',
    'https://',
    'ftp://a.test/',
    'file:///etc/passwd',
    'data:text/html,x',
    'https://u@a.test/',
  ])('refuses %j', (url) => {
    expect(() => parseTarget(url)).toThrow(expect.objectContaining({ failure: 'bad_url' }));
  });

  it('drops the fragment, which is never sent', () => {
    expect(parseTarget('https://a.test/x#part').href).toBe('https://a.test/x');
  });
});
