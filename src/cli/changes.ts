/** `modelwarden changes`: what changed, what it was judged, and who was told. */
import { type Command, InvalidArgumentError } from 'commander';
import type { Config } from '../config/config.ts';
import type { Edit, Severity, Understanding } from '../domain/change.ts';
import { type DisclosureState, disclosureStates, type Verdict } from '../domain/disclosure.ts';
import { planTelling, seenOf } from '../pipeline/plan-telling.ts';
import { listChanges, loadChange, loadVerdict, type StoredChange } from '../store/changes.ts';
import { listDeliveries } from '../store/deliveries.ts';
import { unknownChange, unknownName } from './argument-errors.ts';
import { type CommandContext, withStore } from './context.ts';
import { type Output, severityStyles, shortTime, table } from './output.ts';
import { parseCount } from './parse-count.ts';
import { showEdit, topSeverity } from './show-edit.ts';
import { findWitnessed, findWitnessedState, printTestimony, witnessedWords } from './show-witnessed.ts';

interface ListOptions {
  readonly vendor?: string;
  readonly source?: string;
  readonly since?: Date;
  readonly disclosure?: DisclosureState;
  readonly limit: number;
  readonly json?: boolean;
}

export function addChanges(program: Command, context: CommandContext): void {
  const changes = program.command('changes').description('look at recorded changes');
  changes
    .command('list', { isDefault: true })
    .description('list changes, newest first')
    .option('--vendor <vendor>', 'only of this vendor')
    .option('--source <id>', 'only of this source')
    .option('--since <day>', 'only first seen on or after this day (YYYY-MM-DD)', parseDay)
    .option('--disclosure <state>', `only with this verdict: ${disclosureStates.join(', ')}`, parseState)
    .option('--limit <number>', 'at most so many', parseCount, 50)
    .option('--json', 'print as JSON')
    .action((options: ListOptions, command: Command) => list(options, command, context));
  changes
    .command('show')
    .description('show one change: before and after, findings with their arithmetic, the verdict, the mails')
    .argument('<id>', 'as printed by list, e.g. openai/deprecations@12')
    .option('--json', 'print as JSON')
    .action((id: string, options: { json?: boolean }, command: Command) =>
      show(id, options, command, context),
    );
}

async function list(options: ListOptions, command: Command, context: CommandContext): Promise<void> {
  const { output } = context;
  const { found, witnessed } = await withStore(command, context, async (config, database) => {
    checkFilter(options, config);
    const changes = await listChanges(database.kysely, {
      vendor: options.vendor,
      sourceId: options.source,
      since: options.since,
      disclosure: options.disclosure,
      limit: options.limit,
    });
    const judged = await Promise.all(
      changes.map(async (change) => {
        const verdict = await loadVerdict(database.kysely, change.id);
        return { ...change, severity: severityHere(config, change, verdict) };
      }),
    );
    const limit = options.limit - judged.length;
    const history = limit > 0 ? await findWitnessed(database, { ...options, limit }) : [];
    return { found: judged, witnessed: history };
  });
  if (options.json) {
    const own = found.map(({ understanding, ...change }) => ({
      ...change,
      categories: understanding.findings.map((f) => f.category),
    }));
    output.json([...own, ...witnessed]);
    return;
  }
  if (found.length + witnessed.length === 0) return output.line(nothingFound(options));
  const rows = found.map((change) => [
    change.id,
    shortTime(change.first_seen_after),
    styleSeverity(output, change.severity),
    verdictHere(change),
    change.hold_reason === null
      ? change.summary
      : `${change.summary} (not mailed by itself: ${change.hold_reason})`,
  ]);
  for (const { id, witnessed_at, severity, summary } of witnessed)
    rows.push([id, shortTime(witnessed_at), styleSeverity(output, severity), witnessedWords, summary ?? '']);
  for (const line of table(['CHANGE', 'FIRST SEEN (UTC)', 'SEVERITY', 'VERDICT', 'WHAT CHANGED'], rows))
    output.line(line);
}

/** A slip in a name would look as if nothing had changed. Sources once watched may still be asked for. */
function checkFilter({ vendor, source }: ListOptions, config: Config): void {
  const advice = 'run `npx modelwarden sources` for what is watched';
  const ids = [...config.sources, ...config.disabled].map(({ id }) => id);
  if (source !== undefined && !ids.includes(source)) {
    throw unknownName(`no source is called ${source}`, {
      code: 'unknown_source',
      name: source,
      known: ids,
      advice,
    });
  }
  if (vendor !== undefined && !config.vendors.has(vendor)) {
    const known = config.vendors.keys();
    throw unknownName(`no vendor is called ${vendor}`, {
      code: 'unknown_vendor',
      name: vendor,
      known,
      advice,
    });
  }
}

function nothingFound({ vendor, source, since, disclosure }: ListOptions): string {
  return vendor || source || since || disclosure
    ? 'no recorded change matches'
    : 'no changes recorded yet: the first poll of a source is what later ones are compared with';
}

