import { describe, expect, it } from 'vitest';
import { readPdf } from '../../src/extract/read-pdf.ts';
import { pdfAdapter } from '../../src/sources/pdf.ts';
import { captureOf } from '../fixtures/pages/load-page.ts';
import { makePackedPdf, makePdf, packedBlanks, textLines } from '../support/make-pdf.ts';

const card = makePdf({ pages: [textLines(60, 60, 'The card of a model.')] });

describe('a hostile PDF', { timeout: 180_000 }, () => {
  it('that unpacks without end is stopped by its memory, and the next file is read', async () => {
    const bomb = makePackedPdf(packedBlanks(400));
    expect(bomb.length).toBeLessThan(1024 * 1024);
    const [stopped, read] = await Promise.allSettled([
      readPdf(bomb, { maxMemoryBytes: 64 * 1024 * 1024, timeoutMs: 150_000 }),
      readPdf(card, { timeoutMs: 150_000 }),
    ]);
    expect(stopped).toMatchObject({
      reason: { code: 'too_costly', message: 'reading the PDF took more than 64 MiB of memory' },
    });
    expect(read).toMatchObject({ value: { blocks: [{ text: 'The card of a model.' }] } });
  });

  it('that takes its time is stopped by the clock, without holding up the program', async () => {
    const slow = makePackedPdf(packedBlanks(100));
    let turns = 0;
    const counting = setInterval(() => (turns += 1), 5);
    try {
      await expect(readPdf(slow, { timeoutMs: 300 })).rejects.toMatchObject({ code: 'too_costly' });
    } finally {
      clearInterval(counting);
    }
    expect(turns).toBeGreaterThan(3);
  });
});

describe('an answer in place of a PDF', () => {
  it.each([
    ['cut off', card.slice(0, -400), 'malformed_pdf'],
    [
      'an ordinary page',
      '<!doctype html><html><body><p>Our cards have moved.</p></body></html>',
      'malformed_pdf',
    ],
    ['empty', '', 'empty_document'],
  ])('is a fault and never the hash of something else: %s', async (_name, body, code) => {
    await expect(pdfAdapter.read([captureOf(body)], {})).rejects.toMatchObject({ code });
  });

  it('is blocked when a challenge came', async () => {
    const challenge =
      '<!doctype html><html><head><title>Just a moment...</title></head><body><div id="challenge-error-text">Enable JavaScript and cookies to continue</div><script>window._cf_chl_opt={cvId:"3"};</script><script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1"></script></body></html>';
    expect(await pdfAdapter.read([captureOf(challenge, { status: 403 })], {})).toMatchObject({
      kind: 'blocked',
    });
  });
});
