/** `contacts.yaml`: the people who are told, and the tree that decides who is told what. */
import { z } from 'zod';
import { severities } from '../domain/change.ts';
import { disclosureStates } from '../domain/disclosure.ts';
import { routeCadences, weekdays } from '../domain/register.ts';
import { sourceRoles } from '../domain/source.ts';
import {
  duration,
  emailAddress,
  flag,
  identifier,
  text,
  timeOfDay,
  timeZone,
  wholeNumber,
} from './scalars.ts';

function list<Item extends z.ZodType>(item: Item, description: string) {
  return z.array(item).min(1, { error: 'expected at least one value' }).optional().meta({ description });
}

const receivers = z.array(identifier()).min(1, { error: 'expected at least one contact' });

const routeMatch = z
  .strictObject({
    vendors: list(identifier(), 'Ids of vendors.'),
    models: list(
      text(120)
        .toLowerCase()
        .regex(/^[^*]+\*?$/u, {
          error: 'expected a model, an alias or a family, or a beginning such as claude-*',
        }),
      'Models by id, alias or family; a star at the end stands for any ending, as in `claude-*`.',
    ),
    tools: list(identifier(), 'Ids of tools of the register.'),
    departments: list(text(100), 'Departments as the register names them.'),
    categories: list(
      text(80).regex(/^[a-z_]+\.(?:[a-z_]+|\*)$/u, {
        error: 'expected a category such as terms.data_use, or a whole group such as terms.*',
      }),
      'Categories of findings; `terms.*` stands for a whole group.',
    ),
    roles: list(z.enum(sourceRoles), 'Roles of sources.'),
    disclosures: list(z.enum(disclosureStates), 'Disclosure states.'),
    jurisdictions: list(identifier(), 'Jurisdictions of the tools concerned, as the register tags them.'),
    minSeverity: z.enum(severities).optional().meta({ description: 'This severity or a higher one.' }),
  })
  .meta({
    description: 'What the route takes. Every key given must match; a list matches when one of it does.',
  });

const groupWait = duration({ minMs: 0, maxMs: 86_400_000 }).optional().meta({
  description: "How long alerts are gathered into one mail; the parent's when absent, `2m` at the root.",
});

const cadence = z.enum(routeCadences).optional().meta({
  description:
    "`immediate`, or gathered into an `hourly`, `daily` or `weekly` digest; the parent's when absent, `immediate` at the root. What is critical never waits for a digest.",
});

const quietHours = z
  .strictObject({
    days: z
      .array(z.enum(weekdays))
      .min(1, { error: 'expected at least one day' })
      .prefault([...weekdays])
      .meta({ description: 'Days on which the window begins; every day when absent.' }),
    from: timeOfDay().meta({ description: "Begin in the contact's time zone, for example `19:00`." }),
    to: timeOfDay().meta({ description: 'End, exclusive; at or before `from` it is on the next day.' }),
  })
  .meta({ id: 'quietHours' });

const owner = identifier().optional().meta({
  description:
    "Contact who answers for the route and is told when its mail cannot be delivered; the parent's when absent, the operators at the root.",
});

function remindInterval(severity: string) {
  return duration({ minMs: 15 * 60_000, maxMs: 90 * 86_400_000 })
    .optional()
    .meta({ description: `How often of what is ${severity}; never when absent.` });
}

const remind = z
  .strictObject({
    critical: remindInterval('critical'),
    high: remindInterval('high'),
    medium: remindInterval('medium'),
    low: remindInterval('low'),
    info: remindInterval('info'),
  })
  .optional()
  .meta({
    description:
      "How often those who were told are reminded while nobody acknowledges, counted outside their quiet hours; `{}` for never. The parent's when absent, `{critical: 4h, high: 24h}` at the root.",
  });

const escalate = z
  .array(
    z
      .strictObject({
        after: duration({ minMs: 60_000, maxMs: 365 * 86_400_000 }).meta({
          description: 'How long after the first mail, if nobody acknowledged it by then.',
        }),
        contacts: receivers.meta({ description: 'Ids of the contacts that are told as well from then on.' }),
        minSeverity: z
          .enum(severities)
          .prefault('critical')
          .meta({ description: 'Only for what is of this severity or a higher one.' }),
      })
      .meta({ id: 'escalationStep' }),
  )
  .max(10, { error: 'expected at most ten steps' })
  .optional()
  .meta({
    description:
      "Who is told next when nobody acknowledges, soonest first; `[]` for nobody. The parent's when absent.",
  });

const childRoute = z
  .strictObject({
    name: identifier().meta({ description: 'Unique name, shown in e-mails under "why you got this".' }),
    match: routeMatch,
    contacts: receivers
      .optional()
      .meta({ description: "Ids of the contacts that are told; the parent's when absent." }),
    cadence,
    owner,
    groupWait,
    remind,
    escalate,
    continue: flag()
      .prefault(false)
      .meta({ description: 'true: the routes below this one in the list are tried as well.' }),
    get routes() {
      return z.array(childRoute).prefault([]).meta({ description: 'Narrower routes, tried first.' });
    },
  })
  .meta({ id: 'route' });
export type ChildRoute = z.output<typeof childRoute>;

export const contactsFile = z.strictObject({
  contacts: z
    .array(
      z.strictObject({
        id: identifier().meta({ description: 'Unique; routes and `operators` refer to it.' }),
        name: text(100).meta({ description: 'Name of the person or the group.' }),
        email: emailAddress().meta({ description: 'One address, for example `compliance@example.org`.' }),
        timeZone: timeZone().prefault('UTC').meta({
          description:
            'Time zone in which times are shown, and of `quietHours` and `digestAt`, for example `America/New_York`.',
        }),
        quietHours: z.array(quietHours).prefault([]).meta({
          description: 'Hours in which mail is held; it goes out when they end. What is critical passes.',
        }),
        digestAt: timeOfDay()
          .prefault('08:00')
          .meta({ description: 'When daily and weekly digests are sent.' }),
        digestDay: z
          .enum(weekdays)
          .prefault('mon')
          .meta({ description: 'The day of weekly digests and of the weekly "still watching" mail.' }),
        stillWatching: flag()
          .prefault(true)
          .meta({ description: 'Whether a mail says every week what was watched and how well.' }),
        maxMailsPerHour: wholeNumber({ min: 1, max: 1000 }).prefault(20).meta({
          description: 'Beyond so many mails within an hour, what comes is folded into one summary.',
        }),
        maxMailsPerVendor: wholeNumber({ min: 1, max: 1000 })
          .prefault(10)
          .meta({ description: 'The same for mails about one vendor.' }),
        standIns: receivers
          .optional()
          .meta({ description: 'Contacts who get the mail that cannot be delivered to this one.' }),
      }),
    )
    .min(1, { error: 'expected at least one contact' })
    .meta({ description: 'Who can be told.' }),
  operators: receivers.meta({ description: 'Contacts who are told when a source can no longer be read.' }),
  route: z
    .strictObject({
      contacts: receivers.meta({ description: 'Contacts who are told what no route below takes.' }),
      cadence,
      owner,
      groupWait,
      remind,
      escalate,
      routes: z.array(childRoute).prefault([]).meta({ description: 'Tried in order: the first match wins.' }),
    })
    .meta({ description: 'The root of the tree. It takes every alert, so nothing is lost.' }),
});
export type ContactsFile = z.output<typeof contactsFile>;
