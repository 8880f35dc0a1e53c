import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findCheckpoints, readCheckpoint, writeCheckpoint } from '../../src/evidence/checkpoint.ts';
import { leafHash } from '../../src/evidence/merkle-tree.ts';
import { isSignedBy, makeSigner, readKey, readNote, readSigner } from '../../src/evidence/signed-note.ts';

/** Published with Go's golang.org/x/mod/sumdb/note, whose form this is. */
const peter = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const peterNote =
  'If you think cryptography is the answer to your problem,\n' +
  "then you don't know what your problem is.\n" +
  '\n' +
  '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';

describe('a signed note', () => {
  it('of another program is verified', () => {
    const key = readKey(peter);
    const note = readNote(peterNote);
    expect(key && note && isSignedBy(note, key)).toBe(true);
    const altered = readNote(peterNote.replace('your problem is', 'the problem is'));
    expect(key && altered && isSignedBy(altered, key)).toBe(false);
  });

  it('is not read when its form is not right', () => {
    for (const text of [
      '',
      'a\n',
      'a\n\n',
      peterNote.trimEnd(),
      peterNote.replace('— ', '- '),
      `${peterNote}x\n`,
    ])
      expect(readNote(text), JSON.stringify(text)).toBeNull();
    for (const text of [peter.replace('c74f20a3', 'c74f20a4'), 'a+b', peter.replace('+AR', '+AhR')])
      expect(readKey(text), text).toBeNull();
  });

  it('keys keep their form, and names that would blur it are refused', () => {
    const signer = makeSigner('modelwarden/0123abcd');
    expect(readSigner(signer.secret)?.key.text).toBe(signer.key.text);
    expect(readKey(signer.key.text)?.id).toBe(signer.key.id);
    expect(readSigner(signer.secret.replace(`+${signer.key.id}+`, '+00000000+'))).toBeNull();
    expect(() => makeSigner('a b')).toThrow(RangeError);
    expect(() => makeSigner('a+b')).toThrow(RangeError);
  });
});

describe('a checkpoint', () => {
  const signer = makeSigner('modelwarden/0123abcd');
  const other = makeSigner('modelwarden/0123abcd');
  const origin = 'modelwarden/0123abcd';
  const root = leafHash('root');
  const text = writeCheckpoint({ origin, size: 42, root }, [signer, other]);

  it('is five lines that say name, size and root, and who signed', () => {
    expect(text.split('\n').slice(0, 4)).toEqual([origin, '42', Buffer.from(root).toString('base64'), '']);
    const read = readCheckpoint(text);
    expect(read).toMatchObject({ origin, size: 42, text });
    for (const { key } of [signer, other]) expect(read && isSignedBy(read.note, key)).toBe(true);
    expect(read && isSignedBy(read.note, makeSigner(origin).key)).toBe(false);
  });

  it('is verified by openssl', () => {
    const folder = mkdtempSync(join(tmpdir(), 'modelwarden-openssl-'));
    try {
      const read = readCheckpoint(text);
      writeFileSync(join(folder, 'key.pem'), signer.key.pem);
      writeFileSync(join(folder, 'text'), read?.note.text ?? '');
      writeFileSync(join(folder, 'signature'), read?.note.signatures[0]?.bytes ?? '');
      const verify = [
        'pkeyutl',
        '-verify',
        '-pubin',
        '-inkey',
        'key.pem',
        '-rawin',
        '-in',
        'text',
        '-sigfile',
        'signature',
      ];
      expect(execFileSync('openssl', verify, { cwd: folder }).toString()).toContain('Verified Successfully');
      writeFileSync(join(folder, 'text'), read?.note.text.replace('42', '43') ?? '');
      expect(() => execFileSync('openssl', verify, { cwd: folder, stdio: 'pipe' })).toThrow();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.each([
    ['a size with a leading zero', text.replace('\n42\n', '\n042\n')],
    ['a root of another length', text.replace(/\n[^\n]{44}\n\n/, '\nAAAA\n\n')],
    ['no name', text.slice(text.indexOf('\n'))],
    ['no signature', text.slice(0, text.indexOf('\n—') + 1)],
  ])('is not read when it has %s', (_what, flawed) => {
    expect(readCheckpoint(flawed)).toBeNull();
  });

  it('is found in files of them and in mails as they are saved, quoted and forwarded', () => {
    const later = writeCheckpoint({ origin, size: 50, root }, [signer]);
    const sizes = (found: string) => findCheckpoints(found).map(({ size }) => size);
    expect(sizes(`${text}\n${later}\nmore`)).toEqual([42, 50]);
    expect(sizes(`Dear reader,\r\n\r\n${text.replaceAll('\n', '\r\n')}\r\nbye`)).toEqual([42]);
    expect(sizes(text.replaceAll(/^/gm, '> '))).toEqual([42]);
    const quotedPrintable = later
      .replaceAll('=', '=3D')
      .replaceAll('—', '=E2=80=94')
      .replaceAll(/.{60}/g, '$&=\r\n');
    expect(sizes(`Subject: x\r\n\r\n${quotedPrintable}`)).toEqual([50]);
    expect(findCheckpoints('no such thing\n1\n2\n\n— x y')).toEqual([]);
  });
});
