import { array, assert, constantFrom, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesPath, normalisePath, normalisePattern } from '../../src/fetch/robots-path.ts';
import { decidingRule, parseRobots } from '../../src/fetch/robots-rules.ts';

function isAllowed(text: string, path: string): boolean {
  return decidingRule(parseRobots(text, 'modelwarden'), new URL(`https://a.test${path}`))?.isAllowing ?? true;
}

function lines(...all: readonly string[]): string {
  return all.join('\n');
}

describe('patterns', () => {
  it.each([
    ['/', '/', true],
    ['/', '/anything', true],
    ['/fish', '/fish', true],
    ['/fish', '/fish.html', true],
    ['/fish', '/Fish', false],
    ['/fish', '/catfish', false],
    ['/fish/', '/fish', false],
    ['/fish*', '/fishheads', true],
    ['/*.php', '/folder/any.php.file.html', true],
    ['/*.php', '/windows.PHP', false],
    ['/*.php$', '/filename.php', true],
    ['/*.php$', '/filename.php?parameters', false],
    ['/fish*.php', '/fishheads/catfish.php?id=2', true],
    ['/a*b*c$', '/abbcbc', true],
    ['/a*bc$', '/abc', true],
    ['/ab*b$', '/ab', false],
    ['/$', '/', true],
    ['/$', '/x', false],
    ['*', '/x', true],
    ['/a**b', '/a/b', true],
    ['/a?x=1', '/a?x=1&y', true],
    // The examples of RFC 9309 §2.2.2 and §2.2.3.
    ['/foo/bar?baz=quz', '/foo/bar?baz=quz', true],
    ['/foo/bar?baz=http://foo.bar', '/foo/bar?baz=http://foo.bar', true],
    ['/foo/bar/ツ', '/foo/bar/%E3%83%84', true],
    ['/foo/bar/%E3%83%84', '/foo/bar/ツ', true],
    ['/foo/bar/%62%61%7A', '/foo/bar/baz', true],
    ['/foo/bar/baz', '/foo/bar/%62%61%7A', true],
    ['/path/file-with-a-%2A.html', '/path/file-with-a-*.html', true],
    ['/path/foo-%24', '/path/foo-$', true],
    ['/a%2fb', '/a%2Fb', true],
    ['/a/b', '/a%2Fb', false],
    ['/a[b]', '/a[b]', true],
    ['/100%', '/100%', true],
  ])('%s and %s: %s', (pattern, path, expected) => {
    const { pathname, search } = new URL(`https://a.test${path}`);
    expect(matchesPath(normalisePattern(pattern), normalisePath(`${pathname}${search}`))).toBe(expected);
  });

  it('match as the same patterns written as regular expressions do', () => {
    const pattern = array(constantFrom('a', 'b', '*'), { maxLength: 8 }).map((parts) => parts.join(''));
    const path = array(constantFrom('a', 'b'), { maxLength: 12 }).map((parts) => parts.join(''));
    assert(
      property(pattern, path, constantFrom('', '$'), (body, text, end) => {
        const expression = new RegExp(`^${body.replaceAll('*', '.*')}${end}`);
        expect(matchesPath(normalisePattern(`/${body}${end}`), `/${text}`)).toBe(expression.test(text));
      }),
    );
  });

  it('are matched quickly when they are made to take long', () => {
    const text = lines('User-agent: *', ...Array<string>(120).fill(`Disallow: /${'*a'.repeat(1900)}b`));
    const started = performance.now();
    expect(isAllowed(text, `/${'a'.repeat(4000)}`)).toBe(true);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe('the deciding rule', () => {
  it.each([
    ['the longest one', lines('User-agent: *', 'Disallow: /', 'Allow: /docs'), '/docs/a', true],
    [
      'the longest one wherever it stands',
      lines('User-agent: *', 'Allow: /docs', 'Disallow: /docs/private'),
      '/docs/private/x',
      false,
    ],
    ['the allowing one of two', lines('User-agent: *', 'Disallow: /docs', 'Allow: /docs'), '/docs', true],
    ['none without a path', lines('User-agent: *', 'Disallow:'), '/docs', true],
    ['none before a group', lines('Disallow: /', 'User-agent: *', 'Disallow: /x'), '/docs', true],
  ])('is %s', (_what, text, path, expected) => {
    expect(isAllowed(text, path)).toBe(expected);
  });

  it('is named with its line', () => {
    const text = lines('# ours', 'User-agent: *', '', 'Disallow: /private # not for robots');
    expect(decidingRule(parseRobots(text, 'modelwarden'), new URL('https://a.test/private/x'))?.shown).toBe(
      'line 4 for *: Disallow: /private',
    );
  });
});

describe('groups', () => {
  const everyone = lines('User-agent: *', 'Disallow: /');

  it.each([
    ['named exactly', 'User-agent: modelwarden'],
    ['in other letters', 'USER-AGENT : ModelWarden'],
    ['with a version', 'User-agent: Modelwarden/2.0 (monitor)'],
    ['among others', 'User-agent: other\nUser-agent: modelwarden'],
    ['after a line of another kind', 'User-agent: modelwarden\nCrawl-delay: 10'],
  ])('for us, %s, replaces that for everyone', (_how, head) => {
    expect(isAllowed(lines(everyone, '', head, 'Disallow: /private'), '/docs')).toBe(true);
    expect(isAllowed(lines(everyone, '', head, 'Disallow: /private'), '/private')).toBe(false);
  });

  it('for us come together when there are several', () => {
    const text = lines('User-agent: modelwarden', 'Disallow: /a', 'User-agent: x', 'Disallow: /', everyone);
    const twice = lines(text, 'User-agent: modelwarden', 'Disallow: /b');
    expect([isAllowed(twice, '/a'), isAllowed(twice, '/b'), isAllowed(twice, '/c')]).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('for others, even of a similar name, are not ours', () => {
    expect(isAllowed(lines('User-agent: modelwarden-news', 'Disallow: /'), '/docs')).toBe(true);
    expect(isAllowed(lines('User-agent: model', 'Disallow: /'), '/docs')).toBe(true);
  });

  it('for us without rules allow everything', () => {
    expect(isAllowed(lines(everyone, 'User-agent: modelwarden', 'Disallow:'), '/docs')).toBe(true);
  });
});

describe('files of all sorts', () => {
  it.each([
    ['a byte order mark', '\uFEFFUser-agent: *\nDisallow: /', false],
    ['lines of old Macs', 'User-agent: *\rDisallow: /', false],
    ['lines of Windows', 'User-agent: *\r\nDisallow: /\r\n', false],
    ['a web page', '<!doctype html><p>User-agent: *<p>Disallow: /', true],
    ['nothing', '', true],
    ['noise', '\u0000\u0001:::\n:\n#\nUser-agent\nDisallow', true],
  ])('are read: %s', (_what, text, expected) => {
    expect(isAllowed(text, '/docs')).toBe(expected);
  });
});
