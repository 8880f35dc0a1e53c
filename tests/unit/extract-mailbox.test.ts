import * as fc from 'fast-check';
import { simpleParser } from 'mailparser';
import { describe, expect, it } from 'vitest';
import { extractMailbox, isAllowedSender } from '../../src/extract/mailbox-document.ts';
import { type MailMessage, parseMessage } from '../../src/extract/mailbox-message.ts';
import { normaliseText } from '../../src/extract/normalise-text.ts';

const vendor = ['@norvik.example'];

/** A mail from header lines and a body; characters are UTF-8 unless they are given as bytes. */
function mail(headers: readonly string[], body: string, encoding: BufferEncoding = 'utf8'): Uint8Array {
  return Buffer.from(`${headers.join('\r\n')}\r\n\r\n${body.replaceAll('\n', '\r\n')}`, encoding);
}

const from = 'From: Norvik Notices <notices@norvik.example>';
const base = [
  from,
  'Date: Tue, 03 Mar 2026 09:30:00 +0100',
  'Message-ID: <1@norvik.example>',
  'Subject: A change',
];

function blocksOf(...mails: readonly Uint8Array[]): readonly string[] {
  return extractMailbox(mails.map(parseMessage), vendor).blocks.map((block) =>
    block.kind === 'heading' ? `${'#'.repeat(block.level)} ${block.text}` : block.text,
  );
}

/** Mails in the manner of the programs that send notices. */
const mails: Readonly<Record<string, Uint8Array>> = {
  plain: mail(base, 'Norvik Scribe 2\nretires in June.\n\n- Use Scribe 3.\n- Ask us.\n'),
  'quoted-printable in Latin-1': mail(
    [...base, 'Content-Type: text/plain; charset=iso-8859-1', 'Content-Transfer-Encoding: quoted-printable'],
    'Das Modell w=FCrde=\n abgek=FCndigt.=20\n',
  ),
  'base64 HTML': mail(
    [...base, 'Content-Type: text/html; charset="utf-8"', 'Content-Transfer-Encoding: BASE64'],
    Buffer.from('<h1>Größe</h1><p>Now <b>64,000</b> tokens.</p>').toString('base64'),
  ),
  'alternative with an attachment': mail(
    [...base, 'Content-Type: multipart/mixed;', '\tboundary="out er"'],
    [
      'preamble',
      '--out er',
      'Content-Type: multipart/alternative; boundary=out',
      '',
      '--out',
      'Content-Type: text/plain',
      '',
      'See the HTML version.',
      '--out  ',
      'Content-Type: text/html',
      '',
      '<p>Scribe 2 retires.</p>',
      '--out--',
      '--out er',
      'Content-Type: text/plain',
      'Content-Disposition: attachment; filename=a.txt',
      '',
      'attached',
      '--out er--',
      'epilogue',
    ].join('\n'),
  ),
  'encoded words': mail(
    [
      from,
      'Subject: =?utf-8?Q?Retirement_of_Scribe=202_?=',
      ' =?utf-8?B?4oCTIGZpbmFs?= notice',
      'Message-ID:\t<2@norvik.example>',
      'Date: 3 Mar 2026 09:30 GMT',
    ],
    'x',
  ),
  'words that share a character': mail(
    [from, 'Subject: =?utf-8?B?w7?= =?utf-8?Q?=BCber?=', 'Message-ID: <3@norvik.example>'],
    'x',
  ),
};

