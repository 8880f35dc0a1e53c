/**
 * The main job in under a minute: a made-up vendor on loopback, the real worker on its own database, changes as
 * vendors make them, and the mails that follow.
 */
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Output } from '../cli/output.ts';
import { table } from '../cli/output.ts';
import { loadConfiguration, openStore, type World } from '../compose.ts';
import { WatchError } from '../domain/errors.ts';
import { createSilentLog } from '../observe/log.ts';
import type { Db } from '../store/db.ts';
import { demoSources, writeDemoConfig } from './demo-config.ts';
import { type DemoMail, type DemoRecord, readDemoRecord } from './demo-record.ts';
import {
  announcedModelTold,
  baselinesTaken,
  challengeReported,
  type Expectation,
  noiseIgnored,
  silentChangeDetected,
  silentChangeSettled,
} from './expectations.ts';
import { addNoise, announceModel, changeCardSilently } from './pages.ts';
import { startVendorSite, type VendorSite } from './vendor-site.ts';
import { startWorkerProcess, type WorkerProcess } from './worker-process.ts';

/** The demo gives up after this long, whatever is still missing. */
const deadlineMs = 55_000;

/** The worker looks after lost and due work this often in the demo, instead of every minute. */
const reconcileMs = 1_000;

/** Runs the demo in a folder that it empties first. Resolves to whether everything came about. */
export async function runDemo(folder: string, world: World, output: Output): Promise<boolean> {
  const started = world.now().getTime();
  const home = resolve(folder);
  await stopLeftovers(home, world);
  await rm(home, { recursive: true, force: true });
  await mkdir(home, { recursive: true });
  const site = await startVendorSite();
  const config = await writeDemoConfig(home, site);
  output.line(
    output.style('bold', 'Modelwarden demo: a vendor, a worker, and an update that nobody announced'),
  );
  output.line(
    output.style('dim', `vendor site ${site.url} · files in ${relative(process.cwd(), home) || '.'}`),
  );
  const worker = startWorkerProcess(config, {
    ...process.env,
    MODELWARDEN_RECONCILE_MS: String(reconcileMs),
  });
  const stages = new Stages(output, started, world, worker);
  try {
    await stages.say('starting the worker on its own PostgreSQL');
    const settings = (await loadConfiguration(config, world)).settings;
    await stages.untilWatching();
    const database = await openStore(settings, createSilentLog(), 'reader');
    try {
      const record = await playOut(stages, database.kysely, site, world);
      printResult(output, record, home);
    } finally {
      await database.close();
    }
    output.line(
      output.style(
        'green',
        `\nAll of it happened, in ${Math.round((world.now().getTime() - started) / 1000)} s.`,
      ),
    );
    return true;
  } catch (error) {
    if (!(error instanceof DemoFailure)) throw error;
    output.line(output.style('red', `\nThe demo failed: ${error.message}`));
    output.line('The latest lines of the worker:');
    for (const line of worker.lines) output.line(`  ${line}`);
    return false;
  } finally {
    await worker.stop();
    await site.stop();
  }
}

/** A demo that was killed left its database running; taking it over and closing it ends it. */
async function stopLeftovers(home: string, world: World): Promise<void> {
  if (!existsSync(join(home, 'data'))) return;
  try {
    const { settings } = await loadConfiguration(join(home, 'config'), world);
    await (await openStore(settings, createSilentLog(), 'reader')).close();
  } catch (error) {
    // What cannot be opened is removed all the same; only a fault of ours must not be hidden.
    if (!(error instanceof WatchError)) throw error;
  }
}

async function playOut(stages: Stages, db: Db, site: VendorSite, world: World): Promise<DemoRecord> {
  await stages.until(db, 'baselines of five sources', [baselinesTaken]);

  await stages.say('the vendor lists norvik-scribe-3, and says so in its changelog');
  site.publish((pages) => announceModel(pages, { today: world.now().toISOString().slice(0, 10) }));
  await stages.until(db, 'told as announced', [announcedModelTold]);

  await stages.say('the vendor edits the model card of norvik-scribe-2 without a word');
  site.publish(changeCardSilently);
  await stages.say('the terms get new tracking ids, reordered rows, another date format, "4 days ago"');
  site.publish(addNoise);
  await stages.say('the acceptable-use page answers with a bot challenge, status 200');
  site.blockPolicy();
  await stages.until(db, 'told at once, verdict pending', [silentChangeDetected]);
  await stages.until(db, 'noise recognised, nobody mailed', [noiseIgnored]);
  await stages.until(db, 'blocked source told to the operator', [challengeReported]);
  await stages.until(db, 'grace over: told as unannounced', [silentChangeSettled]);
  return stages.until(db, 'still one mail for each, and none for noise', [
    announcedModelTold,
    silentChangeDetected,
    silentChangeSettled,
    noiseIgnored,
    challengeReported,
  ]);
}

