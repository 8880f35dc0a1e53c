import { describe, expect, it } from 'vitest';
import { renderNotice } from '../../src/mail/render-notice.ts';
import { sampleChange, sampleNotice, sampleTrouble } from '../support/sample-notice.ts';

/** Whether the parts stand in the text in this order. */
function expectInOrder(text: string, parts: readonly string[]): void {
  let from = 0;
  for (const part of parts) {
    const at = text.indexOf(part, from);
    expect(at, `“${part}” after ${from}`).toBeGreaterThanOrEqual(from);
    from = at + part.length;
  }
}

const pendingVerdict = sampleChange().verdict;

describe('the subject', () => {
  it('tells severity, state, vendor, tool and what changed', () => {
    const change = sampleChange({
      summary: 'Context window halved',
      tools: sampleChange().tools.slice(0, 1),
    });
    expect(renderNotice(sampleNotice({ changes: [change], severity: 'high' })).subject).toBe(
      '[HIGH][pending] Norvik Health AI · Ambient Notes · Context window halved',
    );
  });

  it('names the document when no registered tool is concerned', () => {
    const change = sampleChange({ summary: 'New price', tools: [] });
    expect(renderNotice(sampleNotice({ changes: [change] })).subject).toContain(
      '· Norvik Scribe 2 model card · New price',
    );
  });

  it('keeps the subject of its thread behind one Re:', () => {
    const notice = sampleNotice({ reason: 'settled', threadSubject: 'Re: RE: [HIGH][pending] Norvik · x' });
    expect(renderNotice(notice).subject).toBe('Re: [HIGH][pending] Norvik · x');
  });

  it('counts several changes', () => {
    const notice = sampleNotice({
      changes: [sampleChange({ tools: [] }), sampleChange({ changeId: '2', tools: [] })],
    });
    expect(renderNotice(notice).subject).toMatch(/· 2 documents · .*\(\+1 more\)$/);
  });
});

describe('a detected change', () => {
  const { text, html } = renderNotice(sampleNotice());

  it.each([
    ['text', text],
    ['HTML', html.replace(/<style>.*<\/style>/s, '').replaceAll(/<[^>]+>/g, '')],
  ])('tells everything in the agreed order in its %s form', (_form, body) => {
    expectInOrder(body, [
      'Announcement pending',
      'Norvik Health AI',
      'training data extended',
      'Your tools and departments',
      'Ambient Notes',
      'Dr. Jonas Weide',
      'card.safety_changed',
      'Announcement pending',
      'norvik/changelog',
      'Not accepted',
      'Last seen unchanged',
      '23 Nov 2026, 02:10 UTC (03:10 Europe/Berlin)',
      'a silent edit',
      'Before and after',
      '64,000 tokens',
      'Evidence',
      'https://www.norvik-health.example/models/norvik-scribe-2/card',
      '5f0c2d9b7f4a0f0d6f5b1a86a6d3f6a1c1c2c5f5e7b7f3c6d0a9c7d2e8b4a613',
      'c41be7d0a2b86f6c0a4be7c9e1f4f0b3a98d47f7f0f2c2f19a6be5a1d30f7e28',
      'Rules and standards that it may bear on',
      '45 CFR 170.315(b)(11) (US)',
      'in force; its repeal is proposed',
      'status last verified 2 Nov 2026',
      'status never verified',
      'What you may do',
      '24 Nov 2026',
      'npx modelwarden changes show 1042',
      'Confidence and limits',
      'Confidence: reduced by',
      'Why you get this',
      'all changes › clinical tools',
      'Mara Lind, Dr. Jonas Weide',
      'not legal',
    ]);
  });

  it('never claims that a pending change was unannounced', () => {
    expect(`${text}${html}`).not.toMatch(/\bunannounced\b/i);
    expect(text.replaceAll(/\s+/g, ' ')).toContain(
      'We keep looking and answer in this thread by 26 Nov 2026',
    );
  });

  it('shows the arithmetic of each grade', () => {
    expect(text.replaceAll(/\s+/g, ' ')).toContain(
      'high, +1 clinical use: Ambient Notes, +1 PHI flows through: Ambient Notes, Referral Letters = critical',
    );
  });

  it('marks removed and added words in the text form', () => {
    expect(text.replaceAll(/\n +\| +/g, ' ')).toContain(
      'Context window: [-128,000 tokens-] {+64,000 tokens+}',
    );
  });

  it('keeps text lines within 78 characters unless a single word is longer', () => {
    // The seal's signature is one line, as it is to be verified.
    const lines = text.split('\n').filter((line) => !line.startsWith('— '));
    const long = lines.filter((line) => line.length > 78 && line.trim().includes(' '));
    expect(long).toEqual([]);
  });

  it('attaches the whole difference', () => {
    const [attachment, ...others] = renderNotice(sampleNotice()).attachments;
    expect(others).toEqual([]);
    expect(attachment?.filename).toBe('change-1042.diff.txt');
    expect(attachment?.content).toContain(
      '-norvik-scribe-2 | 128,000 tokens | Scribe 2 (May 2026)\n+norvik-scribe-2 | 64,000',
    );
  });

  it('says so when no registered tool is concerned', () => {
    expect(renderNotice(sampleNotice({ changes: [sampleChange({ tools: [] })] })).text).toContain(
      'No tool in your register',
    );
  });
});

