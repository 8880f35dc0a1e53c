/**
 * The whole pipeline in this process, on a real database and a real loopback site, with a clock that the test
 * moves. Mail goes to a transport that keeps it.
 */
import { type ParsedMail, simpleParser } from 'mailparser';
import { pino } from 'pino';
import { deliver } from '../../jobs/deliver.ts';
import { dispatch } from '../../jobs/dispatch.ts';
import { followUpJob } from '../../jobs/follow-up.ts';
import { settle } from '../../jobs/settle.ts';
import { hostRests, hostTurns, robotsStore } from '../../src/compose.ts';
import type { Config } from '../../src/config/config.ts';
import type { Source, SourceRole } from '../../src/domain/source.ts';
import { createFetch } from '../../src/fetch/create-fetch.ts';
import type { MailTransport } from '../../src/mail/transport.ts';
import type { Deps } from '../../src/pipeline/deps.ts';
import type { PollRecord } from '../../src/pipeline/poll.ts';
import { pollSource } from '../../src/pipeline/poll-source.ts';
import { weighHere } from '../../src/pipeline/weigh-sighting.ts';
import { adapters } from '../../src/sources/registry.ts';
import { nextReadyAt } from '../../src/store/alerts.ts';
import { changesToJudge } from '../../src/store/changes.ts';
import type { Database } from '../../src/store/database.ts';
import { dueDeliveries } from '../../src/store/deliveries.ts';
import { isEscalationDue } from '../../src/store/escalations.ts';
import { ensureSourceStates } from '../../src/store/source-states.ts';
import { shippedRules } from './shipped-rules.ts';
import type { Site } from './site.ts';

export const hourMs = 3_600_000;
/** Announcements may follow a change by this long in these tests. */
export const graceMs = 72 * hourMs;

/** A mail as its reader's program sees it. */
export interface ReceivedMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly parsed: ParsedMail;
}

export interface TestPipeline {
  readonly deps: Deps;
  readonly mails: readonly ReceivedMail[];
  now(): Date;
  advance(ms: number): void;
  poll(sourceId: string): Promise<PollRecord>;
  /** Judges, dispatches and sends whatever is due now. */
  settleAndMail(): Promise<void>;
  close(): Promise<void>;
}

/** A source of the vendor `norvik` on a site. */
export function testSource(
  site: Pick<Site, 'url' | 'host'>,
  name: string,
  role: SourceRole,
  kind: string,
  more: Partial<Source> = {},
): Source {
  return {
    id: `norvik/${name}`,
    vendor: 'norvik',
    title: `Norvik ${name}`,
    role,
    kind,
    url: `${site.url}/${name}`,
    cadence: { kind: 'every', everyMs: 6 * hourMs },
    headers: {},
    allowPrivate: [site.host],
    announcedBy: [],
    options: adapters.get(kind)?.options.parse({}) ?? {},
    ...more,
  };
}

