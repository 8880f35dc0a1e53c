/**
 * What a failed attempt means. The kind of fault (login, TLS, settings) is looked at first, then the class of
 * the relay's reply (RFC 5321 §4.2.1), never nodemailer's code alone: a greylisting and an unknown recipient
 * bear the same one. No reply means that nobody knows.
 */
import type { NodemailerError } from 'nodemailer';
import { inertText } from './inert-text.ts';
import type { SendResult } from './transport.ts';

/** The part of nodemailer's error that decides. */
export type SendFailure = Pick<
  NodemailerError,
  'message' | 'code' | 'command' | 'response' | 'responseCode' | 'originalCode'
>;

const configurationCodes: ReadonlySet<string> = new Set([
  'EAUTH',
  'ETLS',
  'ECONFIG',
  'ENOAUTH',
  'EOAUTH2',
  'EREQUIRETLS',
  'EPROXY',
]);

/** Node's codes for a certificate that cannot be trusted, or for no TLS where TLS was wanted. */
const tlsFault = /^(?:CERT_|ERR_TLS_|ERR_SSL_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_|HOSTNAME_MISMATCH)/;

/** Replies that ask for a login, or a better one (RFC 4954 §6). */
const loginReplies: ReadonlySet<number> = new Set([530, 534, 535, 538]);

/**
 * Classifies a failure by the table of the mail policy.
 * @param wasHandedOver whether the last byte of the message had gone to the relay; without a reply it may then
 * have been taken.
 */
export function classifyAnswer(failure: SendFailure, wasHandedOver: boolean): SendResult {
  const code = failure.code ?? 'unknown';
  const response = inertText(failure.response ?? failure.message, 500);
  const reply = failure.responseCode ?? 0;
  const isTemporary = reply >= 400 && reply < 500;
  if (isConfigurationFault(failure, reply) && !isTemporary) return { kind: 'misconfigured', code, response };
  if (isTemporary || reply === 503) {
    return { kind: 'deferred', code, response, possiblySent: false, scope: deferralScope(failure, reply) };
  }
  if (reply >= 500) return classifyRefusal(failure, code, response);
  if (isRefusedHere(failure)) return { kind: 'refused', code, response, scope: refusedHereScope(failure) };
  const scope = failure.code === 'EABORT' ? 'stopped' : 'relay';
  return { kind: 'deferred', code, response, possiblySent: wasHandedOver, scope };
}

/** Greylisting and full mailboxes are told at RCPT; 421 is said by a relay that is about to go, wherever it comes. */
function deferralScope(failure: SendFailure, reply: number): 'recipient' | 'relay' {
  return failure.command === 'RCPT TO' && reply !== 421 ? 'recipient' : 'relay';
}

function isConfigurationFault(failure: SendFailure, reply: number): boolean {
  return (
    configurationCodes.has(failure.code ?? '') ||
    loginReplies.has(reply) ||
    (reply === 0 && tlsFault.test(failure.originalCode ?? ''))
  );
}

/** A permanent reply: what it is about depends on the command that it answers. */
function classifyRefusal(failure: SendFailure, code: string, response: string): SendResult {
  if (failure.command === 'RCPT TO') return { kind: 'refused', code, response, scope: 'address' };
  if (failure.command === 'DATA' || failure.responseCode === 552) {
    return { kind: 'refused', code, response, scope: 'message' };
  }
  // At the greeting, EHLO or MAIL FROM the relay refuses us, not this mail.
  return { kind: 'misconfigured', code, response };
}

/** Nodemailer itself refuses what the relay said it would: a message above the announced size, a bad address. */
function isRefusedHere(failure: SendFailure): boolean {
  return failure.code === 'EMESSAGE' || failure.code === 'EENVELOPE';
}

function refusedHereScope(failure: SendFailure): 'address' | 'message' {
  return failure.code === 'EENVELOPE' ? 'address' : 'message';
}
