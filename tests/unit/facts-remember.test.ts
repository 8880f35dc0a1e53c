import { expect, it } from 'vitest';
import { rememberByText } from '../../src/facts/remember.ts';

it('computes a text once, and every text right', () => {
  let computed = 0;
  const length = rememberByText((text) => {
    computed += 1;
    return text.length;
  });

  expect([length('a'), length('bb'), length('a')]).toEqual([1, 2, 1]);
  expect(computed).toBe(2);
});

it('forgets the oldest rather than grow without end', () => {
  const seen: string[] = [];
  const remember = rememberByText((text) => {
    seen.push(text);
    return text;
  });
  for (let index = 0; index <= 100_000; index += 1) remember(String(index));
  seen.length = 0;

  remember('100000');
  expect(seen).toEqual([]);
  remember('0');
  expect(seen).toEqual(['0']);
});

it('does not hold long texts', () => {
  let computed = 0;
  const remember = rememberByText(() => (computed += 1));
  const long = 'x'.repeat(5_000);
  remember(long);
  remember(long);

  expect(computed).toBe(2);
});
