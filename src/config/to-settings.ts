/** `modelwarden.yaml` as settings: what is given together is checked together, defaults are filled in. */
import type { Settings } from './config.ts';
import type { ConfigProblem } from './problem.ts';
import type { SettingsFile } from './settings-file.ts';
import { toEvidence } from './to-evidence.ts';
import { toMail } from './to-mail.ts';
import { toRedis } from './to-redis.ts';
import { toSmtp } from './to-smtp.ts';
import type { YamlFile } from './yaml-file.ts';

/** The settings and what contradicts itself in them. Files that they name are sought from `folder`. */
export function toSettings(
  file: YamlFile,
  written: SettingsFile,
  folder: string,
): { readonly settings: Settings; readonly problems: readonly ConfigProblem[] } {
  const problems: ConfigProblem[] = [];
  const smtp = toSmtp(file, written.smtp, problems);
  if (smtp !== null && written.mail.from === undefined) {
    problems.push(file.problem(['mail', 'from'], 'missing: a relay is set, so mail needs a sender'));
  }
  const settings: Settings = {
    dataFolder: written.dataFolder,
    databaseUrl: written.databaseUrl ?? null,
    redis: toRedis(file, written.redis, problems),
    smtp,
    mail: toMail(file, written.mail, folder, problems),
    fetch: {
      contact: written.fetch.contact ?? written.mail.replyTo ?? null,
      timeoutMs: written.fetch.timeout,
      maxBytes: written.fetch.maxBytes,
      spacingMs: written.fetch.spacing,
    },
    browser:
      written.browser.path === undefined
        ? null
        : { path: written.browser.path, sandbox: written.browser.sandbox },
    evidence: toEvidence(file, written, folder, problems),
    graceMs: written.grace,
    reminderDays: written.calendar.reminders,
    cardWithinMs: written.cards.within,
    retentionYears: written.retention.years,
    workers: { pollConcurrency: written.workers.poll, deliverConcurrency: written.workers.deliver },
    logLevel: written.logLevel,
    web: toWeb(file, written.web, problems),
  };
  return { settings, problems };
}

function toWeb(file: YamlFile, written: SettingsFile['web'], problems: ConfigProblem[]): Settings['web'] {
  const { listen, publicUrl, console, trustProxy } = written;
  if (listen === undefined && publicUrl !== undefined)
    problems.push(
      file.problem(
        ['web', 'publicUrl'],
        'nothing is served there: set `listen` to the address of this worker',
      ),
    );
  return {
    listen: listen ?? null,
    publicUrl: publicUrl ?? null,
    hasConsole: console,
    trustsProxy: trustProxy,
  };
}
