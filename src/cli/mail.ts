/** `modelwarden mail`: try whether mail reaches somebody, and see what a change is mailed as. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { appVersion, createTransport, loadConfiguration } from '../compose.ts';
import { ConfigError } from '../domain/errors.ts';
import { readWitnesses } from '../evidence/witness-file.ts';
import { renderNotice } from '../mail/render-notice.ts';
import { testMessage } from '../mail/test-message.ts';
import type { SendResult } from '../mail/transport.ts';
import { previewNotice } from '../pipeline/preview-notice.ts';
import { badArgument } from './argument-errors.ts';
import { contactCalled } from './contacts.ts';
import { type CommandContext, configFolder, withStore } from './context.ts';
import { interruptible } from './interrupt.ts';
import { takePicture } from './page-picture.ts';

interface PreviewOptions {
  readonly contact?: string;
  readonly html?: boolean;
  readonly text?: boolean;
  readonly png?: string;
  readonly width: string;
  readonly dark?: boolean;
}

export function addMail(program: Command, context: CommandContext): void {
  const mail = program.command('mail').description('try mail, and look at what would be sent');
  mail
    .command('test')
    .description(
      'send one test message to a contact and print what the relay says; exit code 1 when it does not take it',
    )
    .argument('<contact>', 'id as in contacts.yaml')
    .option('--json', 'print as JSON')
    .action((id: string, options: { json?: boolean }, command: Command) =>
      test(id, options, command, context),
    );
  mail
    .command('preview')
    .description('show what a change would be mailed as today; nothing is sent and nothing is stored')
    .argument('<change>', 'as printed by `changes list`, e.g. openai/deprecations@12')
    .option('--contact <contact>', 'as this contact gets it; by default the first that the routes lead to')
    .option('--text', 'the plain text form (the default)')
    .option('--html', 'the HTML form')
    .option('--png <file>', 'a picture of the HTML form, taken with a Chromium or Chrome of this machine')
    .option('--width <pixels>', 'width of the picture', '900')
    .option('--dark', 'take the picture in the dark')
    .action((id: string, options: PreviewOptions, command: Command) =>
      preview(id, options, command, context),
    );
}

async function test(
  id: string,
  options: { json?: boolean },
  command: Command,
  context: CommandContext,
): Promise<void> {
  const { output, world } = context;
  const config = await loadConfiguration(configFolder(command), world);
  const contact = contactCalled(config, id);
  const said: string[] = [];
  const transport = createTransport(config.settings, (line) => {
    said.push(line);
    if (!options.json) output.line(`  ${line}`);
  });
  const message = await testMessage(contact, config.settings.mail, {
    id: `test-${world.newId()}`,
    now: world.now(),
    route: transport.description,
    checkpoint: (await readWitnesses(config.settings.evidence.folder))?.at(-1)?.text ?? null,
  });
  if (!options.json)
    output.line(`a test message to ${contact.name} <${contact.email}> through ${transport.description}`);
  const interrupt = interruptible();
  try {
    const result = await transport.send(message, interrupt.signal);
    if (result.kind !== 'sent') context.setExitCode(1);
    if (options.json)
      output.json({
        contact: id,
        relay: transport.description,
        messageId: message.messageId,
        ...result,
        dialogue: said,
      });
    else output.line(verdict(result));
  } finally {
    interrupt.release();
    await transport.close();
  }
}

function verdict(result: SendResult): string {
  switch (result.kind) {
    case 'sent':
      return `taken: ${result.response}\nWhether it arrives is for its reader to say: look into the mailbox.`;
    case 'deferred':
      return `not taken for now (${result.code}): ${result.response}\nAn alert would be tried again.`;
    case 'refused':
      return `refused, for the sake of the ${result.scope} (${result.code}): ${result.response}`;
    case 'misconfigured':
      return `not possible with these settings (${result.code}): ${result.response}\nAll mail would be held until they are mended: see \`smtp\` and \`mail\` in modelwarden.yaml.`;
  }
}

async function preview(
  id: string,
  options: PreviewOptions,
  command: Command,
  context: CommandContext,
): Promise<void> {
  const { output, world } = context;
  if ([options.html, options.text, options.png].filter(Boolean).length > 1)
    throw badArgument('one form at a time', 'give one of --text, --html and --png');
  const width = Number(options.width);
  if (!Number.isInteger(width) || width < 200 || width > 4000)
    throw badArgument(`a picture cannot be ${options.width} pixels wide`, 'give a width from 200 to 4000');
  const { notice, templates } = await withStore(command, context, async (config, database) => {
    const contact = options.contact === undefined ? null : contactCalled(config, options.contact);
    const made = await previewNotice(database.kysely, config, {
      changeId: id,
      contact,
      now: world.now(),
      appVersion,
    });
    if ('notice' in made) return { notice: made.notice, templates: config.templates };
    throw new ConfigError(made.reason, {
      code: made.code,
      retry: 'never',
      fault: 'config',
      advice: made.advice,
    });
  });
  const rendered = renderNotice(notice, templates);
  if (options.png !== undefined) {
    const target = resolve(options.png);
    const picture = await takePicture(rendered.html, {
      width,
      isDark: options.dark ?? false,
      env: world.env,
    });
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, picture);
    return output.line(`written to ${target}`);
  }
  if (options.html) return output.line(rendered.html.trimEnd());
  output.line(`To: ${notice.contact.name} <${notice.contact.email}>`);
  output.line(`Subject: ${rendered.subject}`);
  output.line();
  output.line(rendered.text.trimEnd());
  output.line(
    `\n(also: the HTML form, ${Math.round(Buffer.byteLength(rendered.html) / 1000)} kB, and ${rendered.attachments.map((file) => file.filename).join(', ')})`,
  );
}
