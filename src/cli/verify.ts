/** `modelwarden verify`: is the evidence what it was when it was recorded? Of the store, or of a bundle that somebody sent. */
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { readCertificates } from '../config/read-certificates.ts';
import { findCheckpoints } from '../evidence/checkpoint.ts';
import { sequenceLog } from '../evidence/sequence-log.ts';
import { problemMeanings } from '../evidence/verification.ts';
import { type BundleReport, verifyBundle } from '../evidence/verify-bundle.ts';
import { type Verification, verifyEvidence } from '../evidence/verify-evidence.ts';
import type { Witness } from '../evidence/verify-tree.ts';
import { badArgument } from './argument-errors.ts';
import { type CommandContext, withStore } from './context.ts';
import { counted, type Output, shortTime } from './output.ts';

interface VerifyOptions {
  readonly since?: string;
  readonly checkpoint?: readonly string[];
  readonly key?: string;
  readonly timestampCa?: string;
  readonly json?: boolean;
}

export function addVerify(program: Command, context: CommandContext): void {
  program
    .command('verify')
    .description(
      'verify that no evidence was altered, removed, added or moved: of the store, or of a bundle (then without database or network)',
    )
    .argument('[bundle]', 'a ZIP file that `evidence export` wrote; without it, everything in the store')
    .option(
      '--since <date>',
      'compare only rows that were logged from that day on (the log itself is always verified whole)',
    )
    .option(
      '--checkpoint <files...>',
      'mails or files with checkpoints that were kept elsewhere, to hold the log against',
    )
    .option('--key <key>', 'the key of the log as it is known from elsewhere (name+id+…), for a bundle')
    .option(
      '--timestamp-ca <file>',
      'PEM file of the roots that the certificates of time-stamp authorities must lead to',
    )
    .option('--json', 'print as JSON')
    .addHelpText(
      'after',
      '\nExit code: 0 everything holds, 1 something is wrong, 2 it could not be verified.',
    )
    .action(async (bundle: string | undefined, options: VerifyOptions, command: Command) => {
      const isWell = await (bundle === undefined
        ? verifyStore(options, command, context)
        : verifyFile(bundle, options, context.output));
      if (!isWell) context.setExitCode(1);
    });
}

async function verifyStore(
  options: VerifyOptions,
  command: Command,
  context: CommandContext,
): Promise<boolean> {
  const { output, world } = context;
  const since = options.since === undefined ? null : toDay(options.since);
  const witnesses = await readCheckpointFiles(options.checkpoint ?? []);
  const roots = await readRoots(options.timestampCa);
  const verification = await withStore(command, context, async (config, database, signal) => {
    const db = database.kysely;
    await sequenceLog(db, { now: world.now(), isComplete: true });
    const { folder, timestamps } = config.settings.evidence;
    return verifyEvidence(db, {
      folder,
      since,
      witnesses,
      timestampRoots: roots ?? timestamps?.roots ?? [],
      onProgress: (done, total, what) => output.progress(done, total, what),
      signal,
    });
  });
  if (options.json) output.json(toJson(verification));
  else for (const line of describeStore(verification, output)) output.line(line);
  return verification.findings.total === 0;
}

async function readCheckpointFiles(paths: readonly string[]): Promise<readonly Witness[]> {
  const read = await Promise.all(
    paths.map(async (path) => {
      const found = findCheckpoints(await readGiven(path));
      if (found.length === 0)
        throw badArgument(
          `there is no checkpoint in ${path}`,
          'give a mail of ours as it was saved, or a file with a checkpoint',
        );
      return found.map((checkpoint) => ({ checkpoint, from: path }));
    }),
  );
  return read.flat();
}

/** Certificates in a PEM file; null when none is given. */
async function readRoots(path: string | undefined): Promise<readonly Uint8Array[] | null> {
  if (path === undefined) return null;
  const found = readCertificates(await readGiven(path));
  if (typeof found === 'string') throw badArgument(`${path}: ${found}`, 'give a PEM file of certificates');
  return found;
}