class DemoFailure extends Error {}

/** Progress, and waiting for things to come about. */
class Stages {
  readonly #output: Output;
  readonly #started: number;
  readonly #world: World;
  readonly #worker: WorkerProcess;
  #isWorkerGone = false;

  constructor(output: Output, started: number, world: World, worker: WorkerProcess) {
    this.#output = output;
    this.#started = started;
    this.#world = world;
    this.#worker = worker;
    void this.#notice(worker);
  }

  async #notice(worker: WorkerProcess): Promise<void> {
    await worker.exited;
    this.#isWorkerGone = true;
  }

  async say(what: string): Promise<void> {
    this.#output.line(`${this.#clock()}  ${what}`);
  }

  async untilWatching(): Promise<void> {
    await this.#wait(async () =>
      this.#worker.lines.some((line) => line.includes('"watching"')) ? null : 'the worker is not up',
    );
    this.#output.line(`${this.#clock()}  ${this.#output.style('green', '✓')} watching`);
  }

  async until(db: Db, what: string, expectations: readonly Expectation[]): Promise<DemoRecord> {
    let record = await readDemoRecord(db);
    await this.#wait(async () => {
      record = await readDemoRecord(db);
      return (
        expectations.map((expectation) => expectation(record)).find((missing) => missing !== null) ?? null
      );
    });
    this.#output.line(`${this.#clock()}  ${this.#output.style('green', '✓')} ${what}`);
    return record;
  }

  async #wait(missing: () => Promise<string | null>): Promise<void> {
    for (;;) {
      const problem = await missing();
      if (problem === null) return;
      if (this.#isWorkerGone) throw new DemoFailure(`the worker ended; ${problem}`);
      if (this.#elapsed() > deadlineMs) throw new DemoFailure(problem);
      await wait(200);
    }
  }

  #elapsed(): number {
    return this.#world.now().getTime() - this.#started;
  }

  #clock(): string {
    return this.#output.style('dim', `${(this.#elapsed() / 1000).toFixed(1).padStart(5)} s`);
  }
}

function printResult(output: Output, record: DemoRecord, home: string): void {
  const change = (source: string) => record.changes.get(source)?.[0];
  const model = change(demoSources.models);
  const card = change(demoSources.card);
  const rows = [
    [
      'model added, with a changelog entry',
      shorten(model?.summary ?? ''),
      model?.disclosure ?? '',
      mailed(model?.mails ?? []),
    ],
    [
      'model card edited silently',
      shorten(card?.summary ?? ''),
      card?.disclosure ?? '',
      mailed(card?.mails ?? []),
    ],
    [
      'noise on the terms',
      `${record.noise.get(demoSources.terms) ?? 0} differences without meaning`,
      'unchanged',
      'nobody',
    ],
    ['bot challenge, status 200', 'blocked source', 'not a change', mailed(record.troubleMails)],
  ];
  output.line();
  for (const line of table(['WHAT HAPPENED', 'WHAT WAS SEEN', 'JUDGED', 'MAILED'], rows)) output.line(line);
  output.line();
  const mails = new Map(
    [...(model?.mails ?? []), ...(card?.mails ?? []), ...record.troubleMails].map((mail) => [
      mail.response,
      mail,
    ]),
  );
  for (const mail of mails.values())
    output.line(`  ${mail.subject}\n    ${output.style('dim', fileOf(mail))}`);
  output.line();
  output.line(
    `Look around:  npx modelwarden --config ${relative(process.cwd(), join(home, 'config'))} changes list`,
  );
}

/** Leaves room for the other columns; the mails say it in full. */
function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59).trimEnd()}…` : text;
}

function mailed(mails: readonly DemoMail[]): string {
  return mails.map((mail) => `${mail.contact} (${mail.reason})`).join(', ') || 'nobody';
}

/** The folder transport answers with the path of the file. */
function fileOf(mail: DemoMail): string {
  const path = /\S+\.eml/.exec(mail.response)?.[0];
  return path ? relative(process.cwd(), path) : mail.response;
}
