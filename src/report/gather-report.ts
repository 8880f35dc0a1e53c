/** The committee's report on a time: what vendors changed and how they told it, notice, cadence, coverage, what is open. */
import type { Config } from '../config/config.ts';
import { checkNotice } from '../disclosure/notice-given.ts';
import type { DisclosureState } from '../domain/disclosure.ts';
import type { Vendor } from '../domain/vendor.ts';
import { planTelling, seenOf } from '../pipeline/plan-telling.ts';
import { type OpenAlert, openAlerts } from '../store/acknowledgements.ts';
import { listChanges, loadVerdict } from '../store/changes.ts';
import { countPolls, type PollCounts } from '../store/coverage.ts';
import type { Db } from '../store/db.ts';
import { loadSourceStates } from '../store/source-states.ts';
import { comingDatesAt } from '../store/standing.ts';
import { type Cadence, measureCadence } from './measure-cadence.ts';

export interface ReportedChange {
  readonly id: string;
  readonly vendor: string;
  readonly source: string;
  readonly role: string;
  readonly lastSeenBefore: Date;
  readonly firstSeenAfter: Date;
  readonly severity: string;
  readonly categories: readonly string[];
  readonly disclosure: DisclosureState;
  readonly tools: readonly string[];
  readonly summary: string;
}

export interface ReportedNotice {
  readonly change: string;
  readonly vendor: string;
  readonly date: string;
  readonly meaning: string;
  readonly days: number;
  /** Whether it may have been less. */
  readonly isAtMost: boolean;
  /** Broken promises, in words. */
  readonly broken: readonly string[];
}

export interface VendorReport {
  readonly id: string;
  readonly name: string;
  readonly changes: number;
  readonly byDisclosure: Readonly<Partial<Record<DisclosureState, number>>>;
  readonly coverage: PollCounts;
  readonly cadence: Cadence;
}

export interface CommitteeReport {
  readonly from: Date;
  readonly to: Date;
  readonly askedAt: Date;
  readonly vendors: readonly VendorReport[];
  readonly byCategory: readonly {
    readonly category: string;
    readonly changes: number;
    readonly unannounced: number;
  }[];
  readonly changes: readonly ReportedChange[];
  readonly notice: readonly ReportedNotice[];
  readonly open: readonly OpenAlert[];
  readonly unseen: readonly {
    readonly source: string;
    readonly state: string;
    readonly since: Date | null;
  }[];
  readonly coming: Awaited<ReturnType<typeof comingDatesAt>>;
}

const maxChanges = 20_000;
const maxComing = 200;
const maxOpen = 1_000;

export async function gatherReport(
  db: Db,
  config: Config,
  time: { readonly from: Date; readonly to: Date; readonly askedAt: Date },
): Promise<CommitteeReport> {
  const { from, to, askedAt } = time;
  const changes: ReportedChange[] = [];
  const notice: ReportedNotice[] = [];
  const found = await listChanges(db, { since: from, limit: maxChanges });
  for (const change of found.toReversed()) {
    const vendor = config.vendors.get(change.vendor);
    const source = config.sources.find(({ id }) => id === change.source_id);
    if (!vendor || !source || change.first_seen_after > to || !change.is_material) continue;
    const { understanding, disclosure } = change;
    const verdict = await loadVerdict(db, change.id);
    const seen = seenOf(change, verdict);
    const plan = planTelling(config, { vendor, role: source.role, understanding, disclosure, seen });
    changes.push({
      id: change.id,
      vendor: vendor.id,
      source: source.id,
      role: source.role,
      lastSeenBefore: change.last_seen_before,
      firstSeenAfter: change.first_seen_after,
      severity: plan.assessment.severity,
      categories: plan.labels.categories,
      disclosure,
      tools: plan.tools.map(({ name }) => name),
      summary: change.summary,
    });
    const broken = checkNotice(seen, plan.tools, vendor.commitments ?? []).findings.map(
      ({ summary }) => summary,
    );
    for (const { coming, days, isAtMost } of plan.notice)
      notice.push({
        change: change.id,
        vendor: vendor.id,
        date: coming.date,
        meaning: coming.meaning,
        days,
        isAtMost,
        broken,
      });
  }
  const vendors: VendorReport[] = [];
  for (const vendor of watchedVendors(config))
    vendors.push(await vendorReport(db, config, vendor, changes, time));
  const states = await loadSourceStates(db);
  const watched = new Set(config.sources.map(({ id }) => id));
  return {
    from,
    to,
    askedAt,
    vendors,
    byCategory: byCategory(changes),
    changes,
    notice,
    open: await openAlerts(db, maxOpen),
    unseen: states
      .filter((state) => watched.has(state.source_id) && state.trouble_outcome !== null)
      .map((state) => ({
        source: state.source_id,
        state: state.trouble_outcome ?? '',
        since: state.trouble_since,
      })),
    coming: await comingDatesAt(db, [...watched], askedAt, maxComing),
  };
}

function watchedVendors(config: Config): readonly Vendor[] {
  const ids = [...new Set(config.sources.map(({ vendor }) => vendor))].sort();
  return ids.flatMap((id) => config.vendors.get(id) ?? []);
}

async function vendorReport(
  db: Db,
  config: Config,
  vendor: Vendor,
  all: readonly ReportedChange[],
  { from, to }: { readonly from: Date; readonly to: Date },
): Promise<VendorReport> {
  const changes = all.filter((change) => change.vendor === vendor.id);
  const sources = config.sources.filter((source) => source.vendor === vendor.id).map(({ id }) => id);
  const promised = [
    ...(vendor.commitments ?? []).flatMap(({ kind, days }) =>
      kind === 'update-cadence' && days !== null ? [days] : [],
    ),
    ...config.tools.flatMap((tool) =>
      tool.vendor === vendor.id ? (tool.record?.contract?.updateCadenceDays ?? []) : [],
    ),
  ];
  const byDisclosure = Object.fromEntries(
    [...Map.groupBy(changes, ({ disclosure }) => disclosure)].map(([state, group]) => [state, group.length]),
  );
  return {
    id: vendor.id,
    name: vendor.name,
    changes: changes.length,
    byDisclosure,
    coverage: await countPolls(db, sources, from, to),
    cadence: measureCadence(
      changes.map(({ firstSeenAfter }) => firstSeenAfter),
      { from, to },
      promised.length === 0 ? null : Math.min(...promised),
    ),
  };
}

function byCategory(changes: readonly ReportedChange[]): CommitteeReport['byCategory'] {
  const categories = [...new Set(changes.flatMap((change) => change.categories))];
  return categories
    .map((category) => {
      const own = changes.filter((change) => change.categories.includes(category));
      return {
        category,
        changes: own.length,
        unannounced: own.filter(({ disclosure }) => disclosure === 'unannounced').length,
      };
    })
    .sort((a, b) => b.changes - a.changes || a.category.localeCompare(b.category));
}
