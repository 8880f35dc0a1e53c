/** `modelwarden doctor`: looks at sources once and says whether each can be read from here, and what to do if not. */
import type { Command } from 'commander';
import { buildDeps, createTransport, identifyWorker } from '../compose.ts';
import type { LoadedConfig } from '../config/load-config.ts';
import type { Source } from '../domain/source.ts';
import { createSilentLog } from '../observe/log.ts';
import { sourceConditions } from '../pipeline/diagnose-sighting.ts';
import { type Examination, examineSources } from '../pipeline/examine-sources.ts';
import { badArgument, unknownName } from './argument-errors.ts';
import { type CommandContext, withStore } from './context.ts';
import { counted, type Output } from './output.ts';

interface DoctorOptions {
  readonly vendor?: string;
  readonly all?: boolean;
  readonly json?: boolean;
}

export function addDoctor(program: Command, context: CommandContext): void {
  program
    .command('doctor')
    .description(
      'look at each watched source once, politely, and say whether it can be read and what to do if not',
    )
    .option('--vendor <vendor>', 'every enabled source of this vendor, watched or not')
    .option('--all', 'every enabled source of the catalogue')
    .option('--json', 'print as JSON')
    .action((options: DoctorOptions, command: Command) => doctor(options, command, context));
}

async function doctor(options: DoctorOptions, command: Command, context: CommandContext): Promise<void> {
  const { output } = context;
  const examinations = await withStore(command, context, async (config, database, signal) => {
    const sources = chooseSources(config, options);
    const deps = buildDeps({
      world: context.world,
      config: () => config,
      database,
      transport: createTransport(config.settings),
      log: createSilentLog(),
      worker: identifyWorker(context.world),
      queue: null,
    });
    const width = Math.max(...sources.map(({ id }) => id.length));
    const show = (examination: Examination, done: number): void => {
      if (!options.json) printExamination(examination, width, output);
      output.progress(done, sources.length, examination.source.id);
    };
    try {
      output.progress(0, sources.length, 'the first answers are awaited');
      return await examineSources(deps, sources, signal, show);
    } finally {
      await deps.close();
      await deps.transport.close();
    }
  });
  if (options.json) output.json(examinations.map(toJson));
  else printSummary(examinations, output);
  if (examinations.some(({ condition }) => condition !== 'works')) context.setExitCode(1);
}

/** @throws ConfigError when no vendor has the name, or nothing of it is enabled */
function chooseSources(config: LoadedConfig, { vendor, all }: DoctorOptions): readonly Source[] {
  if (vendor !== undefined && all)
    throw badArgument('--vendor and --all exclude each other', 'give one of them');
  if (vendor !== undefined && !config.vendors.has(vendor)) {
    throw unknownName(`no vendor of the catalogue is called ${vendor}`, {
      code: 'unknown_vendor',
      name: vendor,
      known: config.vendors.keys(),
      advice: 'run `npx modelwarden catalogue list` for the vendors',
    });
  }
  const chosen = vendor === undefined && !all ? config.sources : enabledSources(config, vendor);
  if (chosen.length > 0) return chosen;
  throw badArgument(
    vendor === undefined ? 'no source is watched' : `no source of ${vendor} is enabled`,
    vendor === undefined
      ? 'name vendors under `watch` in config/watchlist.yaml'
      : `run \`npx modelwarden catalogue show ${vendor}\` for the reasons`,
  );
}

/** Watched sources as they are watched, and the others that the catalogue has enabled. */
function enabledSources(config: LoadedConfig, vendor: string | undefined): readonly Source[] {
  const watched = new Map(config.sources.map((source) => [source.id, source]));
  return config.known
    .filter(({ source }) => vendor === undefined || source.vendor === vendor)
    .flatMap(({ source, disabledReason }) => {
      const found = watched.get(source.id);
      if (found !== undefined) return [found];
      return disabledReason === null ? [{ ...source, cadence: { kind: 'every', everyMs: 0 } as const }] : [];
    });
}

const conditionWidth = Math.max(...sourceConditions.map((condition) => condition.length));

function printExamination({ source, condition, detail, advice }: Examination, width: number, output: Output) {
  const style = condition === 'works' ? 'green' : condition === 'quiet' ? 'yellow' : 'red';
  const head = output.style(style, condition.padEnd(conditionWidth));
  output.line(`${head}  ${source.id.padEnd(width)}  ${detail}`);
  if (advice) output.line(`${' '.repeat(conditionWidth)}  what to do: ${advice}`);
}

function printSummary(examinations: readonly Examination[], output: Output): void {
  const counts = sourceConditions.flatMap((condition) => {
    const count = examinations.filter((examination) => examination.condition === condition).length;
    return count === 0 ? [] : [`${count} ${condition}`];
  });
  output.line();
  output.line(`${counted(examinations.length, 'source')} looked at: ${counts.join(', ')}`);
}

function toJson({ source, sighting, condition, detail, advice }: Examination) {
  return {
    id: source.id,
    url: source.url,
    condition,
    detail,
    advice,
    ...(sighting.kind === 'trouble' && { code: sighting.code, evidence: sighting.evidence }),
    ...(sighting.kind === 'document' && { blocks: sighting.document.blocks.length }),
  };
}
