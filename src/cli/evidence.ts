/** `modelwarden evidence export`: a bundle of evidence that stands by itself, for an auditor, a lawyer, a regulator. */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { appVersion } from '../compose.ts';
import type { Config } from '../config/config.ts';
import { longestGapMs } from '../domain/source.ts';
import { type Exported, exportEvidence, noteExport } from '../evidence/export-evidence.ts';
import type { CaseSource, Subject } from '../evidence/gather-case.ts';
import { explainChange } from '../pipeline/explain-change.ts';
import type { Database } from '../store/database.ts';
import { badArgument, checkVendor } from './argument-errors.ts';
import { type CommandContext, withStore } from './context.ts';
import { addEvidenceKey } from './evidence-key.ts';
import { counted, type Output } from './output.ts';
import { parseInstant } from './parse-instant.ts';
import { explainInWords } from './show-explanation.ts';

interface ExportOptions {
  readonly from?: string;
  readonly to?: string;
  readonly vendor?: string;
  readonly out?: string;
  readonly by?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** A source may go unseen for three intervals before that is reported (promise P7). */
const toleratedIntervals = 3;

export function addEvidence(program: Command, context: CommandContext): void {
  const evidence = program
    .command('evidence')
    .description('take evidence out of the store, so that it can be checked by others');
  addEvidenceKey(evidence, context);
  evidence
    .command('export')
    .description(
      'write a ZIP file with everything about a change, an alert or a time: bytes as received, what differed, how it was judged, mails as sent, every look, and proofs from the signed log',
    )
    .argument('[subject]', 'a change (openai/deprecations@12) or the number of an alert')
    .option('--from <date>', 'everything from that day on (2026-03-01, or with a time)')
    .option('--to <date>', 'up to that day, included')
    .option('--vendor <id>', 'with --from: of one vendor')
    .option('--out <file>', 'where to write it (default: named after the subject, here)')
    .option('--by <name>', 'who takes it away; stands in the bundle and in the log')
    .option('--force', 'write over a file that is there')
    .option('--json', 'print what was written as JSON')
    .addHelpText(
      'after',
      `
What it holds and how it is checked without this program is in README.txt within, and in docs/evidence.md.
  modelwarden evidence export openai/deprecations@12 --by "J. Doe, Compliance"
  modelwarden evidence export --from 2026-03-01 --to 2026-03-31 --vendor openai
  modelwarden verify openai-deprecations-12.evidence.zip`,
    )
    .action(async (subject: string | undefined, options: ExportOptions, command: Command) => {
      await exportBundle(toSubject(subject, options, context.world.now()), options, command, context);
    });
}

async function exportBundle(
  subject: Subject,
  options: ExportOptions,
  command: Command,
  context: CommandContext,
): Promise<void> {
  const { output, world } = context;
  const path = resolve(options.out ?? `${fileName(subject)}.evidence.zip`);
  if (existsSync(path) && !options.force)
    throw badArgument(
      `${path} exists already`,
      'name another file with --out, or give --force to write over it',
    );
  const exported = await withStore(command, context, async (config, database) => {
    checkVendor(options.vendor, config);
    const made = await exportEvidence(database.kysely, {
      subject,
      watched: watchedSources(config),
      places: config.settings.evidence,
      program: `Modelwarden ${appVersion}`,
      exportedBy: options.by ?? null,
      now: world.now(),
      explain: (id) => explained(config, database, id, output),
      onProgress: (done, total, what) => output.progress(done, total, what),
    });
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, made.zip, { flag: options.force ? 'w' : 'wx' });
    await noteExport(database.kysely, made, { by: options.by ?? null, at: world.now(), worker: hostname() });
    return made;
  });
  report(exported, path, options, output);
}

function report(
  { manifest, sha256, zip }: Exported,
  path: string,
  options: ExportOptions,
  output: Output,
): void {
  const { log, unproven, gone, window } = manifest;
  if (options.json) {
    output.json({
      path,
      sha256,
      bytes: zip.length,
      files: manifest.files.length,
      window,
      log,
      unproven,
      gone,
    });
    return;
  }
  output.line(path);
  output.line(`  ${counted(manifest.files.length, 'file')}, ${zip.length} bytes, SHA-256 ${sha256}`);
  output.line(`  from ${window.from} to ${window.to}`);
  output.line(
    log
      ? `  proven by the log ${log.origin} at ${log.size} entries, signed ${log.signedAt}`
      : output.style(
          'yellow',
          '  not signed: the key of the log is not on this machine, or the worker has not signed yet',
        ),
  );
  if (unproven.length > 0)
    output.line(
      output.style(
        'yellow',
        `  not in a signed state of the log: ${unproven.slice(0, 5).join(', ')}${unproven.length > 5 ? ` and ${unproven.length - 5} more` : ''}`,
      ),
    );
  if (gone.length > 0)
    output.line(`  ${counted(gone.length, 'body')} no longer kept; their SHA-256 is in the log`);
}

function toSubject(subject: string | undefined, options: ExportOptions, now: Date): Subject {
  if (subject !== undefined) {
    if (options.from !== undefined || options.to !== undefined || options.vendor !== undefined)
      throw badArgument(
        'a change or alert brings its own time',
        'leave out --from, --to and --vendor, or the subject',
      );
    return /^\d+$/.test(subject) ? { kind: 'alert', id: subject } : { kind: 'change', id: subject };
  }
  if (options.from === undefined || options.to === undefined)
    throw badArgument(
      'it is not said what to export',
      'name a change or an alert, or give a time with --from and --to',
    );
  const from = parseInstant(options.from, 'start', now);
  const to = parseInstant(options.to, 'end', now);
  if (to <= from)
    throw badArgument(
      `between --from ${options.from} and --to ${options.to} there is no time that has passed`,
      'give the earlier day first, and one that has come',
    );
  return { kind: 'period', from, to, vendor: options.vendor ?? null };
}

function fileName(subject: Subject): string {
  if (subject.kind === 'change') return subject.id.replaceAll(/[^\w.-]+/g, '-');
  if (subject.kind === 'alert') return `alert-${subject.id}`;
  const days = [subject.from, subject.to].map((at) => at.toISOString().slice(0, 10));
  return [...(subject.vendor === null ? [] : [subject.vendor]), ...days].join('-');
}

function watchedSources({ sources }: Config): ReadonlyMap<string, CaseSource> {
  return new Map(
    sources.map(({ id, title, vendor, cadence }) => [
      id,
      { id, title, vendor, toleratedGapMs: toleratedIntervals * longestGapMs(cadence) },
    ]),
  );
}

async function explained(
  config: Config,
  database: Database,
  id: string,
  output: Output,
): Promise<string | null> {
  const explanation = await explainChange(database.kysely, config, id);
  const plain = { ...output, style: (_: unknown, text: string) => text, clip: (line: string) => line };
  return explanation && `${explainInWords(explanation, plain).join('\n')}\n`;
}
