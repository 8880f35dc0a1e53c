import { array, assert, constantFrom, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Block } from '../../src/domain/document.ts';
import { createBlockWriter } from '../../src/extract/block-writer.ts';
import { extractMarkdown } from '../../src/extract/markdown-document.ts';
import { readSections, readWhole } from '../../src/extract/markdown-sections.ts';

function written(sections: readonly { readonly blocks: readonly Block[] }[]): readonly Block[] {
  const writer = createBlockWriter();
  for (const { blocks } of sections) writer.append(blocks, 0);
  return writer.blocks;
}

/** Pieces, a ¶ apart, that open, close or reach into something, beside such as do not; \n stands for a new line. */
const pieces = String.raw`
  ¶¶¶¶# One¶## Two¶### Three *em*¶  # Indented¶Heading\n===¶\nHeading\n---¶Plain text.¶\nPlain text.¶- item
  ¶- item\n\n  # inside¶  - nested¶1. first¶> quote¶> - both¶> ${'```'}¶- ${'```'}¶---¶${'```'}¶${'```'}sh¶~~~¶${'````'}
  ¶# comment¶    indented¶| a | b |\n| - | - |\n| 1 | 2 |¶| | |\n|-|-|¶${'`'}¶**¶https://a.example
  ¶[name]: https://site.example¶a [name] b¶![name]¶[^1]¶[^1]: note¶> [name]: /quoted¶x[list]: y
  ¶<div>¶</div>¶<details><summary>More</summary>¶</details>¶<b>¶</b>¶an <em> start¶</em>¶<br><br>¶<a\n\n# b>
  ¶<!-- open¶-->¶<!-- whole -->¶<pre>¶</pre>¶<script>¶</script>¶<?php¶?>¶<!DOCTYPE html>¶<p>¶<form>¶<title>
  ¶<table><tr><td>cell¶</td></tr></table>¶<ul><li>¶</li></ul>¶<a href="#x">¶</a>¶<h2>Own</h2>¶</body>
  ¶<body role="heading">¶<select>¶<textarea>¶<svg><title>t¶<template>¶<plaintext>¶<object>¶<button>¶<dl><dt>t<dd>d`;
const lines = constantFrom(
  ...pieces
    .trim()
    .split(/\n {2}¶|¶/)
    .map((piece) => piece.replaceAll(String.raw`\n`, '\n')),
);
const settings = constantFrom('', '', '---\ntitle: A\n\n# note\n---\n', '+++\na = 1\n+++\n', '---\n---\n');
const page = array(lines, { maxLength: 30 }).map((parts) => parts.join('\n'));

describe('a page read section by section', () => {
  it('says exactly what the page read in one piece says', () => {
    assert(
      property(settings, page, (front, body) => {
        const whole = readWhole(front + body);
        const sections = readSections(front, body);
        expect(written(sections)).toEqual(written([whole]));
        expect(sections[0]?.settings ?? null).toEqual(whole.settings);
      }),
      { numRuns: 200 },
    );
  });

  it('is cut at headings and paragraphs, whatever stands between them', () => {
    const text =
      '# A\n\n- a\n\n## B\n\n```sh\n\n# comment\n\nrun\n```\n\nC\n-\n\n<details>c</details>\n\nd\n';
    expect(readSections('', text).map(({ blocks }) => blocks.map((block) => block.text))).toEqual([
      ['A', 'a'],
      ['B', '# comment run'],
      ['C', 'c'],
      ['d'],
    ]);
  });

  it.each([
    ['a link defined in another section', '# A\n\na [name]\n\n# B\n\n[name]: https://site.example'],
    ['a footnote', '# A\n\na[^1]\n\n# B\n\n[^1]: note'],
    ['an element around several sections', '# A\n\n<div>\n\n# B\n\n</div>'],
    ['bold type that is not ended', '# A\n\nan <b> here\n\n# B\n\nb'],
    ['code that is not ended', '# A\n\n<pre>\n\n# B\n\n</pre>'],
    ['marks that may be those of front matter', '---\n\nHeading\n---'],
  ])('is left whole for the sake of %s', (_, text) => {
    expect(readSections('', text)).toHaveLength(1);
  });

  it('parses only the section that is new', () => {
    const history = (entries: number): string =>
      Array.from({ length: entries }, (_, index) => `## Entry ${index}\n\n- Item of entry ${index}.\n`).join(
        '\n',
      );
    const before = readSections('', history(50));
    const after = readSections('', `# New\n\n- An entry.\n\n${history(50)}`);

    expect(after).toHaveLength(51);
    for (const [index, section] of before.entries()) expect(after[index + 1]).toBe(section);
  });

  it('does not share blocks between documents, nor twice within one', () => {
    const text = '# A\n\nSame.\n\n# A\n\nSame.\n\n# A\n\nSame.\n';
    const blocks = [...extractMarkdown(text).blocks, ...extractMarkdown(text).blocks];
    expect(new Set(blocks).size).toBe(blocks.length);
  });
});
