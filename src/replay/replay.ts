/**
 * Feeds dated revisions through the real pipeline with simulated time: the same polls, verdicts, mails and
 * database, in one process, without queue or network. Answers "what would this configuration have told us?".
 */
import { readFile } from 'node:fs/promises';
import type { Logger } from 'pino';
import { appVersion } from '../compose.ts';
import type { Config } from '../config/config.ts';
import type { Fetch } from '../domain/capture.ts';
import type { Severity } from '../domain/change.ts';
import type { DisclosureState } from '../domain/disclosure.ts';
import type { ObservationOutcome } from '../domain/observation.ts';
import { isAnnouncing } from '../domain/source.ts';
import type { MailTransport } from '../mail/transport.ts';
import type { Deps } from '../pipeline/deps.ts';
import { dispatchAlerts } from '../pipeline/dispatch-alerts.ts';
import { judgeChange } from '../pipeline/judge-change.ts';
import { planTelling } from '../pipeline/plan-telling.ts';
import { pollSource } from '../pipeline/poll-source.ts';
import { sendDelivery } from '../pipeline/send-delivery.ts';
import type { SourceAdapter } from '../sources/adapter.ts';
import { nextReadyAt } from '../store/alerts.ts';
import { changesToJudge, loadChange, nextJudgementAt } from '../store/changes.ts';
import type { Db } from '../store/db.ts';
import { ensureSourceStates } from '../store/source-states.ts';
import type { Revision, RevisionFolder } from './read-folder.ts';
import { replayIntervalMs } from './replay-config.ts';

export type ReplayEvent = { readonly at: Date } & (
  | { readonly kind: 'first-seen'; readonly source: string }
  | {
      readonly kind: 'change';
      readonly source: string;
      readonly change: string;
      readonly severity: Severity;
      readonly isMaterial: boolean;
      readonly categories: readonly string[];
      readonly summary: string;
    }
  | {
      readonly kind: 'verdict';
      readonly change: string;
      readonly state: DisclosureState;
      readonly reason: string;
    }
  | { readonly kind: 'mail'; readonly to: string; readonly subject: string }
  | {
      readonly kind: 'trouble';
      readonly source: string;
      readonly outcome: ObservationOutcome;
      readonly detail: string;
    }
);

export interface ReplayTotals {
  revisions: number;
  versions: number;
  changes: number;
  material: number;
  mails: number;
  troubles: number;
}

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

/** Replays a folder to its end, and beyond it until every verdict is settled and every mail is out. */
export async function replay(input: ReplayInput): Promise<ReplayTotals> {
  const run = new Replay(input);
  return run.toTheEnd();
}

