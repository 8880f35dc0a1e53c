/**
 * Feeds dated revisions through the real pipeline with simulated time: the same polls, verdicts, mails and
 * database, in one process, without queue or network. Answers "what would this configuration have told us?".
 */
import type { Logger } from 'pino';
import { appVersion } from '../compose.ts';
import type { Config } from '../config/config.ts';
import type { Capture, FetchResult } from '../domain/capture.ts';
import { isAnnouncing } from '../domain/source.ts';
import type { MailTransport } from '../mail/transport.ts';
import type { Deps } from '../pipeline/deps.ts';
import { dispatchAlerts } from '../pipeline/dispatch-alerts.ts';
import { judgeChange } from '../pipeline/judge-change.ts';
import { secondLookAt } from '../pipeline/next-due.ts';
import { planTelling, seenOf } from '../pipeline/plan-telling.ts';
import { pollSource } from '../pipeline/poll-source.ts';
import { sendDelivery } from '../pipeline/send-delivery.ts';
import type { SourceAdapter } from '../sources/adapter.ts';
import { changesToJudge, loadChange } from '../store/changes.ts';
import type { Db } from '../store/db.ts';
import { loadNextTimes } from '../store/next-times.ts';
import { ensureSourceStates } from '../store/source-states.ts';
import { ReadAhead } from './read-ahead.ts';
import type { Revision, RevisionFolder } from './read-folder.ts';
import { addressOf, documentAt, readAs, replayIntervalMs } from './replay-config.ts';
import { type ReplayEvent, type ReplayNews, ReplayTally, type ReplayTotals } from './replay-event.ts';

export interface ReplayInput {
  readonly folder: RevisionFolder;
  readonly config: Config;
  readonly db: Db;
  readonly adapters: ReadonlyMap<string, SourceAdapter>;
  readonly log: Logger;
  /** Keeps the mails; what it answers is recorded like a relay's answer. */
  readonly transport: MailTransport;
  readonly onEvent: (event: ReplayEvent) => void;
  readonly onProgress: (done: number, total: number, at: Date) => void;
  readonly signal: AbortSignal;
}

/**
 * Replays a folder to its end, and beyond it until every verdict is settled and every mail is out. Rejects with
 * the signal's reason when it is aborted.
 */
export async function replay(input: ReplayInput): Promise<ReplayTotals> {
  const { revisions } = input.folder;
  const { adapters, config } = input;
  const ahead = new ReadAhead(revisions, adapters, config, ({ document }) => addressOf(document));
  try {
    return await new Replay(input, ahead).toTheEnd();
  } finally {
    await ahead.close();
  }
}

/** What a document stands at: its latest revision so far, and the capture that it answers with. */
interface Standing {
  readonly revision: Revision;
  readonly capture: Capture;
  /** Whether the poll of it left a version, so that the same answer again is no news. */
  readonly isSeen: boolean;
}

class Replay {
  readonly #input: ReplayInput;
  readonly #ahead: ReadAhead;
  readonly #deps: Deps;
  readonly #standing = new Map<string, Standing>();
  readonly #tally = new ReplayTally();
  #now: Date;

  constructor(input: ReplayInput, ahead: ReadAhead) {
    this.#input = input;
    this.#ahead = ahead;
    this.#now = input.folder.revisions[0]?.at ?? new Date(0);
    this.#deps = {
      db: input.db,
      config: () => input.config,
      adapters: ahead.adapters,
      fetch: (request) => this.#serve(request.url),
      fetchMail: () => Promise.reject(new Error('revisions are read from a folder, never from a mailbox')),
      weigh: ahead.weigh,
      post: () => Promise.reject(new Error('nothing is posted in a replay')),
      transport: input.transport,
      now: () => this.#now,
      log: input.log,
      worker: { id: 'replay', host: 'replay', pid: process.pid, startedAt: this.#now },
      appVersion,
      wake: async () => {},
      setSchedules: async () => {},
    };
  }

  async toTheEnd(): Promise<ReplayTotals> {
    const { revisions } = this.#input.folder;
    await ensureSourceStates(this.#deps.db, this.#input.config.sources, this.#now);
    let next = 0;
    let waiting: Date | undefined;
    let nextLook = this.#now;
    for (;;) {
      this.#input.signal.throwIfAborted();
      const revision = revisions[next];
      const at = earliest([revision?.at, waiting, revision || waiting ? nextLook : undefined]);
      if (!at) return this.#tally.totals();
      this.#now = later(this.#now, at);
      for (let due = revision; due && due.at <= this.#now; due = revisions[next]) {
        await this.#take(due);
        next += 1;
        this.#input.onProgress(next, revisions.length, this.#now);
      }
      // After the revisions: the old state must not be seen at the very instant at which the new one came.
      if (nextLook <= this.#now) {
        await this.#lookAtAnnouncements();
        nextLook = new Date(nextLook.getTime() + replayIntervalMs);
      }
      waiting = await this.#settleAndMail();
    }
  }

  async #take(revision: Revision): Promise<void> {
    this.#tally.revisions += 1;
    const capture = await this.#ahead.take();
    this.#standing.set(revision.document, { revision, capture, isSeen: false });
    await this.#poll(revision.document);
  }

