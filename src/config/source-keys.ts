/** What a source says about itself, in a vendor's file and in the watch list alike. */
import { z } from 'zod';
import { sourceRoles } from '../domain/source.ts';
import { cadenceKeys } from './cadence-keys.ts';
import { duration, flag, headerValue, httpUrl, sourceReference, text } from './scalars.ts';

const dayMs = 86_400_000;
const robotsStances = ['obey', 'ignore'] as const;

export const sourceKeys = {
  title: text().meta({ description: 'Name of the document, as e-mails show it.' }),
  role: z.enum(sourceRoles).meta({
    description:
      'What the document is for. changelog, deprecations and status announce; the others can change silently.',
  }),
  kind: text(40).meta({ description: 'How it is read, for example `html`, `markdown`, `feed`, `json`.' }),
  url: httpUrl().meta({ description: 'Address of the document. No secrets: e-mails show it.' }),
  ...cadenceKeys,
  changesEvery: duration({ minMs: dayMs, maxMs: 730 * dayMs })
    .optional()
    .meta({
      description:
        'How often it usually has something new. `doctor` remarks on entries that have been quiet for thrice as long.',
    }),
  enabled: flag().prefault(true).meta({ description: 'false: known, but not polled; needs a `reason`.' }),
  reason: text().optional().meta({ description: 'Why it is not enabled.' }),
  headers: z
    .record(
      z
        .string()
        .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/u, { error: 'expected a header name such as Authorization' }),
      headerValue(),
    )
    .prefault({})
    .meta({ description: 'Extra request headers. Take secrets from the environment: ${VENDOR_API_KEY}.' }),
  allowPrivate: z
    .array(text(255))
    .prefault([])
    .meta({ description: 'Host names (or host:port) on private addresses that this source may reach.' }),
  robots: z.enum(robotsStances).prefault('obey').meta({
    description: "Whether the vendor's robots.txt is obeyed; `ignore` needs a `permission`.",
  }),
  permission: text(500).optional().meta({
    description:
      'Who at the vendor permitted fetching against robots.txt, when and how; kept with what is fetched.',
  }),
  redirectsTo: z.array(httpUrl()).min(1).optional().meta({
    description:
      'Beginnings of addresses that redirects may lead to. Any other address than `url` counts as moved.',
  }),
  expect: z
    .strictObject({
      language: z
        .string()
        .regex(/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/u, { error: 'expected a language such as en or de' })
        .optional()
        .meta({
          description: 'Language of the text, for example `en`. It is asked for in the request, too.',
        }),
      markers: z
        .array(text(200))
        .prefault([])
        .meta({ description: 'Texts that must stand in the document; letter case does not matter.' }),
      end: text(200)
        .optional()
        .meta({ description: 'Text that must stand near the end of the answer, such as `</html>`.' }),
    })
    .optional()
    .meta({ description: 'What every answer must show; one that does not is suspect and never a version.' }),
  announcedBy: z.array(sourceReference()).prefault([]).meta({
    description: 'Sources that announce for this one. Empty: every announcing source of the vendor.',
  }),
  options: z
    .record(z.string(), z.unknown())
    .prefault({})
    .meta({ description: 'Settings of the kind, such as `select` for html.' }),
};
