/** `modelwarden contacts`: who can be told, and whom no mail reaches. */
import type { Command } from 'commander';
import type { Config } from '../config/config.ts';
import type { Contact } from '../domain/register.ts';
import { liftSuppression, listSuppressions, type Suppression } from '../store/suppressions.ts';
import { badArgument, unknownName } from './argument-errors.ts';
import { type CommandContext, withStore } from './context.ts';
import { shortTime, table } from './output.ts';

export function addContacts(program: Command, context: CommandContext): void {
  const contacts = program.command('contacts').description('look at who can be told');
  contacts
    .command('list', { isDefault: true })
    .description('list contacts and whether mail reaches them; exit code 1 when it does not reach one')
    .option('--json', 'print as JSON')
    .action((options: { json?: boolean }, command: Command) => list(options, command, context));
  contacts
    .command('restore')
    .description('let a contact get mail again, after its mailbox was mended')
    .argument('<contact>', 'id as in contacts.yaml')
    .action((id: string, _options: object, command: Command) => restore(id, command, context));
}

async function list(options: { json?: boolean }, command: Command, context: CommandContext): Promise<void> {
  const { output } = context;
  const rows = await withStore(command, context, async (config, database) => {
    const suppressions = await listSuppressions(database.kysely);
    return [...config.contacts.values()].map((contact) => ({
      contact,
      suppression: suppressions.find(({ address }) => address === contact.email.toLowerCase()) ?? null,
    }));
  });
  if (rows.some((row) => row.suppression)) context.setExitCode(1);
  if (options.json) {
    output.json(
      rows.map(({ contact, suppression }) => ({
        ...contact,
        state: suppression ? 'suppressed' : 'reached',
        since: suppression?.suppressed_at ?? null,
        reason: suppression?.detail ?? null,
      })),
    );
    return;
  }
  const shown = rows.map(({ contact, suppression }) => [
    contact.id,
    contact.name,
    contact.email,
    stateOf(suppression, output),
  ]);
  for (const line of table(['CONTACT', 'NAME', 'ADDRESS', 'MAIL'], shown)) output.line(line);
}

function stateOf(suppression: Suppression | null, output: CommandContext['output']): string {
  if (suppression === null) return 'is sent';
  return `${output.style('red', 'not sent')} since ${shortTime(suppression.suppressed_at)} UTC, ${suppression.reason}: ${suppression.detail}`;
}

async function restore(id: string, command: Command, context: CommandContext): Promise<void> {
  const address = await withStore(command, context, async (config, database) => {
    const contact = contactCalled(config, id);
    const by = { who: 'command line', now: context.world.now() };
    if (await liftSuppression(database.kysely, contact.email, by)) return contact.email;
    throw badArgument(`mail to ${id} <${contact.email}> is not held back`, 'run `npx modelwarden contacts`');
  });
  context.output.line(
    `${id} <${address}> gets mail again; what was handed on meanwhile stays with its new readers`,
  );
}

/** The contact of the configuration with this id. @throws ConfigError with the one that was most likely meant */
export function contactCalled(config: Config, id: string): Contact {
  const contact = config.contacts.get(id);
  if (contact) return contact;
  throw unknownName(`no contact is called ${id}`, {
    code: 'unknown_contact',
    name: id,
    known: config.contacts.keys(),
    advice: 'run `npx modelwarden contacts` for those that exist',
  });
}
