import { load } from 'cheerio';
import { describe, expect, it } from 'vitest';
import type { Edit } from '../../src/domain/change.ts';
import type { Block } from '../../src/domain/document.ts';
import type { Notice } from '../../src/domain/notice.ts';
import { renderNotice } from '../../src/mail/render-notice.ts';
import { sampleChange, sampleNotice, sampleTrouble } from '../support/sample-notice.ts';

const attack =
  '</p></td></table><script>alert(1)</script><img src="https://evil.example/t.gif" onerror=x>"\'\r\nBcc: all@evil.example\r\n\r\nACT NOW\u202Etxt\u0000 https://evil.example/pay';

/** Fields that are ours and not text: choices, times, addresses, the signed state of the log, which is told as it is. */
const choices = new Set(['reason', 'severity', 'base', 'kind', 'state', 'status', 'timeZone', 'checkpoint']);

/** The same notice with the attack in every text that it carries, however deep. */
function poisoned(notice: Notice): Notice {
  const copy = structuredClone(notice);
  poison(copy);
  return copy;
}

function poison(part: object): void {
  for (const [key, value] of Object.entries(part)) {
    if (choices.has(key)) continue;
    if (typeof value === 'string') Reflect.set(part, key, `${value.slice(0, 8)}${attack}`);
    else if (typeof value === 'object' && value !== null) poison(value);
  }
}

describe('a notice with an attack in every text', () => {
  const notice: Notice = poisoned(
    sampleNotice({
      changes: [sampleChange(), sampleChange()],
      troubles: [sampleTrouble()],
      threadSubject: null,
    }),
  );
  const { subject, text, html, attachments } = renderNotice(notice);
  const $ = load(html);

  it('has a subject of one line', () => {
    expect(subject).not.toMatch(/[\r\n\p{Cc}\u202E]/u);
    expect(subject.length).toBeLessThanOrEqual(150);
  });

  it('adds no markup to the page', () => {
    const clean = load(renderNotice(sampleNotice({ changes: [sampleChange(), sampleChange()] })).html);
    const names = (page: typeof $) =>
      new Set(
        page('*')
          .get()
          .map((node) => page(node).prop('tagName')),
      );
    expect([...names($)].filter((name) => !names(clean).has(name) && name !== 'SPAN')).toEqual([]);
    expect($('[onerror],[src]')).toHaveLength(0);
    expect($('a')).toHaveLength(0);
  });

  it('holds no direction marks, no controls, and no address that a program would link', () => {
    for (const form of [text, html, attachments[0]?.content ?? '']) {
      expect(form).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/);
      expect(form.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    }
    const visible = load(html)('body').text();
    expect(visible).toContain('evil[.]example');
  });

  it('adds no line to the text form that could pass for one of ours', () => {
    expect(text).not.toMatch(/^Bcc:/m);
    expect(text).not.toMatch(/\n\nACT NOW/);
  });
});

describe('a huge notice', () => {
  const huge: Block = { kind: 'paragraph', path: ['p'.repeat(100_000)], text: 'x'.repeat(10_000_000) };
  const words = 'word <b>'.repeat(50_000);
  const edits: readonly Edit[] = [
    { kind: 'added', after: huge },
    {
      kind: 'changed',
      before: { ...huge, text: words },
      after: huge,
      words: [
        { kind: 'same', text: words },
        { kind: 'removed', text: words },
        { kind: 'added', text: words },
      ],
      cells: [],
    },
    ...Array.from({ length: 400 }, (): Edit => ({ kind: 'removed', before: { ...huge, text: words } })),
  ];
  const change = sampleChange({
    edits,
    summary: 's'.repeat(5_000_000),
    sourceTitle: '"<>&'.repeat(1_000_000),
    limits: Array.from({ length: 500 }, () => '<&>'.repeat(1000)),
  });
  const changes = Array.from({ length: 150 }, (_, index) => ({ ...change, changeId: String(index) }));
  const { subject, text, html, attachments } = renderNotice(sampleNotice({ changes }));

  it('still makes HTML below 100 kB that says what it leaves out', () => {
    expect(Buffer.byteLength(html)).toBeLessThan(100_000);
    expect(html).toMatch(/of 150 changes have no section of their own/);
    expect(html).toMatch(/of 402 passages/);
  });

  it('bounds every other part too', () => {
    expect(subject.length).toBeLessThanOrEqual(150);
    expect(text.length).toBeLessThan(600_000);
    expect(attachments).toHaveLength(1);
    expect(attachments[0]?.content.length).toBeLessThan(1_300_000);
    expect(attachments[0]?.content).toContain('edits are left out here');
  });
});
