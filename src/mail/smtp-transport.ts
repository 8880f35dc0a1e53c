/** Mail by SMTP: stored bytes go out as they are, over verified TLS unless the operator says otherwise. */
import { PassThrough, pipeline, type Readable } from 'node:stream';
import { rootCertificates } from 'node:tls';
import { createTransport, type NodemailerError, type SMTPPoolOptions } from 'nodemailer';
import { classifyAnswer } from './classify-answer.ts';
import type { BuiltMessage } from './compose-message.ts';
import { inertText } from './inert-text.ts';
import type { MailTransport, SendResult } from './transport.ts';

export interface SmtpSettings {
  readonly host: string;
  readonly port: number;
  /** `tls`: from the first byte; `starttls`: required before anything is said; `none`: for trials only. */
  readonly security: 'tls' | 'starttls' | 'none';
  readonly user: string | null;
  readonly password: string | null;
  /** PEM text of an authority to trust beside the well-known ones. */
  readonly certificateAuthority?: string;
  /** How long to wait; default 10 s to connect, 10 s for the greeting, 60 s of silence. */
  readonly timeouts?: SmtpTimeouts;
  /** Gets each line that is said with the relay, without secrets and without the message itself. */
  readonly hear?: (line: string) => void;
}

interface SmtpTimeouts {
  readonly connectMs: number;
  readonly greetingMs: number;
  readonly socketMs: number;
}

const defaultTimeouts: SmtpTimeouts = { connectMs: 10_000, greetingMs: 10_000, socketMs: 60_000 };

/** A transport with at most two connections to one relay, opened when needed and kept for later mail. */
export function createSmtpTransport(settings: SmtpSettings): MailTransport {
  const relay = createTransport(poolOptions(settings));
  let isClosed = false;
  /** How far each message under way has got, by its envelope. */
  const handovers = new WeakMap<object, Handover>();
  relay.use('stream', (mail, done) => {
    const handover = mail.data.envelope === undefined ? undefined : handovers.get(mail.data.envelope);
    if (handover) mail.message.processFunc((content) => handover.watch(content));
    done();
  });

  return {
    description: `smtp relay ${settings.host}:${settings.port} (${settings.security})`,
    async send(message, signal): Promise<SendResult> {
      const envelope = { from: message.from, to: [message.to] };
      const handover = new Handover();
      handovers.set(envelope, handover);
      try {
        const { response } = await relay.sendMail({ envelope, raw: asBuffer(message), signal });
        return { kind: 'sent', response: inertText(response, 500) };
      } catch (error) {
        if (isClosed) return closedUnder(handover);
        if (!isNodemailerError(error)) throw error;
        return classifyAnswer(error, handover.isComplete);
      }
    },
    async close() {
      isClosed = true;
      relay.close();
    },
  };
}

/**
 * Watches a message on its way. Nodemailer reads ahead long before DATA, so what tells is whether the
 * connection took the last byte: before that the relay cannot have accepted anything.
 */
class Handover {
  readonly #outlets: PassThrough[] = [];

  get isComplete(): boolean {
    return this.#outlets.some((outlet) => outlet.readableEnded);
  }

  watch(content: Readable): Readable {
    const outlet = new PassThrough();
    this.#outlets.push(outlet);
    // Errors on either side reach nodemailer through the outlet.
    pipeline(content, outlet, () => undefined);
    return outlet;
  }
}

function poolOptions(settings: SmtpSettings): SMTPPoolOptions & { pool: true } {
  const { host, port, security, user, password, certificateAuthority } = settings;
  const { connectMs, greetingMs, socketMs } = settings.timeouts ?? defaultTimeouts;
  return {
    pool: true,
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    tls: {
      minVersion: 'TLSv1.2',
      ...(certificateAuthority === undefined ? {} : { ca: [...rootCertificates, certificateAuthority] }),
    },
    ...(user === null ? {} : { auth: { user, pass: password ?? '' } }),
    ...(settings.hear ? { logger: dialogueLog(settings.hear), transactionLog: true, debug: false } : {}),
    maxConnections: 2,
    // Once, when an idle connection was closed under us and nothing had been sent; the rest is our own policy.
    maxRequeues: 1,
    connectionTimeout: connectMs,
    greetingTimeout: greetingMs,
    socketTimeout: socketMs,
    dnsTimeout: connectMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** Nodemailer logs the dialogue, with secrets left out, as `client` and `server` lines. */
function dialogueLog(hear: (line: string) => void) {
  const log = (entry: { tnx?: string }, text = '', ...parts: unknown[]) => {
    const mark = entry.tnx === 'client' ? '→' : entry.tnx === 'server' ? '←' : null;
    if (mark === null) return;
    for (const line of [text, ...parts].map(String).join(' ').split(/\r?\n/))
      hear(`${mark} ${inertText(line, 300)}`);
  };
  return { level: () => undefined, trace: log, debug: log, info: log, warn: log, error: log, fatal: log };
}

function asBuffer({ bytes }: BuiltMessage): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function closedUnder(handover: Handover): SendResult {
  const response = 'the transport was closed';
  return {
    kind: 'deferred',
    code: 'ECLOSED',
    response,
    possiblySent: handover.isComplete,
    scope: 'stopped',
  };
}

function isNodemailerError(error: unknown): error is NodemailerError {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}
