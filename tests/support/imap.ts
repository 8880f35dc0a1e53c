/**
 * A small IMAP server on loopback for tests (the part of RFC 9051 that reading a mailbox needs), over TLS. It
 * keeps every command that it was given, and can be told to misbehave.
 */
import type { Socket } from 'node:net';
import { createServer } from 'node:tls';
import { siteCertificate } from './site-certificates.ts';

export interface ImapServer {
  readonly port: number;
  /** Commands so far, without their tags. */
  readonly commands: readonly string[];
  /** What the mailbox INBOX holds, by UID; tests change it. */
  readonly mails: Map<number, string>;
  /** Tests set it to start the mailbox anew. */
  uidValidity: number;
  /** Sizes that are told instead of the true ones, by UID. */
  readonly falseSizes: Map<number, number>;
  /** Commands whose answer never comes, by their first word. */
  readonly silent: Set<string>;
  stop(): Promise<void>;
}

export async function startImapServer(user: string, password: string): Promise<ImapServer> {
  const mails = new Map<number, string>();
  const falseSizes = new Map<number, number>();
  const silent = new Set<string>();
  const commands: string[] = [];
  const sockets = new Set<Socket>();
  let nextUid = 1;
  const state = { uidValidity: 1 };

  const server = createServer(siteCertificate('good'), (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.write('* OK [CAPABILITY IMAP4rev1] ready\r\n');
    let rest = '';
    socket.on('data', (chunk) => {
      rest += chunk.toString('latin1');
      for (let end = rest.indexOf('\r\n'); end !== -1; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        const [tag = '', ...words] = line.split(' ');
        const command = words.join(' ');
        if (silent.has(words[0] ?? '')) continue;
        for (const answer of answersTo(command))
          socket.write(Buffer.from(answer.replace(/^OK|^NO|^BAD/, `${tag} $&`), 'latin1'));
      }
    });
  });
  server.on('tlsClientError', () => undefined);

  function answersTo(command: string): readonly string[] {
    const [name = '', ...words] = command.split(' ');
    commands.push(command);
    if (name === 'LOGIN') {
      const isRight = command.replaceAll('"', '') === `LOGIN ${user} ${password}`;
      return [isRight ? 'OK done\r\n' : 'NO [AUTHENTICATIONFAILED] wrong\r\n'];
    }
    if (name === 'CAPABILITY') return ['* CAPABILITY IMAP4rev1\r\n', 'OK done\r\n'];
    if (name === 'LIST') return ['* LIST () "/" INBOX\r\n', 'OK done\r\n'];
    if (name === 'EXAMINE') return examine(words[0] ?? '');
    if (command.startsWith('UID SEARCH')) return search(command);
    if (command.startsWith('UID FETCH')) return [...fetched(command), 'OK done\r\n'];
    return ['OK done\r\n'];
  }

  function examine(name: string): readonly string[] {
    if (name !== 'INBOX') return ['NO [NONEXISTENT] no such mailbox\r\n'];
    nextUid = Math.max(nextUid, ...[...mails.keys()].map((uid) => uid + 1));
    return [
      '* FLAGS (\\Seen)\r\n',
      `* ${mails.size} EXISTS\r\n`,
      `* OK [UIDVALIDITY ${state.uidValidity}] fine\r\n`,
      `* OK [UIDNEXT ${nextUid}] fine\r\n`,
      'OK [READ-ONLY] done\r\n',
    ];
  }

  function search(command: string): readonly string[] {
    const first = /UID (\d+):\*$/.exec(command.slice('UID SEARCH '.length))?.[1];
    if (first !== undefined) {
      // As servers do: the star stands for the newest mail, even where that came before.
      const newest = Math.max(0, ...mails.keys());
      const uids = [...mails.keys()].filter((uid) => uid >= Math.min(Number(first), newest));
      return [`* SEARCH ${uids.join(' ')}\r\n`, 'OK done\r\n'];
    }
    const wanted = /FROM "?([^" ]+)"?/.exec(command)?.[1] ?? '';
    const uids = [...mails].filter(([, mail]) => /^From:.*$/im.exec(mail)?.[0].includes(wanted));
    return [`* SEARCH ${uids.map(([uid]) => uid).join(' ')}\r\n`, 'OK done\r\n'];
  }

  function fetched(command: string): readonly string[] {
    const [, set = '', items = ''] = /^UID FETCH (\S+) (.*)$/.exec(command) ?? [];
    const wanted = set.split(',').flatMap((part) => {
      const [from = 0, to = from] = part.split(':').map(Number);
      return Array.from({ length: to - from + 1 }, (_, index) => from + index);
    });
    return [...mails.keys()].flatMap((uid, index) => {
      const mail = mails.get(uid);
      if (mail === undefined || !wanted.includes(uid)) return [];
      const size = falseSizes.get(uid) ?? mail.length;
      const body = items.includes('BODY.PEEK[]') ? ` BODY[] {${mail.length}}\r\n${mail}` : '';
      return [`* ${index + 1} FETCH (UID ${uid} RFC822.SIZE ${size}${body})\r\n`];
    });
  }

  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('the server is not listening on a port');
  return {
    port: address.port,
    commands,
    mails,
    falseSizes,
    silent,
    get uidValidity() {
      return state.uidValidity;
    },
    set uidValidity(value) {
      state.uidValidity = value;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