describe('other reasons', () => {
  it('begins with the verdict when it settles what was pending', () => {
    const verdict = {
      ...pendingVerdict,
      state: 'unannounced' as const,
      judgeAgainAt: null,
      reason: 'Nobody named it.',
    };
    const { text } = renderNotice(sampleNotice({ reason: 'settled', changes: [sampleChange({ verdict })] }));
    expectInOrder(text.replaceAll(/\s+/g, ' '), [
      '| Unannounced',
      'This settles what our earlier mail in this thread left open.',
      'Verdict: unannounced. Nobody named it.',
      'Your tools and departments',
    ]);
  });

  it('says that trouble with a source is not a change, since when, on what evidence, and what to do', () => {
    const { text, subject, attachments } = renderNotice(
      sampleNotice({ reason: 'source-trouble', severity: 'high', changes: [], troubles: [sampleTrouble()] }),
    );
    expect(subject).toMatch(/^\[HIGH\]\[cannot see\] Norvik Health AI · Norvik terms of service · /);
    expectInOrder(text, [
      'This is not a report of a change.',
      'Norvik terms of service',
      'HTTP 403',
      '23 Nov 2026, 02:00 UTC',
      '6 h 14 min',
      'What you may do',
    ]);
    expect(attachments).toEqual([]);
  });

  it('says when a source is seen again', () => {
    const { text, subject } = renderNotice(
      sampleNotice({
        reason: 'source-recovered',
        severity: 'info',
        changes: [],
        troubles: [sampleTrouble()],
      }),
    );
    expect(subject).toContain('[INFO][seen again]');
    expect(text).toContain('We can see Norvik terms of service again');
    expect(text).not.toContain('What you may do');
  });

  it('puts a table of all changes before their sections', () => {
    const changes = [
      sampleChange({ changeId: '1', summary: 'First summary.' }),
      sampleChange({
        changeId: '2',
        summary: 'Second summary.',
        verdict: { ...pendingVerdict, state: 'unknown' },
      }),
    ];
    const { text } = renderNotice(sampleNotice({ changes }));
    expectInOrder(text, [
      'Announcement pending: 1, Announcement unknown: 1',
      '2 documents of Norvik Health AI changed',
      'All changes',
      'First summary.',
      'Second summary.',
      '1. First summary.',
      'changes show 1',
      '2. Second summary.',
      'changes show 2',
    ]);
  });
});

describe('what is to be acknowledged', () => {
  const acknowledge = {
    link: 'https://watch.hospital.example/acknowledge/a1?signature=b2',
    replyToken: 'MW-7c1e0a52',
    command: 'npx modelwarden ack 12',
  };

  it('says every way that there is, in both forms', () => {
    const { text, html } = renderNotice(sampleNotice({ acknowledge }));
    for (const way of Object.values(acknowledge)) {
      expect(text).toContain(way);
      expect(html).toContain(way);
    }
    expect(html).toContain(`href="${acknowledge.link}"`);
  });

  it('is not asked for where no way is given', () => {
    const { text, html } = renderNotice(sampleNotice());
    expect(text + html).not.toContain('Say that you have dealt with it');
  });
});
