/**
 * Signed notes as C2SP's signed-note.md describes them, and Go's sumdb/note reads them: a text, a blank line, and a line for
 * each signature, here with Ed25519.
 */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';

/** A key that notes can be verified with. */
export interface NoteKey {
  readonly name: string;
  /** Eight hex digits: SHA-256(name || LF || 0x01 || public key), the first four bytes. */
  readonly id: string;
  /** `name+id+base64(0x01 || public key)`: the form in which verifier keys are handed around. */
  readonly text: string;
  /** As PEM, for tools such as openssl. */
  readonly pem: string;
  readonly publicKey: KeyObject;
}

/** A key that notes can be signed with. */
export interface NoteSigner {
  readonly key: NoteKey;
  /** `PRIVATE+KEY+name+id+base64(0x01 || seed)`: whoever has this can sign in our name. */
  readonly secret: string;
  /** The signature line, without its line end, over a text that ends in a line end. */
  sign(text: string): string;
}

export interface NoteSignature {
  readonly name: string;
  readonly id: string;
  readonly bytes: Uint8Array;
}

export interface SignedNote {
  /** What is signed; ends in a line end. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

const ed25519 = 1;
/** What stands before the 32 bytes of a key in PKCS #8 and SubjectPublicKeyInfo (RFC 8410). */
const privatePrefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const publicPrefix = Buffer.from('302a300506032b6570032100', 'hex');

/** A name has neither spaces nor plus signs. */
const keyName = String.raw`[^\s+]+`;
const signatureLine = new RegExp(`^— (?<name>${keyName}) (?<signature>[A-Za-z0-9+/]+={0,2})$`, 'u');

/** Makes a signer, with a new key unless `seed` (32 bytes) is given. @throws RangeError for a name that cannot be one */
export function makeSigner(name: string, seed: Uint8Array = randomBytes(32)): NoteSigner {
  if (!new RegExp(`^${keyName}$`, 'u').test(name)) throw new RangeError(`${name} cannot name a key`);
  const der = Buffer.concat([privatePrefix, seed]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const key = keyOf(name, createPublicKey(privateKey));
  return {
    key,
    secret: `PRIVATE+KEY+${name}+${key.id}+${Buffer.concat([Uint8Array.of(ed25519), seed]).toString('base64')}`,
    sign(text) {
      const signature = sign(null, Buffer.from(text), privateKey);
      return `— ${name} ${Buffer.concat([Buffer.from(key.id, 'hex'), signature]).toString('base64')}`;
    },
  };
}

/** Reads a signer's secret; null when it is none, or its id is not that of its key. */
export function readSigner(secret: string): NoteSigner | null {
  const shape = new RegExp(`^PRIVATE\\+KEY\\+(?<name>${keyName})\\+(?<id>[0-9a-f]{8})\\+(?<data>\\S+)$`, 'u');
  const { name, id, data } = shape.exec(secret.trim())?.groups ?? {};
  const seed = typed(data);
  if (name === undefined || seed === null) return null;
  const signer = makeSigner(name, seed);
  return signer.key.id === id ? signer : null;
}

/** Reads a verifier key; null when it is none, or its id is not that of its key. */
export function readKey(text: string): NoteKey | null {
  const shape = new RegExp(`^(?<name>${keyName})\\+(?<id>[0-9a-f]{8})\\+(?<data>\\S+)$`, 'u');
  const { name, id, data } = shape.exec(text.trim())?.groups ?? {};
  const bytes = typed(data);
  if (name === undefined || bytes === null) return null;
  const der = Buffer.concat([publicPrefix, bytes]);
  const key = keyOf(name, createPublicKey({ key: der, format: 'der', type: 'spki' }));
  return key.id === id ? key : null;
}

/** The 32 bytes behind the byte that says that they are of Ed25519. */
function typed(base64: string | undefined): Uint8Array | null {
  const bytes = Buffer.from(base64 ?? '', 'base64');
  return bytes.length === 33 && bytes[0] === ed25519 ? bytes.subarray(1) : null;
}

function keyOf(name: string, publicKey: KeyObject): NoteKey {
  const bytes = publicKey.export({ format: 'der', type: 'spki' }).subarray(publicPrefix.length);
  const data = Buffer.concat([Uint8Array.of(ed25519), bytes]);
  const id = createHash('sha256').update(`${name}\n`).update(data).digest('hex').slice(0, 8);
  const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
  return { name, id, text: `${name}+${id}+${data.toString('base64')}`, pem, publicKey };
}

/** A text, ended by a line end, with its signature lines. */
export function writeNote(text: string, signers: readonly NoteSigner[]): string {
  return `${text}\n${signers.map((signer) => `${signer.sign(text)}\n`).join('')}`;
}

/** Reads a note; null when it does not have the form of one. That it is signed is not said by this. */
export function readNote(note: string): SignedNote | null {
  const border = note.lastIndexOf('\n\n');
  const lines = note.slice(border + 2).split('\n');
  if (border < 0 || lines.pop() !== '' || lines.length === 0) return null;
  const signatures = lines.flatMap((line) => {
    const { name, signature } = signatureLine.exec(line)?.groups ?? {};
    const bytes = Buffer.from(signature ?? '', 'base64');
    if (name === undefined || bytes.length <= 4) return [];
    return [{ name, id: bytes.toString('hex', 0, 4), bytes: bytes.subarray(4) }];
  });
  return signatures.length === lines.length ? { text: note.slice(0, border + 1), signatures } : null;
}

/** Whether a key signed a note. Other signatures say nothing for or against. */
export function isSignedBy(note: SignedNote, key: NoteKey): boolean {
  return note.signatures.some(
    ({ name, id, bytes }) =>
      name === key.name &&
      id === key.id &&
      bytes.length === 64 &&
      verify(null, Buffer.from(note.text), key.publicKey, bytes),
  );
}

/** The 64 bytes with which a key signed a note; null when it did not. */
export function signatureOf(note: SignedNote, key: NoteKey): Uint8Array | null {
  if (!isSignedBy(note, key)) return null;
  return note.signatures.find(({ name, id }) => name === key.name && id === key.id)?.bytes ?? null;
}