class Replay {
  readonly #input: ReplayInput;
  readonly #deps: Deps;
  readonly #standing = new Map<string, Revision>();
  readonly #totals: ReplayTotals = {
    revisions: 0,
    versions: 0,
    changes: 0,
    material: 0,
    mails: 0,
    troubles: 0,
  };
  #now: Date;

  constructor(input: ReplayInput) {
    this.#input = input;
    this.#now = input.folder.revisions[0]?.at ?? new Date(0);
    this.#deps = {
      db: input.db,
      config: () => input.config,
      adapters: input.adapters,
      fetch: (request) => this.#serve(request.url),
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
    let nextRevision = 0;
    let nextLook = this.#now;
    for (;;) {
      this.#input.signal.throwIfAborted();
      const revision = revisions[nextRevision];
      const waiting = await this.#nextWaiting();
      const at = earliest([revision?.at, waiting, revision || waiting ? nextLook : undefined]);
      if (!at) return this.#totals;
      this.#now = later(this.#now, at);
      if (nextLook <= this.#now) {
        await this.#lookAtAnnouncements();
        nextLook = new Date(nextLook.getTime() + replayIntervalMs);
      }
      while (revisions[nextRevision] && later(this.#now, revisions[nextRevision]?.at ?? at) === this.#now) {
        await this.#take(revisions[nextRevision]);
        nextRevision += 1;
        this.#input.onProgress(nextRevision, revisions.length, this.#now);
      }
      await this.#settle();
      await this.#mail();
    }
  }

  async #take(revision: Revision | undefined): Promise<void> {
    if (!revision) return;
    this.#totals.revisions += 1;
    this.#standing.set(revision.document, revision);
    await this.#poll(revision.document);
  }

  async #poll(sourceId: string): Promise<void> {
    const source = this.#input.config.sources.find((candidate) => candidate.id === sourceId);
    if (!source) return;
    const record = await pollSource(this.#deps, source, { dueBy: null }, this.#input.signal);
    if (!record) return;
    if (record.outcome === 'first-seen') this.#emit({ kind: 'first-seen', source: sourceId });
    if (record.outcome === 'first-seen' || record.outcome === 'changed') this.#totals.versions += 1;
    if (record.detail !== null) {
      this.#totals.troubles += 1;
      this.#emit({ kind: 'trouble', source: sourceId, outcome: record.outcome, detail: record.detail });
      // A doubtful page is looked at again at once: the folder has no second capture of it.
      if (record.outcome === 'suspect') await this.#poll(sourceId);
    }
    if (record.changeId !== null) await this.#emitChange(record.changeId);
  }

  async #emitChange(changeId: string): Promise<void> {
    const change = await loadChange(this.#deps.db, changeId);
    const vendor = change && this.#input.config.vendors.get(change.vendor);
    const source = this.#input.config.sources.find((candidate) => candidate.id === change?.source_id);
    if (!change || !vendor || !source) return;
    const { understanding } = change;
    const plan = planTelling(this.#input.config, {
      vendor,
      role: source.role,
      understanding,
      disclosure: 'pending',
    });
    this.#totals.changes += 1;
    if (change.is_material) this.#totals.material += 1;
    this.#emit({
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
    for (const source of this.#input.config.sources) {
      if (isAnnouncing(source) && this.#standing.has(source.id)) await this.#poll(source.id);
    }
  }

  async #settle(): Promise<void> {
    for (const change of await changesToJudge(this.#deps.db, this.#now)) {
      const judgement = await judgeChange(this.#deps, change);
      if (!judgement?.isNews) continue;
      this.#emit({ kind: 'verdict', change, state: judgement.state, reason: judgement.reason });
    }
  }

  async #mail(): Promise<void> {
    const { deliveries } = await dispatchAlerts(this.#deps);
    for (const id of deliveries) {
      const sent = await sendDelivery(this.#deps, id, this.#input.signal);
      if (!sent) continue;
      this.#totals.mails += 1;
      this.#emit({ kind: 'mail', to: sent.delivery.contact_id, subject: sent.delivery.subject });
    }
  }

  async #nextWaiting(): Promise<Date | undefined> {
    return earliest([
      (await nextJudgementAt(this.#deps.db)) ?? undefined,
      (await nextReadyAt(this.#deps.db)) ?? undefined,
    ]);
  }

  async #serve(url: string): ReturnType<Fetch> {
    const revision = this.#standing.get(new URL(url).pathname.slice(1));
    const times = { startedAt: this.#now, finishedAt: this.#now };
    if (!revision)
      return {
        kind: 'failure',
        code: 'http_not_found',
        detail: 'not captured yet',
        capture: null,
        retryAfterMs: null,
        ...times,
      };
    const body = await readFile(revision.path);
    return {
      kind: 'ok',
      capture: {
        url,
        finalUrl: url,
        redirects: [],
        status: 200,
        headers: {},
        body,
        ...times,
        remoteAddress: null,
        certificate: null,
      },
    };
  }

  #emit(event: WithoutTime<ReplayEvent>): void {
    this.#input.onEvent({ at: this.#now, ...event });
  }
}

type WithoutTime<Event> = Event extends unknown ? Omit<Event, 'at'> : never;

function earliest(instants: readonly (Date | undefined)[]): Date | undefined {
  return instants.reduce((first, at) => (at && (!first || at < first) ? at : first), undefined);
}

function later(a: Date, b: Date): Date {
  return b > a ? b : a;
}
