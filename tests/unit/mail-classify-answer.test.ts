import { describe, expect, it } from 'vitest';
import { classifyAnswer, type SendFailure } from '../../src/mail/classify-answer.ts';
import type { SendResult } from '../../src/mail/transport.ts';

/** Answers that are hard to get out of a real relay; the others are tried on one in tests/faults. */
describe('classifyAnswer', () => {
  it.each<[string, Partial<SendFailure>, boolean, Partial<SendResult>]>([
    ['a login that fails for now', { code: 'EAUTH', responseCode: 454 }, false, { kind: 'deferred' }],
    ['a login that is too weak', { code: 'EENVELOPE', responseCode: 534 }, false, { kind: 'misconfigured' }],
    ['TLS that is away for now', { code: 'ETLS', responseCode: 454 }, false, { kind: 'deferred' }],
    ['TLS that is missing', { code: 'ETLS', responseCode: 500 }, false, { kind: 'misconfigured' }],
    ['settings that make no sense', { code: 'ECONFIG' }, false, { kind: 'misconfigured' }],
    [
      'commands out of order',
      { code: 'EENVELOPE', responseCode: 503, command: 'RCPT TO' },
      false,
      { kind: 'deferred', possiblySent: false },
    ],
    [
      'a size refused at MAIL',
      { code: 'EENVELOPE', responseCode: 552, command: 'MAIL FROM' },
      false,
      { kind: 'refused', scope: 'message' },
    ],
    [
      'a size that nodemailer knows to be too big',
      { code: 'EMESSAGE', command: 'MAIL FROM' },
      false,
      { kind: 'refused', scope: 'message' },
    ],
    [
      'an address that nodemailer refuses',
      { code: 'EENVELOPE', command: 'API' },
      false,
      { kind: 'refused', scope: 'address' },
    ],
    ['a lost connection before the last byte', { code: 'ECONNECTION' }, false, { possiblySent: false }],
    ['a lost connection after the last byte', { code: 'ECONNECTION' }, true, { possiblySent: true }],
    ['a fault without a code', {}, true, { kind: 'deferred', code: 'unknown', possiblySent: true }],
  ])('%s', (_name, failure, wasHandedOver, expected) => {
    expect(classifyAnswer({ message: 'failed', ...failure }, wasHandedOver)).toMatchObject(expected);
  });

  it('keeps the answer on one bounded line', () => {
    const result = classifyAnswer(
      { message: 'x', responseCode: 450, response: `450 a\r\nb${'c'.repeat(9000)}` },
      false,
    );
    expect(result.response).toMatch(/^450 a bc+…$/);
    expect(result.response).toHaveLength(500);
  });
});