/** What it is mailed as: with the register's modifiers and the verdict, where its source is still watched. */
function severityHere(
  config: Config,
  change: Awaited<ReturnType<typeof listChanges>>[number],
  verdict: Verdict | null,
): Severity {
  const vendor = config.vendors.get(change.vendor);
  const source = config.sources.find((candidate) => candidate.id === change.source_id);
  const { understanding, disclosure } = change;
  if (!vendor || !source) return topSeverity(understanding.findings);
  const { role } = source;
  const seen = seenOf(change, verdict);
  return planTelling(config, { vendor, role, understanding, disclosure, seen }).assessment.severity;
}

async function show(
  id: string,
  options: { json?: boolean },
  command: Command,
  context: CommandContext,
): Promise<void> {
  const { output } = context;
  const found = await withStore(command, context, async (_config, database) => {
    const history = await findWitnessedState(database, id);
    if (history) return history;
    const change = await loadChange(database.kysely, id);
    if (!change) throw unknownChange(id);
    const verdict = await loadVerdict(database.kysely, id);
    const deliveries = await listDeliveries(database.kysely, { changeId: id, limit: 200 });
    return { change, verdict, deliveries };
  });
  if (options.json) return output.json(found);
  if ('witness' in found) {
    printTestimony(found, output);
    if (found.understanding) printContents(output, found.understanding, found.edits);
    return;
  }
  printChange(output, found.change);
  printVerdict(output, found.verdict);
  output.line(output.style('bold', '\nMails'));
  if (found.deliveries.length === 0) output.line('  none');
  for (const mail of found.deliveries) {
    output.line(
      `  ${mail.state.padEnd(8)} ${shortTime(mail.sent_at ?? mail.due_at)} UTC  ${mail.contact_id} <${mail.address}>  ${mail.subject}`,
    );
    if (mail.response) output.line(`           ${mail.response}`);
    if (mail.bounced_at) output.line(`           came back ${shortTime(mail.bounced_at)} UTC`);
    if (mail.is_possible_duplicate)
      output.line(
        '           may have arrived twice, under one Message-ID: an earlier attempt ended without an answer',
      );
  }
}

function printChange(output: Output, change: StoredChange): void {
  const { printed } = change.understanding;
  output.line(output.style('bold', change.summary));
  output.line(`  source     ${change.source_id}, version ${change.before_seq} → ${change.after_seq}`);
  output.line(
    `  window     after ${shortTime(change.last_seen_before)}, by ${shortTime(change.first_seen_after)} UTC`,
  );
  if (change.returned_to !== null) output.line(`  returned   to the state of version ${change.returned_to}`);
  if (change.hold_reason !== null) output.line(`  not mailed by itself: ${change.hold_reason}`);
  if (printed.after)
    output.line(
      `  printed    ${printed.before ?? '–'} → ${printed.after}${printed.isSilentEdit ? '  (silent edit: the text changed, the date did not)' : ''}`,
    );
  if (printed.effective) output.line(`  effective  ${printed.effective}`);
  printContents(output, change.understanding, change.edits);
}

function printContents(output: Output, { findings }: Understanding, edits: readonly Edit[]): void {
  output.line(output.style('bold', '\nFindings'));
  for (const finding of findings) {
    const steps = finding.modifiers
      .map((step) => ` ${step.delta > 0 ? '+' : ''}${step.delta} ${step.reason}`)
      .join(',');
    output.line(`  ${styleSeverity(output, finding.severity)}  ${finding.category}  ${finding.summary}`);
    output.line(output.style('dim', `        base ${finding.base}${steps}; rule ${finding.rule}`));
  }
  output.line(output.style('bold', '\nBefore and after'));
  for (const edit of edits) printEdit(output, edit);
}

function printEdit(output: Output, edit: Edit): void {
  const colours = { ' ': 'reset', '-': 'red', '+': 'green' } as const;
  for (const line of showEdit(edit))
    output.line(`  ${output.style(colours[line.mark], `${line.mark} ${line.text}`)}`);
  output.line();
}

function printVerdict(output: Output, verdict: Verdict | null): void {
  output.line(output.style('bold', 'Verdict'));
  if (!verdict) return output.line('  not judged');
  output.line(`  ${output.style('bold', verdict.state)}: ${verdict.reason}`);
  for (const source of verdict.searched)
    output.line(`  searched ${source.sourceId}, last seen ${shortTime(source.lastSightedAt)} UTC`);
  for (const candidate of verdict.candidates) {
    output.line(
      `  ${candidate.isAccepted ? 'accepted' : 'rejected'} ${candidate.score.toFixed(2)}  ${candidate.date ?? 'undated'}  ${candidate.title}`,
    );
    output.line(output.style('dim', `        ${candidate.reason}`));
  }
}

function verdictHere(change: Pick<StoredChange, 'is_material' | 'returned_to' | 'disclosure'>): string {
  if (!change.is_material) return 'editorial';
  return change.returned_to === null ? change.disclosure : `returned to @${change.returned_to}`;
}

function styleSeverity(output: Output, severity: Severity): string {
  return output.style(severityStyles[severity], severity);
}

function parseDay(text: string): Date {
  const day = new Date(`${text}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(day.getTime()))
    throw new InvalidArgumentError('expected a day as YYYY-MM-DD.');
  return day;
}

function parseState(text: string): DisclosureState {
  const found = disclosureStates.find((state) => state === text);
  if (found) return found;
  throw new InvalidArgumentError(`expected one of ${disclosureStates.join(', ')}.`);
}