  async #poll(sourceId: string, isSecondLook = false): Promise<void> {
    const source = this.#input.config.sources.find((candidate) => candidate.id === sourceId);
    const standing = this.#standing.get(sourceId);
    if (!source || !standing) return;
    const read = readAs(source, standing.revision.kind, this.#input.adapters);
    const record = await pollSource(this.#deps, read, { dueBy: null }, this.#input.signal);
    if (!record) return;
    this.#standing.set(sourceId, { ...standing, isSeen: record.detail === null });
    if (record.outcome === 'first-seen') this.#tell({ kind: 'first-seen', source: sourceId });
    if (record.outcome === 'first-seen' || record.outcome === 'changed') this.#tally.versions += 1;
    if (record.detail !== null) {
      this.#tell({ kind: 'trouble', source: sourceId, outcome: record.outcome, detail: record.detail });
      // The folder has no second capture of a doubtful page: it answers the second look as well.
      if (record.outcome === 'suspect' && !isSecondLook) {
        this.#now = secondLookAt(this.#now, sourceId);
        await this.#poll(sourceId, true);
      }
    }
    if (record.changeId !== null) await this.#tellChange(record.changeId);
  }

  async #tellChange(changeId: string): Promise<void> {
    const change = await loadChange(this.#deps.db, changeId);
    const vendor = change && this.#input.config.vendors.get(change.vendor);
    const source = this.#input.config.sources.find((candidate) => candidate.id === change?.source_id);
    if (!change || !vendor || !source) return;
    const { understanding } = change;
    const { role } = source;
    const seen = seenOf(change, null);
    const plan = planTelling(this.#input.config, {
      vendor,
      role,
      understanding,
      disclosure: 'pending',
      seen,
    });
    this.#tell({
      kind: 'change',
      source: source.id,
      change: changeId,
      severity: plan.assessment.severity,
      isMaterial: change.is_material,
      categories: [...new Set(understanding.findings.map((finding) => finding.category))],
      summary: change.summary,
    });
  }

  async #lookAtAnnouncements(): Promise<void> {
    const looked = this.#input.config.sources.filter(
      (source) => isAnnouncing(source) && this.#standing.has(source.id),
    );
    // One that answers as it did last time cannot move anything that the others see.
    const steady = looked.filter(({ id }) => this.#standing.get(id)?.isSeen);
    for (const source of looked) if (!steady.includes(source)) await this.#poll(source.id);
    await Promise.all(steady.map(({ id }) => this.#poll(id)));
  }

  /** Does what is due now; answers when something will be, or nothing when all is settled and told. */
  async #settleAndMail(): Promise<Date | undefined> {
    const { db } = this.#deps;
    const isDue = (at: Date | null) => at !== null && at <= this.#now;
    let next = await loadNextTimes(db);
    if (isDue(next.judgeAt)) {
      await this.#settle();
      next = await loadNextTimes(db);
    }
    if (isDue(next.readyAt)) {
      await this.#mail();
      next = await loadNextTimes(db);
    }
    // What is overdue even now would be so for ever: nothing that is still to come can move it.
    return earliest([next.judgeAt, next.readyAt].filter((at) => at !== null && at > this.#now));
  }

  async #settle(): Promise<void> {
    for (const change of await changesToJudge(this.#deps.db, this.#now)) {
      const judgement = await judgeChange(this.#deps, change);
      if (!judgement?.isNews) continue;
      this.#tell({ kind: 'verdict', change, state: judgement.state, reason: judgement.reason });
    }
  }

  async #mail(): Promise<void> {
    const { deliveries } = await dispatchAlerts(this.#deps);
    for (const id of deliveries) {
      const sent = await sendDelivery(this.#deps, id, this.#input.signal);
      if (!sent) continue;
      this.#tell({ kind: 'mail', to: sent.delivery.contact_id, subject: sent.delivery.subject });
    }
  }

  async #serve(url: string): Promise<FetchResult> {
    const times = { startedAt: this.#now, finishedAt: this.#now };
    const standing = this.#standing.get(documentAt(url));
    if (standing) return { kind: 'ok', capture: { ...standing.capture, ...times } };
    const failure = { kind: 'failure', code: 'http_not_found', detail: 'not captured yet' } as const;
    return { ...failure, capture: null, retryAfterMs: null, ...times };
  }

  #tell(news: ReplayNews): void {
    this.#tally.add(news);
    this.#input.onEvent({ at: this.#now, ...news });
  }
}

function earliest(instants: readonly (Date | null | undefined)[]): Date | undefined {
  return instants.reduce<Date | undefined>(
    (first, at) => (at && (!first || at < first) ? at : first),
    undefined,
  );
}

function later(a: Date, b: Date): Date {
  return b > a ? b : a;
}
