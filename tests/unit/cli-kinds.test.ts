import { expect, it } from 'vitest';
import { kindOfAddress, kindOfFile } from '../../src/sources/kind-of-file.ts';
import { adapters } from '../../src/sources/registry.ts';

it.each([
  ['a/card.md', 'markdown'],
  ['a/card.MDX', 'markdown'],
  ['models.json', 'json'],
  ['page.html', 'html'],
  ['feed.atom', 'feed'],
  ['models.py', 'text'],
  ['models.toml', 'text'],
  ['LICENSE', 'text'],
  ['picture.png', 'text'],
  ['.env', 'text'],
])('the file %s is read as %s', (path, kind) => {
  expect(kindOfFile(path)).toBe(kind);
  expect([...adapters.keys()]).toContain(kind);
});

it.each([
  ['https://a.example', 'html'],
  ['https://a.example/models/gpt-4.1', 'html'],
  ['https://a.example/card.md?raw=1#top', 'markdown'],
  ['https://a.example/terms.aspx', 'html'],
  ['https://a.example/models.toml', 'text'],
  ['https://a.example/acme.corp', 'html'],
])('the address %s is read as %s', (url, kind) => {
  expect(kindOfAddress(url)).toBe(kind);
});
