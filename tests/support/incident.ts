/**
 * Replays an incident as a short sequence of documents through the real pipeline: one look a day at every source,
 * verdicts, mails and the sentinel as a worker would run them. What came of it is compared with what ought to.
 */

import { sentinel } from '../../jobs/sentinel.ts';
import type { Config } from '../../src/config/config.ts';
import type { Severity } from '../../src/domain/change.ts';
import type { DisclosureState } from '../../src/domain/disclosure.ts';
import type { Tool } from '../../src/domain/register.ts';
import type { Source, SourceRole } from '../../src/domain/source.ts';
import type { Vendor } from '../../src/domain/vendor.ts';
import { planTelling, seenOf } from '../../src/pipeline/plan-telling.ts';
import { adapters } from '../../src/sources/registry.ts';
import { listChanges, loadChange, loadVerdict } from '../../src/store/changes.ts';
import type { Database } from '../../src/store/database.ts';
import { graceMs, hourMs, startPipeline, type TestPipeline, testConfig } from './pipeline.ts';
import type { Page, Site } from './site.ts';

interface Watched {
  readonly role: SourceRole;
  readonly kind: string;
  readonly options?: object;
  /** Path of its address on the site; its name when absent. */
  readonly path?: string;
}

/** Path → what stands there. A page that is not named again stays as it is. */
type Pages = Readonly<Record<string, string | Page>>;

interface ExpectedChange {
  readonly source: string;
  /** Every category that must be among its findings. */
  readonly categories: readonly string[];
  readonly severity: Severity;
  readonly disclosure: DisclosureState;
  readonly isSilentEdit?: true;
}

export interface Incident {
  /** Its number, and what happened. */
  readonly name: string;
  readonly watch: Readonly<Record<string, Watched>>;
  /** Day of the sequence → the pages that change on it. Day 0 is how everything stood. */
  readonly days: Readonly<Record<number, Pages>>;
  /** Day of the last look. */
  readonly until: number;
  readonly tool?: Partial<Tool>;
  readonly vendor?: Partial<Vendor>;
  /** Sources that are not looked at from one day to another: the watcher's own failure. */
  readonly blind?: { readonly from: number; readonly to: number };
  /** The changes that matter, in order; those without substance are not listed. */
  readonly changes: readonly ExpectedChange[];
  /** Categories that must be on record though nobody is mailed of them. */
  readonly recorded?: readonly string[];
  readonly mails: { readonly compliance: number; readonly operator?: number };
  /** Words that some mail to the compliance contact must hold. */
  readonly says?: readonly (string | RegExp)[];
  /** The same for mails to whoever operates the worker. */
  readonly operatorReads?: readonly (string | RegExp)[];
}

const dayMs = 24 * hourMs;

const contentTypes: Readonly<Record<string, string>> = {
  html: 'text/html',
  markdown: 'text/markdown',
  feed: 'application/xml',
};

/** What came of an incident, in the form in which it is expected. */
export interface Outcome {
  readonly changes: readonly ExpectedChange[];
  readonly mails: { readonly compliance: number; readonly operator: number };
  readonly texts: readonly string[];
  readonly operatorTexts: readonly string[];
  readonly recorded: readonly string[];
  readonly pipeline: TestPipeline;
}

/** Plays an incident to its end. The caller's database may hold others: each has a vendor of its own. */
export async function playIncident(database: Database, site: Site, incident: Incident): Promise<Outcome> {
  const vendorId = incident.name.split(' ')[0]?.toLowerCase() ?? '';
  const config = configOf(vendorId, site, incident);
  const pipeline = await startPipeline(database, () => config);
  try {
    for (let day = 0; day <= incident.until; day += 1) {
      publish(site, vendorId, incident, day);
      if (!isBlind(incident, day)) await Promise.all(config.sources.map(({ id }) => pipeline.poll(id)));
      await sentinel(pipeline.deps);
      await pipeline.settleAndMail();
      pipeline.advance(dayMs);
    }
    return await outcomeOf(pipeline, config, vendorId);
  } finally {
    await pipeline.close();
  }
}

function isBlind({ blind }: Incident, day: number): boolean {
  return blind !== undefined && day >= blind.from && day < blind.to;
}

