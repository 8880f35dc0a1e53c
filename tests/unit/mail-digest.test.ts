import { load } from 'cheerio';
import { describe, expect, it } from 'vitest';
import { renderNotice } from '../../src/mail/render-notice.ts';
import { sampleDigest } from '../support/sample-notice.ts';

const digest = renderNotice(sampleDigest());

describe('a digest', () => {
  it('names its changes and what it is in the subject', () => {
    expect(digest.subject).toMatch(/^\[HIGH\]\[digest\] Norvik Health AI · 2 changes · Norvik Scribe 2/);
  });

  it.each([
    'Nobody was watching for 3 h, from 23 Nov 2026, 02:00 UTC (03:00 Europe/Berlin)',
    'Not watched meanwhile: Norvik changelog, Norvik terms of service.',
    '1 alert in this mail was held from 22 Nov 2026, 22:00 UTC',
    'quiet hours of Mara Lind',
    '14 sources watched, 61 polls made, 57 unchanged, 2 changed, 2 failing.',
    'not seen was 9 h (Norvik status)',
    'Norvik status Outcome: blocked',
    'norvik/terms@7 What changed: Norvik terms of service: data is kept',
    '31 Dec 2026 What changed: norvik-scribe-1 is shut down.',
    'Held because of: silence 3 by Mara Lind: price review under way',
    'Of 2 changes it is still open whether the vendor announced it',
  ])('says in its text: %s', (part) => {
    expect(digest.text.replaceAll(/\s+/g, ' ')).toContain(part);
  });

  it('says the same in HTML, in tables that have captions and headings', () => {
    const page = load(digest.html);
    const text = page('body').text().replaceAll(/\s+/g, ' ');
    for (const part of [
      '14 sources watched',
      'price review under way',
      '31 Dec 2026',
      'Nobody was watching for 3 h',
    ])
      expect(text).toContain(part);
    const tables = page('table').toArray();
    expect(tables.length).toBeGreaterThanOrEqual(5);
    for (const table of tables) {
      expect(page(table).find('caption').text()).not.toBe('');
      expect(page(table).find('tbody th[scope="row"]').length).toBe(page(table).find('tbody tr').length);
    }
    expect(Buffer.byteLength(digest.html)).toBeLessThan(100_000);
  });

  it('with nothing to say in a section says that', () => {
    const empty = { pending: [], upcoming: [], unseen: [], held: [] };
    const { digest: context } = sampleDigest();
    if (!context) throw new Error('the sample has no digest');
    const { text } = renderNotice(sampleDigest({ digest: { ...context, ...empty } }));
    for (const part of ['Every source is seen.', 'No verdict is open.', 'Nothing is kept back.'])
      expect(text).toContain(part);
  });

  it('tells what the storm guard folded, and how many', () => {
    const folded = renderNotice(sampleDigest({ reason: 'folded' }));
    expect(folded.subject).toMatch(/^\[HIGH\]\[folded\]/);
    expect(folded.text.replaceAll(/\s+/g, ' ')).toContain(
      '2 alerts that came after them are folded into this one',
    );
  });

  it('as the weekly word gives its figures in the subject', () => {
    const weekly = renderNotice(sampleDigest({ reason: 'still-watching', severity: 'info', changes: [] }));
    expect(weekly.subject).toBe('[STILL WATCHING] Still watching 14 sources: 61 polls, 2 changed, 2 failing');
    expect(weekly.text.replaceAll(/\s+/g, ' ')).toContain('so that you would notice if it stopped');
  });

  it('keeps hostile text of vendors inert', () => {
    const { digest: context } = sampleDigest();
    if (!context) throw new Error('the sample has no digest');
    const hostile = '<img src=x onerror=alert(1)>\u202eevil\nBcc: eve@example.net';
    const held = [{ about: hostile, reason: hostile, until: null }];
    const { html, text } = renderNotice(sampleDigest({ digest: { ...context, held } }));
    expect(load(html)('img').length).toBe(0);
    expect(`${html}${text}`).not.toContain('\u202e');
    expect(text).not.toMatch(/^Bcc:/m);
  });
});