describe('a mail', () => {
  it('is a dated entry with its text', () => {
    expect(extractMailbox([parseMessage(mails['plain'] ?? mail([], ''))], vendor).blocks).toEqual([
      {
        kind: 'heading',
        level: 2,
        path: [],
        text: 'A change',
        entry: { id: '1@norvik.example', publishedAt: '2026-03-03T08:30:00.000Z', url: null },
      },
      { kind: 'paragraph', path: ['A change'], text: 'Norvik Scribe 2 retires in June.' },
      { kind: 'list-item', path: ['A change'], text: 'Use Scribe 3.', depth: 0 },
      { kind: 'list-item', path: ['A change'], text: 'Ask us.', depth: 0 },
    ]);
  });

  it.each([
    ['quoted-printable in Latin-1', ['## A change', 'Das Modell würde abgekündigt.']],
    ['base64 HTML', ['## A change', '### Größe', 'Now 64,000 tokens.']],
    ['alternative with an attachment', ['## A change', 'Scribe 2 retires.']],
    ['encoded words', ['## Retirement of Scribe 2 – final notice', 'x']],
    ['words that share a character', ['## über', 'x']],
  ])('is read when it is %s', (name, expected) => {
    expect(blocksOf(mails[name] ?? mail([], ''))).toEqual(expected);
  });

  it.each(Object.keys(mails).filter((name) => name !== 'words that share a character'))(
    'is understood as a widely used parser understands it: %s',
    async (name) => {
      const bytes = mails[name] ?? mail([], '');
      const other = await simpleParser(Buffer.from(bytes));
      const own = parseMessage(bytes);
      expect(own.subject).toBe(normaliseText(other.subject ?? ''));
      expect(own.id).toBe(other.messageId?.slice(1, -1));
      expect(own.sentAt).toBe(other.date?.toISOString());
      expect(own.from).toBe(other.from?.value[0]?.address);
    },
  );

  it('may bear no date: the entry bears none, either', () => {
    for (const date of [
      '',
      'Date: yesterday',
      'Date: Tue, 03 Mar 2026 09:30:00',
      `${base[1]}\r\n${base[1]}`,
    ]) {
      expect(parseMessage(mail([from, ...(date ? [date] : [])], 'x')).sentAt).toBeNull();
    }
  });

  it('without an id goes by its bytes, and without a subject by its date or id', () => {
    const bytes = mail([from], 'x');
    expect(parseMessage(bytes).id).toMatch(/^sha256:[\da-f]{64}$/);
    expect(parseMessage(bytes)).toEqual(parseMessage(bytes.slice()));
    expect(blocksOf(mail([from, base[1] ?? '', 'Subject: \u200b'], 'x'))[0]).toBe(
      '## 2026-03-03T08:30:00.000Z',
    );
    expect(blocksOf(bytes)[0]).toMatch(/^## sha256:/);
  });
});

describe('the sender', () => {
  it.each<readonly [string, string | null]>([
    ['From: notices@norvik.example', 'notices@norvik.example'],
    ['From: "Norvik, Inc. <x@y.example>" <Notices@Norvik.example>', 'notices@norvik.example'],
    ['From: Norvik (notices) <notices@norvik.example>', 'notices@norvik.example'],
    ['From: "notices@norvik.example" <evil@other.example>', 'evil@other.example'],
    ['From: notices@norvik.example <evil@other.example>', null],
    ['From: notices@norvik.example, evil@other.example', null],
    ['From: <evil@other.example> <notices@norvik.example>', null],
    ['From: Norvik:notices@norvik.example;', null],
    ['From: evil@other.example\r\nFrom: notices@norvik.example', null],
    ['From: =?utf-8?Q?notices=40norvik.example?=', null],
    ['X-From: notices@norvik.example', null],
    [`From: ${'"'.repeat(200_000)}`, null],
  ])('of %.70s is %s', (header, address) => {
    expect(parseMessage(mail([header], 'x')).from).toBe(address);
  });

  it.each([
    ['notices@norvik.example', ['Notices@norvik.example'], true],
    ['notices@norvik.example', ['@norvik.example'], true],
    ['notices@mail.norvik.example', ['@norvik.example'], false],
    ['notices@fornorvik.example', ['@norvik.example', 'norvik.example'], false],
    ['a@norvik.example', ['b@norvik.example'], false],
    [null, ['@norvik.example'], false],
  ])('%s among %j: %s', (address, senders, isAllowed) => {
    expect(isAllowedSender(address, senders)).toBe(isAllowed);
  });
});

describe('a mailbox', () => {
  it('shows the newest mail first, and those without a date last', () => {
    const dated = (day: string, subject: string): Uint8Array =>
      mail([from, `Date: ${day} Mar 2026 09:00:00 +0000`, `Subject: ${subject}`], 'x');
    const all = [dated('3', 'second'), mail([from, 'Subject: undated'], 'x'), dated('10', 'first')];
    const headings = blocksOf(...all).filter((line) => line.startsWith('##'));
    expect(headings).toEqual(['## first', '## second', '## undated']);
    expect(blocksOf(...all.toReversed())).toEqual(blocksOf(...all));
  });

  it('counts what it passes over', () => {
    const bomb = mail([from, 'Content-Type: text/html', 'Subject: bomb'], '<div>'.repeat(100_000));
    const stranger = mail(['From: a@other.example', 'Subject: stranger'], 'Scribe 2 retires.');
    const plain = mails['plain'] ?? bomb;
    const document = extractMailbox([bomb, stranger, plain, plain].map(parseMessage), vendor);
    expect(document.remarks).toEqual([
      '1 mails from other senders were passed over',
      '1 mails bear the Message-ID of another and were passed over',
      '1 parts of mails could not be read',
    ]);
    expect(document.blocks.filter(({ kind }) => kind === 'heading').map(({ text }) => text)).toEqual([
      'A change',
      'bomb',
    ]);
  });

  it('may be empty', () => {
    expect(extractMailbox([], vendor)).toMatchObject({
      blocks: [],
      remarks: ['there is no mail from the allowed senders'],
    });
  });
});

describe('mails made to exhaust or confuse', () => {
  const multipart = (count: number): string => {
    let body = 'x';
    for (let depth = count; depth > 0; depth -= 1) {
      body = `--b${depth}\nContent-Type: multipart/mixed; boundary=b${depth + 1}\n\n${body}`;
    }
    return body;
  };

  it.each([
    ['many parts', ['Content-Type: multipart/mixed; boundary=b'], '--b\n\nx\n'.repeat(200_000)],
    ['deep parts', ['Content-Type: multipart/mixed; boundary=b1'], multipart(2_000)],
    ['many headers', Array.from({ length: 100_000 }, () => 'A: b'), 'x'],
    ['folded headers', [`Subject: ${'x\r\n '.repeat(100_000)}`], 'x'],
    ['encoded words', [`Subject: ${'=?a?q?'.repeat(40_000)}`], 'x'],
    ['soft line breaks', ['Content-Transfer-Encoding: quoted-printable'], '=\n'.repeat(500_000)],
    ['blank lines', [], ' \n'.repeat(500_000)],
    ['dashes', [], '\n- '.repeat(300_000)],
  ])('are read within seconds: %s', { timeout: 15_000 }, (_name, headers, body) => {
    const started = performance.now();
    let message: MailMessage | null = null;
    expect(() => {
      message = parseMessage(mail([from, ...headers], body));
    }).not.toThrow();
    expect(message).not.toBeNull();
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  it('never fail to be read, and give only what can be stored', () => {
    const scraps = fc.array(
      fc.oneof(
        fc.constantFrom(
          ...'From: a@norvik.example\n|Subject: |=?utf-8?Q?|?=|=?x?B?|Date: |Message-ID: <|>|\n|\n\n|Content-Type: |multipart/mixed; boundary=b|text/html|; charset=|utf-16|--b|--b--|Content-Transfer-Encoding: |base64|quoted-printable|=0|=00|<p>|"|('.split(
            '|',
          ),
        ),
        fc.string({ unit: 'binary', maxLength: 8 }),
      ),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(scraps, (parts) => {
        const bytes = Buffer.from(`From: a@norvik.example\n${parts.join('')}`);
        const document = extractMailbox([parseMessage(bytes)], vendor);
        const strings: string[] = [];
        JSON.stringify(document, (_key, value: unknown) => {
          if (typeof value === 'string') strings.push(value);
          return value;
        });
        expect(strings.filter((text) => text.includes('\0') || !text.isWellFormed())).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });
});
