/**
 * A real SMTP relay on loopback for tests: it keeps every mail with its exact bytes, and answers each step
 * as a script says, so that every way in which a relay can misbehave can be played.
 */
import type { Socket } from 'node:net';
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';

/** What the relay does at one step: go on, cut the connection, never answer, or answer with this reply. */
type SmtpAct = 'accept' | 'drop' | 'hang' | { readonly code: number; readonly text: string };

/** Acts for each step, used up one after the other; a step with none left accepts. */
interface SmtpScript {
  readonly connect?: readonly SmtpAct[];
  readonly mailFrom?: readonly SmtpAct[];
  readonly rcptTo?: readonly SmtpAct[];
  /** After the whole message was read: `drop` is a relay that dies between DATA and its 250. */
  readonly data?: readonly SmtpAct[];
}

export interface SmtpOptions {
  readonly script?: SmtpScript;
  /** Default `none`: the relay offers no TLS at all. */
  readonly security?: 'none' | 'starttls' | 'tls';
  /** PEM texts, for `starttls` and `tls`. */
  readonly certificate?: { readonly key: string; readonly cert: string };
  /** With it the relay takes mail only after this login. */
  readonly login?: { readonly user: string; readonly password: string };
}

interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** The message exactly as it came over the wire, dots unstuffed. */
  readonly bytes: Buffer;
  readonly isSecure: boolean;
  /** Who had logged in; null without a login. */
  readonly user: string | null;
  /** Whether the sender was told 250. A mail with `false` was read whole all the same. */
  readonly isAcknowledged: boolean;
}

export interface Smtp {
  readonly host: string;
  readonly port: number;
  /** Every message that was read to its end, oldest first. */
  readonly mails: readonly ReceivedMail[];
  /** Connections since the start. */
  readonly connectionCount: number;
  /** Cuts all connections, as a relay does with those that were idle for too long. */
  cut(): void;
  /** Cuts all connections and resolves when the port is free. May be called twice. */
  stop(): Promise<void>;
}

/** Starts a relay on a free port of 127.0.0.1. The caller stops it. */
export async function startSmtp(options: SmtpOptions = {}): Promise<Smtp> {
  const mails: ReceivedMail[] = [];
  const sockets = new Map<number, Socket>();
  let connectionCount = 0;
  const play = scriptPlayer(options.script ?? {}, (session) => sockets.get(session.remotePort)?.destroy());

  const server = new SMTPServer({
    ...tlsOptions(options),
    ...loginOptions(options),
    disableReverseLookup: true,
    logger: false,
    onConnect: (session, done) => play('connect', session, done),
    onMailFrom: (_address, session, done) => play('mailFrom', session, done),
    onRcptTo: (_address, session, done) => play('rcptTo', session, done),
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.once('end', () => {
        const bytes = Buffer.concat(chunks);
        play(
          'data',
          session,
          (error) => done(error, `queued as test-${mails.length}`),
          (isAcknowledged) => mails.push(received(session, bytes, isAcknowledged)),
        );
      });
    },
  });
  // A client that goes away or fails a handshake is what these tests are about, not a fault of the relay.
  server.on('error', () => undefined);
  server.server.on('connection', (socket: Socket) => {
    connectionCount += 1;
    const port = socket.remotePort ?? 0;
    sockets.set(port, socket);
    socket.once('close', () => sockets.delete(port));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('the relay has no port');
  const { port } = address;

  const cut = (): void => {
    for (const socket of sockets.values()) socket.destroy();
  };
  let stopped: Promise<void> | null = null;
  return {
    host: '127.0.0.1',
    port,
    mails,
    get connectionCount() {
      return connectionCount;
    },
    cut,
    stop() {
      stopped ??= new Promise((resolve) => {
        server.close(() => resolve());
        cut();
      });
      return stopped;
    },
  };
}

type Done = (error?: Error | null) => void;

/** Plays the next act of a step: `taken` hears whether the client was told yes. */
function scriptPlayer(script: SmtpScript, cut: (session: SMTPServerSession) => void) {
  const left: Record<keyof SmtpScript, SmtpAct[]> = {
    connect: [...(script.connect ?? [])],
    mailFrom: [...(script.mailFrom ?? [])],
    rcptTo: [...(script.rcptTo ?? [])],
    data: [...(script.data ?? [])],
  };
  return (
    step: keyof SmtpScript,
    session: SMTPServerSession,
    done: Done,
    taken: (isAcknowledged: boolean) => void = () => undefined,
  ): void => {
    const act = left[step].shift() ?? 'accept';
    taken(act === 'accept');
    if (act === 'accept') done();
    else if (act === 'drop') cut(session);
    else if (act !== 'hang') done(Object.assign(new Error(act.text), { responseCode: act.code }));
  };
}

function received(session: SMTPServerSession, bytes: Buffer, isAcknowledged: boolean): ReceivedMail {
  const sender = session.envelope.mailFrom;
  return {
    from: sender === false ? '' : sender.address,
    to: session.envelope.rcptTo.map((recipient) => recipient.address),
    bytes,
    isSecure: session.secure,
    user: session.user ?? null,
    isAcknowledged,
  };
}

function tlsOptions(options: SmtpOptions): SMTPServerOptions {
  const security = options.security ?? 'none';
  if (security === 'none') return { disabledCommands: options.login ? ['STARTTLS'] : ['STARTTLS', 'AUTH'] };
  return {
    ...options.certificate,
    secure: security === 'tls',
    disabledCommands: options.login ? [] : ['AUTH'],
  };
}

function loginOptions({ login }: SmtpOptions): SMTPServerOptions {
  if (!login) return { authOptional: true };
  return {
    allowInsecureAuth: true,
    onAuth(attempt, _session, done) {
      const isRight = attempt.username === login.user && attempt.password === login.password;
      if (isRight) done(null, { user: login.user });
      else done(Object.assign(new Error('authentication failed'), { responseCode: 535 }));
    },
  };
}
