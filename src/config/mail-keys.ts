/** The `mail` part of `modelwarden.yaml`: what e-mails say about their sender, and how they are sent. */
import { z } from 'zod';
import type { severities } from '../domain/change.ts';
import { emailAddress, text, wholeNumber } from './scalars.ts';

const workingDays = wholeNumber({ min: 0, max: 365 });

const httpsAddress = z.string({ error: 'expected a https:// address' }).refine(
  (value) => {
    const url = URL.parse(value);
    return url?.protocol === 'https:' && url.username === '' && url.password === '' && url.hash === '';
  },
  { error: 'expected a https:// address without credentials and without #' },
);

export const mailKeys = z
  .strictObject({
    from: emailAddress().optional().meta({ description: 'Sender. Needed as soon as a relay is set.' }),
    replyTo: emailAddress()
      .optional()
      .meta({ description: 'Where answers go: a mailbox that somebody reads.' }),
    domain: text(253).optional().meta({ description: "Domain of message ids; the sender's when absent." }),
    organisation: text(150).optional().meta({ description: 'Name of the organisation, for the footer.' }),
    bounces: emailAddress().optional().meta({
      description:
        'Mailbox for returned mail. Each mail then has its own return address, `bounces+id@domain`; the relay must allow it. Absent: the sender.',
    }),
    bounceFolder: text(1000).optional().meta({
      description:
        'Folder into which returned mail and answers are delivered as `.eml` files; each is read once and moved to `read` below it.',
    }),
    answers: emailAddress().optional().meta({
      description:
        'Mailbox for answers that acknowledge, read by us through `inbox` or `bounceFolder`: mails then say how to answer them.',
    }),
    inbox: z
      .strictObject({
        host: text(255).meta({
          description: 'IMAP server, TLS from the start; it may be on your own network.',
        }),
        port: wholeNumber({ min: 1, max: 65_535 }).prefault(993),
        user: text(300).meta({ description: 'Login name.' }),
        password: z.string().min(1).meta({ description: 'Take it from the environment.' }),
        mailbox: text(200).prefault('INBOX').meta({ description: 'Folder on the server.' }),
      })
      .optional()
      .meta({
        description:
          'Mailbox of returned mail and answers. It is only read; nothing in it is marked, moved or removed.',
      }),
    unsubscribeUrl: httpsAddress.optional().meta({
      description:
        'Address that takes a POST when a reader asks to be left out (RFC 8058); the id of the mail is added as `delivery`.',
    }),
    maxPerHour: wholeNumber({ min: 1, max: 10_000 }).prefault(60).meta({
      description:
        'Mails handed over for one contact in an hour, for example after an outage of the relay; more follow later, critical ones at once.',
    }),
    dkim: z
      .strictObject({
        domain: text(253).optional().meta({ description: "Signing domain; the sender's when absent." }),
        selector: z
          .string({ error: 'expected a name as in DNS' })
          .regex(/^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,61}[A-Za-z0-9])?$/u, { error: 'expected a name as in DNS' })
          .optional()
          .meta({ description: 'Name under which the public key stands in DNS. Needed for signing.' }),
        key: z.string().min(1).optional().meta({
          description: 'Private RSA key, PEM text. Take it from the environment.',
        }),
        keyFile: text(1000).optional().meta({
          description: 'Or a file that holds it; relative to the configuration folder.',
        }),
      })
      .prefault({})
      .meta({ description: 'Signing by us (RFC 6376), where no relay does it.' }),
    actWithin: z
      .strictObject({
        critical: workingDays.prefault(1),
        high: workingDays.prefault(3),
        medium: workingDays.prefault(10),
        low: workingDays.prefault(20),
        info: workingDays.prefault(20),
      } satisfies Record<(typeof severities)[number], z.ZodType>)
      .prefault({})
      .meta({ description: 'Working days within which a change of each severity should be acted on.' }),
  })
  .prefault({})
  .meta({ description: 'What e-mails say about their sender, and how they are sent.' });
