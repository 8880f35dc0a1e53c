/** The `smtp` part of `modelwarden.yaml`: the relay, in one line or key by key. */
import type { SmtpSettings } from './config.ts';
import type { ConfigProblem } from './problem.ts';
import type { SettingsFile } from './settings-file.ts';
import type { YamlFile } from './yaml-file.ts';

const thisMachine = ['localhost', '127.0.0.1', '::1'];

/** The relay, null when mail is to be written as files; contradictions are added to `problems`. */
export function toSmtp(
  file: YamlFile,
  written: SettingsFile['smtp'],
  problems: ConfigProblem[],
): SmtpSettings | null {
  if (written.url !== undefined && written.host !== undefined) {
    refuse('host', 'give either `url` or `host`, not both');
  }
  const fromUrl = written.url === undefined ? null : readUrl(written.url);
  const host = fromUrl === null ? written.host : fromUrl.host;
  if (host === undefined) return null;
  if (host === '') refuse('url', 'expected an address with a host name');
  const security = fromUrl?.isTls === true ? 'tls' : written.security;
  const user = fromUrl?.user ?? written.user ?? null;
  const password = fromUrl?.password ?? written.password ?? null;
  if ((user === null) !== (password === null)) {
    refuse(user === null ? 'user' : 'password', 'missing: `user` and `password` go together');
  }
  if (user !== null && security === 'none' && !thisMachine.includes(host)) {
    refuse('security', 'a password must not travel unprotected: expected tls or starttls');
  }
  const port = fromUrl?.port ?? written.port ?? (security === 'tls' ? 465 : 587);
  return { host, port, security, user, password };

  function refuse(key: keyof typeof written, message: string): void {
    problems.push(file.problem(['smtp', key], message));
  }

  function readUrl(address: string) {
    const url = new URL(address);
    return {
      host: url.hostname.replace(/^\[|\]$/gu, ''),
      port: url.port === '' ? undefined : Number(url.port),
      isTls: url.protocol === 'smtps:',
      user: url.username === '' ? undefined : decode(url.username),
      password: url.password === '' ? undefined : decode(url.password),
    };
  }

  function decode(part: string): string {
    try {
      return decodeURIComponent(part);
    } catch {
      refuse('url', 'a % in user or password must be written %25');
      return part;
    }
  }
}
