/**
 * A time-stamp authority on loopback (RFC 3161 over HTTP), whose answers OpenSSL makes with certificates that are made for the
 * test. It can be told to misbehave.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** How the authority answers. */
export type Manner =
  | 'well'
  | 'silent'
  | 'error'
  | 'page'
  | 'rejects'
  | 'other-request'
  | 'wrong-type'
  | 'garbage';

export interface TimeAuthority {
  readonly url: string;
  /** The root that its certificate leads to, PEM; `rootFile` holds it. */
  readonly root: string;
  readonly rootFile: string;
  manner: Manner;
  /** Requests so far. */
  readonly asked: number;
  stop(): Promise<void>;
}

const config = (folder: string) => `
[req]
distinguished_name = name
[name]
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
[stamping]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[here]
serial = ${folder}/serial
signer_cert = ${folder}/tsa.pem
signer_key = ${folder}/tsa.key
certs = ${folder}/tsa.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
`;

/** Starts an authority. `algorithm` is that of its keys. */
export async function startTimeAuthority(algorithm: 'rsa' | 'ec' = 'rsa'): Promise<TimeAuthority> {
  const folder = await mkdtemp(join(tmpdir(), 'modelwarden-tsa-'));
  const at = (name: string) => join(folder, name);
  await writeFile(at('tsa.cnf'), config(folder));
  await writeFile(at('serial'), '01\n');
  const newKey = algorithm === 'rsa' ? ['rsa:2048'] : ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
  const openssl = (...argv: readonly string[]) => run('openssl', [...argv], { cwd: folder });
  const request = async (name: string) =>
    openssl(
      'req',
      '-new',
      '-newkey',
      ...newKey,
      '-nodes',
      '-config',
      'tsa.cnf',
      '-subj',
      `/CN=Test ${name}`,
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.csr`,
    );
  await request('root');
  await openssl(
    'x509',
    '-req',
    '-in',
    'root.csr',
    '-signkey',
    'root.key',
    '-days',
    '7300',
    '-extfile',
    'tsa.cnf',
    '-extensions',
    'root',
    '-out',
    'root.pem',
  );
  await request('tsa');
  await openssl(
    'x509',
    '-req',
    '-in',
    'tsa.csr',
    '-CA',
    'root.pem',
    '-CAkey',
    'root.key',
    '-CAcreateserial',
    '-days',
    '3650',
    '-extfile',
    'tsa.cnf',
    '-extensions',
    'stamping',
    '-out',
    'tsa.pem',
  );
  const state: { manner: Manner; asked: number } = { manner: 'well', asked: 0 };

  async function reply(query: Uint8Array): Promise<Buffer> {
    const name = `q${state.asked}`;
    await writeFile(at(`${name}.tsq`), query);
    await openssl(
      'ts',
      '-reply',
      '-config',
      'tsa.cnf',
      '-section',
      'here',
      '-queryfile',
      `${name}.tsq`,
      '-out',
      `${name}.tsr`,
    );
    return readFile(at(`${name}.tsr`));
  }

  async function otherQuery(): Promise<Buffer> {
    await writeFile(at('other.txt'), 'something else');
    await openssl('ts', '-query', '-data', 'other.txt', '-sha256', '-cert', '-out', 'other.tsq');
    return readFile(at('other.tsq'));
  }

  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      state.asked += 1;
      void answer(Buffer.concat(chunks)).then(
        ({ status, type, body }) => response.writeHead(status, { 'content-type': type }).end(body),
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
    });
  });

  async function answer(query: Buffer): Promise<{ status: number; type: string; body: Buffer | string }> {
    const type = 'application/timestamp-reply';
    switch (state.manner) {
      case 'well':
        return { status: 200, type, body: await reply(query) };
      case 'silent':
        return new Promise(() => undefined);
      case 'error':
        return { status: 503, type: 'text/plain', body: 'busy' };
      case 'page':
        return { status: 200, type: 'text/html', body: '<p>Sign in</p>' };
      case 'rejects':
        return {
          status: 200,
          type,
          body: await reply(Buffer.from('3000', 'hex')).catch(() => Buffer.from('30053003020102', 'hex')),
        };
      case 'other-request':
        return { status: 200, type, body: await reply(await otherQuery()) };
      case 'wrong-type':
        return { status: 200, type: 'application/octet-stream', body: await reply(query) };
      case 'garbage':
        return { status: 200, type, body: Buffer.from('3003020100ff', 'hex') };
    }
  }

  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}/tsr`,
    root: await readFile(at('root.pem'), 'utf8'),
    rootFile: at('root.pem'),
    get manner() {
      return state.manner;
    },
    set manner(value) {
      state.manner = value;
    },
    get asked() {
      return state.asked;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
