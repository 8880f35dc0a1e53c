import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExtractError } from '../../src/domain/errors.ts';
import { elementsOf, parseXml, xmlText } from '../../src/extract/parse-xml.ts';

function textOf(xml: string): string {
  return xmlText(parseXml(xml));
}

describe('parseXml', () => {
  it('reads elements by their local names, in order', () => {
    const root = parseXml(
      '<?xml version="1.0"?><a:r xmlns:a="x"><b>1</b><a:c k="<"/><b>2</b></a:r>'.replace('"<"', '"&lt;"'),
    );
    expect(root.name).toBe('r');
    expect(elementsOf(root).map(({ name }) => name)).toEqual(['b', 'c', 'b']);
    expect(elementsOf(root, 'b').map(xmlText)).toEqual(['1', '2']);
  });

  it.each([
    ['<a>x &amp; y &#65;&#x42; &lt;b&gt;</a>', 'x & y AB <b>'],
    ['<a>one<!-- <b> two -->three</a>', 'onethree'],
    ['<a><![CDATA[<b> & ]] </c>]]></a>', '<b> & ]] </c>'],
    ['<!-- first --><?xml version="1.0"?>\n<a>late declaration</a>\n<!-- last -->', 'late declaration'],
    ['<a>R&D, ?x=1&y=2, &nbsp;</a>', 'R&D, ?x=1&y=2, &nbsp;'],
    ['<a>&#0;&#xFFFFFF;</a>', '\uFFFD\uFFFD'],
    ["<a b='>'>x</a>", 'x'],
  ])('gives the text of %s', (xml, text) => {
    expect(textOf(xml)).toBe(text);
  });

  it('knows no entities of the document, and reads nothing from outside', () => {
    const xml = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname"><!ENTITY y "lol">]><a>&x; &y;</a>';
    expect(textOf(xml)).toBe('&x; &y;');
  });

  it.each([
    ['nothing', ''],
    ['text only', 'plain'],
    ['a text that is cut off', '<a><b>1</b>'],
    ['a tag that is cut off', '<a><b'],
    ['a comment that is cut off', '<a><!-- </a>'],
    ['CDATA that is cut off', '<a><![CDATA[ </a>'],
    ['a wrong end tag', '<a><b></a></b>'],
    ['an end tag too many', '<a></a></a>'],
    ['two roots', '<a/><b/>'],
    ['text after the root', '<a/>x'],
    ['an attribute without quotes', '<a b=c></a>'],
  ])('refuses %s', (_name, xml) => {
    expect(() => parseXml(xml)).toThrow(expect.objectContaining({ code: 'malformed_xml' }));
  });

  it.each([
    ['deep elements', '<a>'.repeat(300_000), 'nested_too_deep'],
    ['open tags', '<a '.repeat(300_000), 'malformed_xml'],
    ['blanks in a tag', `<a${' '.repeat(1_000_000)}b`, 'malformed_xml'],
    ['a tag of attributes that breaks off', `<a${' b="c"'.repeat(300_000)} b=`, 'malformed_xml'],
    ['ampersands', `<a>${'&#'.repeat(1_000_000)}`, 'malformed_xml'],
  ])('refuses within a second what is made to exhaust it: %s', { timeout: 5_000 }, (_name, xml, code) => {
    const started = performance.now();
    expect(() => parseXml(xml)).toThrow(expect.objectContaining({ code }));
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('throws nothing but ExtractError', () => {
    const scraps = fc.array(
      fc.constantFrom(
        '<a>',
        '</a>',
        '<b/>',
        '<a',
        '>',
        '<!',
        '<!--',
        '-->',
        '<![CDATA[',
        ']]>',
        '<?',
        '?>',
        '&lt;',
        '&#x;',
        '"',
        ' b="',
        'x',
      ),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(scraps, (parts) => {
        try {
          parseXml(parts.join(''));
        } catch (error) {
          expect(error).toBeInstanceOf(ExtractError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
