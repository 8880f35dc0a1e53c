import { describe, expect, it } from 'vitest';
import { proxyFor, readProxies } from '../../src/fetch/proxy-choice.ts';

const both = { HTTP_PROXY: 'http://plain.example:3128', HTTPS_PROXY: 'http://secure.example:3128' };

function chosen(url: string, env: Readonly<Record<string, string>>): string | null {
  const { protocol, hostname, port } = new URL(url);
  const isTls = protocol === 'https:';
  const target = { isTls, host: hostname, port: Number(port) || (isTls ? 443 : 80) };
  return proxyFor(readProxies(env), target)?.hostname ?? null;
}

describe('the proxy for an address', () => {
  it.each([
    ['https://vendor.example/', both, 'secure.example'],
    ['http://vendor.example/', both, 'plain.example'],
    ['https://vendor.example/', {}, null],
    ['https://vendor.example/', { HTTP_PROXY: 'http://plain.example' }, null],
    ['https://vendor.example/', { ...both, https_proxy: 'http://lower.example' }, 'lower.example'],
    ['https://vendor.example/', { https_proxy: 'bare.example:3128' }, 'bare.example'],
    ['https://localhost/', both, null],
    ['http://127.0.0.1:8080/', both, null],
    ['http://[::1]/', both, null],
    ['http://10.0.0.1/', both, 'plain.example'],
  ])('%s with %j is %s', (url, env, expected) => {
    expect(chosen(url, env)).toBe(expected);
  });

  it.each([
    ['vendor.example', 'https://vendor.example/'],
    ['vendor.example', 'https://docs.vendor.example/'],
    ['.vendor.example', 'https://docs.vendor.example/'],
    ['*.vendor.example', 'https://docs.vendor.example/'],
    ['a.example, Vendor.Example', 'https://vendor.example/'],
    ['a.example vendor.example', 'https://vendor.example./'],
    ['vendor.example:443', 'https://vendor.example/'],
    ['vendor.example:8443', 'https://vendor.example:8443/'],
    ['192.0.2.1', 'https://192.0.2.1/'],
    ['[2001:db8::1]:443', 'https://[2001:db8::1]/'],
    ['*', 'https://vendor.example/'],
  ])('is none where NO_PROXY=%s excepts %s', (exceptions, url) => {
    expect(chosen(url, { ...both, NO_PROXY: exceptions })).toBeNull();
  });

  it.each([
    ['endor.example', 'https://vendor.example/'],
    ['vendor.example', 'https://vendor.example.org/'],
    ['docs.vendor.example', 'https://vendor.example/'],
    ['vendor.example:8443', 'https://vendor.example/'],
    ['', 'https://vendor.example/'],
    [',', 'https://vendor.example/'],
  ])('is used where NO_PROXY=%s does not except %s', (exceptions, url) => {
    expect(chosen(url, { ...both, NO_PROXY: exceptions })).toBe('secure.example');
  });

  it.each(['socks5://ann:secret@proxy.example', 'http://', 'ftp://x', 'http://a%ff:b@x'])(
    'is refused at the start when it cannot be used: %s',
    (address) => {
      const read = () => readProxies({ HTTPS_PROXY: address });
      expect(read).toThrow('HTTPS_PROXY does not hold the address of a proxy');
      expect(read).not.toThrow('secret');
      expect(read).toThrow(expect.objectContaining({ code: 'bad_proxy', fault: 'config' }));
    },
  );
});