/** A clinic with one clinical tool on `norvik-scribe-2`, one compliance contact and one operator. */
export function testConfig(sources: readonly Source[], more: Partial<Config> = {}): Config {
  const contact = (id: string) => ({
    id,
    name: id,
    email: `${id}@clinic.example`,
    timeZone: 'America/Chicago',
    quietHours: [],
    digest: { at: 8 * 60, day: 'mon' as const },
    wantsWatchReport: false,
    maxMailsPerHour: { inAll: 20, ofOneVendor: 10 },
  });
  return {
    settings: {
      dataFolder: 'unused',
      databaseUrl: null,
      redis: null,
      smtp: null,
      mail: {
        from: 'modelwarden@clinic.example',
        replyTo: null,
        domain: 'clinic.example',
        organisation: 'Lakeside Clinic',
        bounces: null,
        bounceFolder: null,
        answers: null,
        inbox: null,
        unsubscribeUrl: null,
        maxPerHour: 1000,
        dkim: null,
        actWithin: { critical: 1, high: 3, medium: 10, low: 20, info: 20 },
      },
      fetch: { contact: null, timeoutMs: 2_000, maxBytes: 5_000_000, spacingMs: 0 },
      browser: null,
      evidence: { folder: 'unused/evidence', keyFile: 'unused/evidence/log-key', timestamps: null },
      graceMs,
      reminderDays: [30, 7, 1],
      cardWithinMs: 14 * 24 * hourMs,
      retentionYears: 6,
      workers: { pollConcurrency: 2, deliverConcurrency: 1 },
      logLevel: 'silent',
      web: { listen: null, publicUrl: null, hasConsole: false, trustsProxy: false },
    },
    vendors: new Map([
      [
        'norvik',
        {
          id: 'norvik',
          name: 'Norvik Health AI',
          models: [{ pattern: 'norvik-scribe-\\d+', family: 'norvik-scribe' }],
          aliases: {},
          graceMs,
        },
      ],
    ]),
    sources,
    disabled: [],
    contacts: new Map([contact('compliance'), contact('operator')].map((person) => [person.id, person])),
    route: {
      name: 'root',
      match: {},
      contacts: ['compliance'],
      goesOn: false,
      cadence: 'immediate',
      groupWaitMs: 0,
      routes: [],
    },
    operators: ['operator'],
    tools: [
      {
        id: 'visit-notes',
        name: 'Visit Notes',
        vendor: 'norvik',
        models: ['norvik-scribe-2'],
        departments: ['Family medicine'],
        jurisdictions: [],
        owner: null,
        isClinical: true,
        handlesPhi: true,
        noticeDays: 30,
        lastApproved: null,
      },
    ],
    rules: shippedRules(),
    templates: new Map(),
    version: 'test',
    files: [],
    ...more,
  };
}

/** Builds the pipeline on a fresh database; the caller closes it, and the transport if it brought one. */
export async function startPipeline(
  database: Database,
  config: () => Config,
  transport?: MailTransport,
): Promise<TestPipeline> {
  let at = new Date('2026-03-04T08:00:00Z');
  const mails: ReceivedMail[] = [];
  const network = createFetch({
    userAgent: 'Modelwarden/test',
    timeoutMs: 2_000,
    maxBytes: 5_000_000,
    spacingMs: 0,
    turns: hostTurns(database.kysely),
    rests: hostRests(database.kysely),
    robots: robotsStore(database.kysely),
    now: () => at,
  });
  const deps: Deps = {
    db: database.kysely,
    config,
    adapters,
    fetch: network.fetch,
    fetchMail: network.fetchMail,
    post: network.post,
    weigh: weighHere,
    transport: transport ?? {
      description: 'kept by the test',
      send: async (message) => {
        const parsed = await simpleParser(Buffer.from(message.bytes));
        mails.push({ to: message.to, subject: parsed.subject ?? '', text: parsed.text ?? '', parsed });
        return { kind: 'sent', response: '250 kept' };
      },
      close: async () => undefined,
    },
    now: () => at,
    log: pino({ level: 'silent' }),
    worker: { id: 'test-worker', host: 'test', pid: process.pid, startedAt: at },
    appVersion: 'test',
    wake: async () => undefined,
    setSchedules: async () => undefined,
  };
  await ensureSourceStates(deps.db, config().sources, at);
  return {
    deps,
    mails,
    now: () => at,
    advance: (ms) => {
      at = new Date(at.getTime() + ms);
    },
    poll: async (sourceId) => {
      const source = config().sources.find((candidate) => candidate.id === sourceId);
      if (!source) throw new Error(`no source ${sourceId}`);
      const record = await pollSource(deps, source, { dueBy: null }, AbortSignal.timeout(20_000));
      if (!record) throw new Error(`${sourceId} is leased`);
      return record;
    },
    settleAndMail: async () => {
      for (const change of await changesToJudge(deps.db, at)) await settle(deps, { change });
      const readyAt = await nextReadyAt(deps.db);
      if (readyAt && readyAt <= at) await dispatch(deps);
      if (await isEscalationDue(deps.db, at)) await followUpJob(deps);
      for (const delivery of await dueDeliveries(deps.db, at))
        await deliver(deps, { delivery }, AbortSignal.timeout(20_000));
    },
    close: () => network.close(),
  };
}
