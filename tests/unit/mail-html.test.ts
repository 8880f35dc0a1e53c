import { type CheerioAPI, load } from 'cheerio';
import { describe, expect, it } from 'vitest';
import type { Notice } from '../../src/domain/notice.ts';
import { renderNotice } from '../../src/mail/render-notice.ts';
import { contrastFaults } from '../support/contrast.ts';
import { sampleChange, sampleNotice, sampleTrouble } from '../support/sample-notice.ts';

const severities = ['info', 'low', 'medium', 'high', 'critical'] as const;

const notices: readonly { readonly name: string; readonly notice: Notice }[] = [
  { name: 'one change', notice: sampleNotice() },
  { name: 'no tool', notice: sampleNotice({ changes: [sampleChange({ tools: [], edits: [] })] }) },
  {
    name: 'changes of every severity',
    notice: sampleNotice({
      changes: severities.map((severity, index) => sampleChange({ severity, changeId: String(index) })),
    }),
  },
  {
    name: 'source trouble',
    notice: sampleNotice({ reason: 'source-trouble', changes: [], troubles: [sampleTrouble()] }),
  },
  ...severities.map((severity) => ({ name: severity, notice: sampleNotice({ severity }) })),
];

describe.each(notices)('the HTML form of $name', ({ notice }) => {
  const { html } = renderNotice(notice);
  const $ = load(html);

  it('has a language, a title and one first heading', () => {
    expect($('html').attr('lang')).toBe('en');
    expect($('title').text()).toBe($('h1').text());
    expect($('h1')).toHaveLength(1);
  });

  it('goes down in headings step by step', () => {
    const levels = $('h1,h2,h3,h4,h5,h6')
      .toArray()
      .map((element) => Number(element.tagName.slice(1)));
    for (const [index, level] of levels.entries())
      expect(level).toBeLessThanOrEqual((levels[index - 1] ?? 0) + 1);
  });

  it('uses tables for data only, each with a caption and headed rows and columns', () => {
    for (const table of $('table').toArray()) {
      expect($(table).find('caption').text().trim()).not.toBe('');
      expect($(table).find('thead th').length).toBeGreaterThan(1);
      expect(
        $(table)
          .find('thead th')
          .toArray()
          .every((cell) => $(cell).attr('scope') === 'col'),
      ).toBe(true);
      expect(
        $(table)
          .find('tbody tr')
          .toArray()
          .every((row) => $(row).find('th[scope=row]').length === 1),
      ).toBe(true);
    }
    expect($('[role=presentation]')).toHaveLength(0);
  });

  it('loads nothing and runs nothing', () => {
    expect($('script,img,link,iframe,object,embed,form,input,svg,video,audio')).toHaveLength(0);
    expect($('[src],[srcset],[background],[onload],[onclick]')).toHaveLength(0);
    expect(html).not.toMatch(/url\(|@import|@font-face/i);
  });

  it('links to the source only', () => {
    const known = [...notice.changes, ...notice.troubles].map((item) => item.url);
    for (const link of $('a').toArray()) expect(known).toContain($(link).attr('href'));
    expect($('a').length).toBeGreaterThan(0);
  });

  it('has a contrast of at least 4.5:1 in the light and in the dark', () => {
    expect(contrastFaults($, 'light')).toEqual([]);
    expect(contrastFaults($, 'dark')).toEqual([]);
  });

  it('has text of 16 px, and no text below 14 px', () => {
    expect($('body').attr('style')).toContain('font:16px');
    const sizes = [...html.matchAll(/font-size:(\d+)px/g)].map((match) => Number(match[1]));
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(14);
  });

  it('adapts to the dark and to narrow screens', () => {
    expect($('meta[name=color-scheme]').attr('content')).toBe('light dark');
    expect($('style').text()).toContain('@media (prefers-color-scheme:dark)');
    expect($('style').text()).toContain('@media (max-width:480px)');
    expect(fixedWidths($)).toEqual([]);
  });

  it('stays below 100 kB', () => {
    expect(Buffer.byteLength(html)).toBeLessThan(100_000);
  });
});

/** Widths in pixels beyond the narrowest phone that do not give way. */
function fixedWidths($: CheerioAPI): readonly string[] {
  return $('[style]')
    .toArray()
    .flatMap((element) => ($(element).attr('style') ?? '').split(';'))
    .filter((declaration) => Number(/^(?:min-)?width:(\d+)px$/.exec(declaration)?.[1] ?? 0) > 280);
}

describe('before and after', () => {
  const $ = load(renderNotice(sampleNotice()).html);

  it('tells removals and additions by words and by shape', () => {
    expect($('del').length).toBeGreaterThan(0);
    expect($('ins').length).toBeGreaterThan(0);
    for (const mark of $('del,ins').toArray()) {
      const label = mark.tagName === 'del' ? 'Removed' : 'Added';
      const place = $(mark).closest('div,table');
      expect(place.find('span,thead th').text()).toContain(label);
    }
  });

  it('puts numbers in bold within what changed', () => {
    expect($('del strong').first().text()).toBe('128,000');
    expect($('ins strong').first().text()).toBe('64,000');
  });
});
