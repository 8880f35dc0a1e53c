import { assert, integer, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inertText, vendorText } from '../../src/mail/inert-text.ts';

describe('inertText', () => {
  it.each([
    {
      name: 'line breaks',
      input: 'one\r\nBcc: x@evil.example\n\ttwo',
      output: 'one Bcc: x@evil.example two',
    },
    { name: 'unicode line ends', input: 'one\u2028two\u2029three\u0085four', output: 'one two three four' },
    { name: 'direction overrides', input: 'safe\u202Etxt.exe\u2066x\u2069', output: 'safetxt.exex' },
    { name: 'zero-width blanks', input: 'pass\u200Bword\uFEFF\u00AD', output: 'password' },
    { name: 'invisible tags', input: 'a\u{E0041}\u{E0042}b', output: 'ab' },
    { name: 'controls', input: 'a\u0000\u0007\u001b[31mb', output: 'a [31mb' },
    { name: 'half characters', input: 'a\uD800b', output: 'a\uFFFDb' },
    { name: 'heaped marks', input: `e${'\u0301'.repeat(50)}x`, output: `e${'\u0301'.repeat(4)}x` },
  ])('frees text of $name', ({ input, output }) => {
    expect(inertText(input)).toBe(output);
  });

  it('keeps the joiners without which words are spelled wrongly', () => {
    expect(inertText('می\u200Cخواهم 👩\u200D⚕️')).toBe('می\u200Cخواهم 👩\u200D⚕️');
  });

  it('cuts five megabytes to the limit and says so', () => {
    const text = inertText('x'.repeat(5_000_000), 100);
    expect(text).toHaveLength(100);
    expect(text.endsWith('…')).toBe(true);
  });

  it('never cuts a character in half', () => {
    for (const limit of [10, 11]) expect(inertText('😀'.repeat(100), limit).isWellFormed()).toBe(true);
  });

  it('is always one short line that is well formed', () => {
    assert(
      property(string({ unit: 'binary', maxLength: 400 }), integer({ min: 2, max: 60 }), (text, limit) => {
        const inert = inertText(text, limit);
        expect(inert.length).toBeLessThanOrEqual(limit);
        expect(inert).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u);
        expect(inert.isWellFormed()).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe('vendorText', () => {
  it.each([
    { input: 'see https://evil.example/a.b?c=d.e', output: 'see https[:]//evil[.]example/a.b?c=d.e' },
    { input: 'www.evil.example', output: 'www[.]evil[.]example' },
    { input: 'evil.example/login now', output: 'evil[.]example/login now' },
    { input: 'javascript:alert(1)', output: 'javascript[:]alert(1)' },
    { input: 'write to a@evil.example', output: 'write to a@evil[.]example' },
    { input: 'HTTP://user:pw@evil.example:80/', output: 'HTTP[:]//user:pw@evil[.]example:80/' },
  ])('leaves nothing to follow in $input', ({ input, output }) => {
    expect(vendorText(input)).toBe(output);
  });

  it.each(['gpt-4.1 costs 2.50 a million', 'Version 2.1. The next one is e.g. longer', 'and/or 3.5/4'])(
    'leaves %s as it stands',
    (input) => {
      expect(vendorText(input)).toBe(input);
    },
  );
});
