/** `modelwarden evidence key` and `rotate-key`: the key that signs the log. */
import type { Command } from 'commander';
import { rotateKey } from '../evidence/rotate-key.ts';
import { readKey } from '../evidence/signed-note.ts';
import { signingKey } from '../store/log-checkpoints.ts';
import { badArgument } from './argument-errors.ts';
import { type CommandContext, withStore } from './context.ts';

export function addEvidenceKey(evidence: Command, context: CommandContext): void {
  evidence
    .command('key')
    .description('print the key that checkpoints are verified with; note it down outside this machine')
    .option('--pem', 'as PEM, for openssl')
    .action((options: { pem?: boolean }, command: Command) => printKey(options, command, context));
  evidence
    .command('rotate-key')
    .description('put a new key in force: the log names it, and the old key signs for it')
    .option('--lost', 'the old key is lost; the log will say that nobody signed for the new one')
    .option('--json', 'print as JSON')
    .action((options: { lost?: boolean; json?: boolean }, command: Command) =>
      rotate(options, command, context),
    );
}

async function printKey(
  options: { pem?: boolean },
  command: Command,
  context: CommandContext,
): Promise<void> {
  const logged = await withStore(command, context, (_config, database) => signingKey(database.kysely));
  const key = logged && readKey(logged.key);
  if (!key) throw badArgument('the evidence log has no key yet', 'start a worker once: it makes one');
  context.output.line(options.pem ? key.pem.trimEnd() : key.text);
}

async function rotate(
  options: { lost?: boolean; json?: boolean },
  command: Command,
  context: CommandContext,
): Promise<void> {
  const { output, world } = context;
  const { oldKey, newKey, keyFile } = await withStore(command, context, async ({ settings }, database) => {
    const request = { now: world.now(), isLost: options.lost ?? false };
    const { keyFile } = settings.evidence;
    return { keyFile, ...(await rotateKey(database.kysely, settings.evidence, request)) };
  });
  if (options.json) return output.json({ oldKey: oldKey.text, newKey: newKey.text, keyFile });
  output.line(`key ${newKey.id} of ${newKey.name} is in force; it is in ${keyFile}`);
  output.line(
    options.lost
      ? `key ${oldKey.id} did not sign for it: say so to whoever relies on the log`
      : `key ${oldKey.id} signed for it and lies beside it as ${keyFile}.${oldKey.id}: lock it away or destroy it`,
  );
  output.line(`verify with: ${newKey.text}`);
}