async function readGiven(path: string): Promise<string> {
  return (await readBytes(path)).toString('utf8');
}

async function readBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw badArgument(`${path} cannot be read`, error instanceof Error ? error.message : String(error));
  }
}

function toDay(text: string): Date {
  const day = new Date(text);
  if (!/^\d{4}-\d{2}-\d{2}(?:T.*)?$/.test(text) || Number.isNaN(day.getTime()))
    throw badArgument(`--since ${text} is no date`, 'write it like 2026-03-01');
  return day;
}

function toJson({ findings, since, keys, signed }: Verification) {
  return {
    isWell: findings.total === 0,
    since: since?.toISOString() ?? null,
    keys,
    signed: signed && { size: signed.size, at: signed.signedAt.toISOString(), checkpoint: signed.note },
    counts: findings.counts,
    problems: findings.problems.map((problem) => ({ ...problem, meaning: problemMeanings[problem.code] })),
    problemsInAll: findings.total,
    remarks: findings.remarks,
  };
}

function describeStore({ findings, since, signed }: Verification, output: Output): readonly string[] {
  const { counts, problems, remarks, total } = findings;
  const facts = [
    `log         ${counted(counts.entries, 'entry').replace('entrys', 'entries')}${since ? ` since ${shortTime(since)} UTC` : ''}`,
    `signed      ${counted(counts.checkpoints, 'checkpoint')}${signed ? `, the newest of ${signed.size} entries, ${shortTime(signed.signedAt)} UTC` : ''}`,
    `elsewhere   ${counted(counts.witnesses, 'checkpoint')} in mails and files agree or are named below`,
    `rows        ${counts.rows + counts.looks} against the log, ${counts.looks} of them looks that found nothing new`,
    ...(counts.timestamps > 0
      ? [`stamped     ${counted(counts.timestamps, 'time stamp')} over checkpoints`]
      : []),
    `bodies      ${counts.bodies}, ${Math.round(counts.bodyBytes / 1024)} kB`,
  ];
  const found = problems.flatMap(({ code, what }) => [
    output.style('red', `✗ ${what}`),
    `  ${problemMeanings[code]}`,
  ]);
  const more = total > problems.length ? [`… and ${total - problems.length} more of these kinds`] : [];
  const verdict =
    total === 0
      ? output.style('green', 'Everything is as it was recorded.')
      : output.style('red', `${counted(total, 'problem')}: evidence was altered, or is not whole.`);
  return [...facts, ...remarks.map((remark) => `note        ${remark}`), '', ...found, ...more, verdict];
}

async function verifyFile(path: string, options: VerifyOptions, output: Output): Promise<boolean> {
  const report = await verifyBundle(
    await readBytes(path),
    options.key ?? null,
    (await readRoots(options.timestampCa)) ?? [],
  );
  if (options.json) output.json({ isWell: report.problems.length === 0, ...report });
  else for (const line of describeBundle(report, output)) output.line(line);
  return report.problems.length === 0;
}

function describeBundle(
  { manifest, problems, remarks, counts, checkpoint }: BundleReport,
  output: Output,
): readonly string[] {
  return [
    `bundle      ${JSON.stringify(manifest.subject)}, ${manifest.window.from} to ${manifest.window.to}`,
    `made by     ${manifest.program}${manifest.exportedBy === null ? '' : ` for ${manifest.exportedBy}`}`,
    `files       ${counts.files}, ${counts.told} of which the log speaks`,
    `log         ${counts.entries} entries, proven against ${checkpoint ? `${manifest.log?.size} entries signed ${manifest.log?.signedAt}` : 'nothing'}`,
    ...(checkpoint?.keys ?? []).map((key) => `key         ${key}`),
    ...remarks.map((remark) => `note        ${remark}`),
    '',
    ...problems.map(({ path, what }) => output.style('red', `✗ ${path} ${what}`)),
    problems.length === 0
      ? output.style('green', 'Everything in it is as it was recorded.')
      : output.style(
          'red',
          `${counted(problems.length, 'problem')}: the bundle was altered, or is not whole.`,
        ),
  ];
}
