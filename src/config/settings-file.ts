/** `modelwarden.yaml`: how the worker itself runs. Every key may be left out. */
import { z } from 'zod';
import { evidenceKeys } from './evidence-keys.ts';
import { mailKeys } from './mail-keys.ts';
import { byteSize, duration, flag, text, wholeNumber } from './scalars.ts';
import { webKeys } from './web-keys.ts';

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export const mailSecurities = ['tls', 'starttls', 'none'] as const;

const port = wholeNumber({ min: 1, max: 65_535 });
const dayMs = 86_400_000;

/** A connection address; its value is never quoted in messages. */
function address(schemes: readonly string[]) {
  const error = `expected an address that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`;
  return z
    .string({ error })
    .refine((value) => URL.canParse(value) && schemes.includes(new URL(value).protocol.slice(0, -1)), {
      error,
    });
}

export const settingsFile = z.strictObject({
  dataFolder: text(1000).prefault('data').meta({
    description: 'Where the built-in database and unsent mail live; relative to the working directory.',
  }),
  databaseUrl: address(['postgresql', 'postgres'])
    .optional()
    .meta({ description: 'PostgreSQL to use. Absent: a built-in server in the data folder.' }),
  redis: z
    .strictObject({
      url: address(['redis', 'rediss']).optional().meta({
        description: 'Redis or Valkey for the queue; rediss:// means TLS. Absent: the queue uses PostgreSQL.',
      }),
      sentinels: text(2000).optional().meta({
        description: 'Sentinels, host:port separated by commas, for example `s1:26379,s2:26379`.',
      }),
      sentinelName: text(200).optional().meta({ description: 'Name of the group that the sentinels watch.' }),
      sentinelPassword: z
        .string()
        .min(1)
        .optional()
        .meta({ description: 'Password of the sentinels themselves. Take it from the environment.' }),
      cluster: flag().prefault(false).meta({ description: 'Whether the address is that of a cluster.' }),
    })
    .prefault({})
    .meta({ description: 'Queue on Redis or Valkey, for many workers on many hosts.' }),
  smtp: z
    .strictObject({
      url: address(['smtp', 'smtps']).optional().meta({
        description: 'The relay in one line; smtps:// means TLS from the start. Instead of the keys below.',
      }),
      host: text(255)
        .optional()
        .meta({ description: 'The relay. Absent: mail is written into the data folder.' }),
      port: port.optional().meta({ description: '587, or 465 when `security` is tls.' }),
      security: z.enum(mailSecurities).prefault('starttls').meta({
        description: 'tls: from the start; starttls: required before the login; none: only for trials.',
      }),
      user: text(300).optional().meta({ description: 'Login name.' }),
      password: z.string().min(1).optional().meta({ description: 'Take it from the environment.' }),
    })
    .prefault({})
    .meta({ description: 'How mail is sent.' }),
  mail: mailKeys,
  fetch: z
    .strictObject({
      contact: text(300).optional().meta({
        description: 'Address (mail or web) that the User-Agent header gives vendors for questions.',
      }),
      timeout: duration({ minMs: 1000, maxMs: 600_000 })
        .prefault('60s')
        .meta({ description: 'Longest time for one request, from connecting to the last byte.' }),
      maxBytes: byteSize({ min: 1000, max: 200e6 })
        .prefault('20MB')
        .meta({ description: 'Largest answer, decoded, for example `20MB` or `500kB`.' }),
      spacing: duration({ minMs: 0, maxMs: 60_000 }).prefault('1s').meta({
        description:
          'Pause between two requests to one host; there is never more than one at a time, of all workers.',
      }),
    })
    .prefault({})
    .meta({ description: 'How sources are fetched.' }),
  browser: z
    .strictObject({
      path: text(1000).optional().meta({
        description: 'A Chromium or Chrome, such as `/usr/bin/chromium`. Absent: no page is rendered.',
      }),
      sandbox: flag().prefault(true).meta({
        description: "false: without the browser's own sandbox, for containers that cannot give it one.",
      }),
    })
    .prefault({})
    .meta({ description: 'Renders `html` sources with `render: true`; needs the package playwright-core.' }),
  grace: duration({ minMs: 0, maxMs: 30 * dayMs })
    .prefault('72h')
    .meta({ description: 'How long an announcement may follow a change before it counts as unannounced.' }),
  calendar: z
    .strictObject({
      reminders: z
        .array(wholeNumber({ min: 0, max: 365 }))
        .max(10)
        .prefault([30, 7, 1])
        .meta({ description: 'So many days before it, contacts are reminded of a day that a vendor named.' }),
    })
    .prefault({})
    .meta({ description: 'Days to come: retirements, new terms, aliases that will move.' }),
  cards: z
    .strictObject({
      within: duration({ minMs: 0, maxMs: 365 * dayMs })
        .prefault('14d')
        .meta({ description: 'How long a new model may be listed before its model card is missed.' }),
    })
    .prefault({})
    .meta({ description: 'Model cards that ought to be there.' }),
  retention: z
    .strictObject({
      years: wholeNumber({ min: 1, max: 100 }).prefault(6).meta({
        description:
          'How long what was captured of a version is kept, counted from when another took its place. What stands is always kept, and so is what a hold covers. HIPAA asks for 6 (45 CFR 164.316(b)(2)(i)).',
      }),
    })
    .prefault({})
    .meta({ description: 'How long captures are kept.' }),
  workers: z
    .strictObject({
      poll: wholeNumber({ min: 1, max: 100 }).prefault(4).meta({ description: 'Polls at one time.' }),
      deliver: wholeNumber({ min: 1, max: 50 }).prefault(2).meta({ description: 'Mails sent at one time.' }),
    })
    .prefault({})
    .meta({ description: 'How much one worker process does at a time.' }),
  evidence: evidenceKeys,
  logLevel: z.enum(logLevels).prefault('info').meta({ description: 'Least severe level that is logged.' }),
  web: webKeys,
});
export type SettingsFile = z.output<typeof settingsFile>;