function publish(site: Site, vendorId: string, incident: Incident, day: number): void {
  for (const [path, page] of Object.entries(incident.days[day] ?? {})) {
    const kind = incident.watch[path]?.kind ?? '';
    const type = contentTypes[kind] ?? (path.endsWith('.md') ? 'text/markdown' : 'application/json');
    const whole = typeof page === 'string' ? { body: page } : page;
    const headers = { 'content-type': `${type}; charset=utf-8`, ...whole.headers };
    site.page(path.startsWith('/') ? path : `/${vendorId}/${path}`, { ...whole, headers });
  }
}

function configOf(vendorId: string, site: Site, incident: Incident): Config {
  const sources = Object.entries(incident.watch).map(
    ([name, watched]): Source => ({
      id: `${vendorId}/${name}`,
      vendor: vendorId,
      title: `Norvik ${name}`,
      role: watched.role,
      kind: watched.kind,
      url: `${site.url}${watched.path ?? `/${vendorId}/${name}`}`,
      cadence: { kind: 'every', everyMs: dayMs },
      headers: {},
      allowPrivate: [site.host],
      announcedBy: [],
      options: adapters.get(watched.kind)?.options.parse(watched.options ?? {}),
    }),
  );
  const base = testConfig(sources);
  const [tool] = base.tools;
  if (!tool) throw new Error('the test register is empty');
  return {
    ...base,
    vendors: new Map([
      [
        vendorId,
        {
          id: vendorId,
          name: 'Norvik Health AI',
          models: [
            { pattern: 'norvik-(?:scribe|chat|vision|triage|pro)-\\d+(?:[.-]\\d+)*', family: 'norvik' },
          ],
          aliases: {},
          graceMs,
          ...incident.vendor,
        },
      ],
    ]),
    tools: [
      { ...tool, vendor: vendorId, isClinical: false, handlesPhi: false, noticeDays: null, ...incident.tool },
    ],
  };
}

async function outcomeOf(pipeline: TestPipeline, config: Config, vendorId: string): Promise<Outcome> {
  const { db } = pipeline.deps;
  const all = await listChanges(db, { vendor: vendorId, limit: 100 });
  const listed = all.filter((change) => change.is_material);
  const recorded = new Set<string>();
  for (const { id, is_material } of all) {
    const change = is_material ? null : await loadChange(db, id);
    for (const { category } of change?.understanding.findings ?? []) recorded.add(category);
  }
  const changes: ExpectedChange[] = [];
  // By time; what was seen in one look by name, since the polls of one look run side by side.
  listed.sort(
    (a, b) => a.first_seen_after.getTime() - b.first_seen_after.getTime() || (a.id < b.id ? -1 : 1),
  );
  for (const { id } of listed) {
    const change = await loadChange(db, id);
    const source = config.sources.find((candidate) => candidate.id === change?.source_id);
    const vendor = config.vendors.get(vendorId);
    if (!change || !source || !vendor) continue;
    const { understanding } = change;
    const state = (await loadVerdict(db, id))?.state ?? change.disclosure;
    const verdict = await loadVerdict(db, id);
    const { role } = source;
    const seen = seenOf(change, verdict);
    const plan = planTelling(config, { vendor, role, understanding, disclosure: state, seen });
    changes.push({
      source: source.id.slice(vendorId.length + 1),
      categories: [...new Set(plan.assessment.findings.map((finding) => finding.category))].sort(),
      severity: plan.assessment.severity,
      disclosure: state,
      ...(understanding.printed.isSilentEdit && { isSilentEdit: true as const }),
    });
  }
  const to = (address: string) => pipeline.mails.filter((mail) => mail.to === `${address}@clinic.example`);
  // Lines of a mail are broken wherever they are full.
  const textsTo = (address: string) => to(address).map((mail) => mail.text.replaceAll(/\s+/g, ' '));
  return {
    changes,
    mails: { compliance: to('compliance').length, operator: to('operator').length },
    texts: textsTo('compliance'),
    operatorTexts: textsTo('operator'),
    recorded: [...recorded],
    pipeline,
  };
}
