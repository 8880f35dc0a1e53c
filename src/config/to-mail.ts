/** The `mail` part of the settings: defaults filled in, the signing key read and tried. */
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { MailSettings } from './config.ts';
import type { ConfigProblem } from './problem.ts';
import type { SettingsFile } from './settings-file.ts';
import type { YamlFile } from './yaml-file.ts';

/** A domain that can never exist (RFC 2606), so that an unset sender cannot be mistaken for somebody's. */
const noDomain = 'modelwarden.invalid';

/** Verifiers may refuse shorter keys (RFC 8301 §3.2). */
const shortestKeyBits = 1024;

type Written = SettingsFile['mail'];

/** The settings for mail; contradictions and an unusable key are added to `problems`. */
export function toMail(
  file: YamlFile,
  written: Written,
  folder: string,
  problems: ConfigProblem[],
): MailSettings {
  const from = written.from ?? `modelwarden@${noDomain}`;
  const senderDomain = from.slice(from.lastIndexOf('@') + 1);
  if (written.answers !== undefined && written.inbox === undefined && written.bounceFolder === undefined)
    problems.push(
      file.problem(['mail', 'answers'], 'nothing reads this mailbox: set `inbox`, or `bounceFolder`'),
    );
  return {
    from,
    replyTo: written.replyTo ?? null,
    domain: written.domain ?? senderDomain,
    organisation: written.organisation ?? 'this organisation',
    bounces: written.bounces ?? null,
    bounceFolder: written.bounceFolder ?? null,
    answers: written.answers ?? null,
    inbox: written.inbox ?? null,
    unsubscribeUrl: written.unsubscribeUrl ?? null,
    maxPerHour: written.maxPerHour,
    dkim: toDkim(file, written.dkim, folder, senderDomain, problems),
    actWithin: written.actWithin,
  };
}

function toDkim(
  file: YamlFile,
  written: Written['dkim'],
  folder: string,
  senderDomain: string,
  problems: ConfigProblem[],
): MailSettings['dkim'] {
  const { selector, key, keyFile } = written;
  if (key !== undefined && keyFile !== undefined) return refuse('keyFile', 'give either `key` or `keyFile`');
  if (key === undefined && keyFile === undefined) {
    return selector === undefined ? null : refuse('key', 'missing: signing needs `key` or `keyFile`');
  }
  if (selector === undefined) return refuse('selector', 'missing: signing needs the name of the key in DNS');
  const place = key === undefined ? 'keyFile' : 'key';
  const pem = key ?? readKey(resolve(folder, keyFile ?? ''));
  if (pem === null) return refuse('keyFile', 'this file cannot be read');
  const fault = keyFault(pem);
  if (fault !== null) return refuse(place, fault);
  return { domain: written.domain ?? senderDomain, selector, privateKey: pem };

  function refuse(at: keyof Written['dkim'], message: string): null {
    problems.push(file.problem(['mail', 'dkim', at], message));
    return null;
  }
}

function readKey(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null; // Whatever the reason, the operator must look at the file.
  }
}

/** The signer leaves a mail unsigned, without a word, when it cannot use the key: so the key is tried here. */
function keyFault(pem: string): string | null {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem.replaceAll('\\n', '\n'));
  } catch {
    return 'this is no private key in PEM form';
  }
  if (key.asymmetricKeyType !== 'rsa') return 'expected an RSA key: others are not widely verified yet';
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  return bits < shortestKeyBits ? `expected an RSA key of at least ${shortestKeyBits} bits` : null;
}
