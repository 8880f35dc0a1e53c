import { expect, it } from 'vitest';
import { listDroppedText } from '../../src/extract/dropped-text.ts';
import { extractHtml } from '../../src/extract/html-document.ts';

it('lists what a reader may see and the document does not hold, each once', () => {
  const html = `<html><head><title>T</title><style>p{}</style></head><body><nav><a href="/">Menu</a><a href="/x">Menu</a></nav>
    <main><h1>Terms</h1><p>You own <b>your</b> content.</p></main><footer><p>© Norvik</p></footer><script>var x</script></body></html>`;

  expect(listDroppedText(html, extractHtml(html))).toEqual(['Menu', '© Norvik']);
});

it('lists nothing when all was taken', () => {
  const html = '<body><main><h1>Terms</h1><p>You own your content.</p></main></body>';

  expect(listDroppedText(html, extractHtml(html))).toEqual([]);
});

it('stops at its limit and shortens long pieces', () => {
  const html = `<body><nav>${Array.from({ length: 100 }, (_, index) => `<a>${'word '.repeat(50)}${index}</a>`).join('')}</nav><main><p>Text.</p></main></body>`;
  const dropped = listDroppedText(html, extractHtml(html), 5);

  expect(dropped.length).toBeLessThanOrEqual(5);
  expect(dropped.every((text) => text.length <= 101)).toBe(true);
});
