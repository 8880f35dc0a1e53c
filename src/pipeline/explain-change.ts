/** Gathers how a verdict came about: what was seen, which rules said what, where was searched, who was told. */
import type { Config } from '../config/config.ts';
import type { NoticeGiven } from '../disclosure/notice-given.ts';
import type { Edit, Finding, PrintedDates, Severity } from '../domain/change.ts';
import type { Verdict } from '../domain/disclosure.ts';
import { loadAlertsOf } from '../store/alerts.ts';
import { listBlindLooks } from '../store/captures.ts';
import { loadChange, loadVerdicts, type StoredChange } from '../store/changes.ts';
import type { Db } from '../store/db.ts';
import { listDeliveries } from '../store/deliveries.ts';
import { loadVersionOrigins, versionId } from '../store/versions.ts';
import { planTelling, seenOf } from './plan-telling.ts';

/** One state of the document, as evidence. */
export interface SeenState {
  readonly version: string;
  readonly firstSeenAt: Date | null;
  readonly lastSeenAt: Date | null;
  readonly url: string;
  readonly status: number | null;
  readonly sha256: string | null;
}

export interface ExplainedFinding extends Finding {
  readonly passages: readonly Edit[];
}

export interface Explanation {
  readonly change: string;
  readonly source: {
    readonly id: string;
    readonly title: string;
    readonly url: string;
    readonly role: string;
  };
  readonly summary: string;
  readonly before: SeenState;
  readonly after: SeenState;
  /** Looks between the last sight of the old state and the first of the new one that did not see the document. */
  readonly blindLooks: readonly {
    readonly at: Date;
    readonly outcome: string;
    readonly detail: string | null;
  }[];
  readonly returnedTo: string | null;
  readonly continues: string | null;
  readonly severity: Severity;
  readonly findings: readonly ExplainedFinding[];
  readonly printed: PrintedDates;
  readonly rulesVersion: string;
  /** Oldest first; the last one stands. */
  readonly verdicts: readonly Verdict[];
  readonly notice: readonly NoticeGiven[];
  readonly tools: readonly string[];
  readonly routes: readonly (readonly string[])[];
  readonly refusedRoutes: readonly { readonly route: string; readonly reason: string }[];
  /** Why nobody was mailed, where that is so. */
  readonly held: readonly string[];
  readonly mails: Awaited<ReturnType<typeof listDeliveries>>;
}

/**
 * Explains a change from what is stored and from the configuration in force. Returns null when there is no such
 * change; a source that is no longer watched is explained without tools and routes.
 */
export async function explainChange(db: Db, config: Config, id: string): Promise<Explanation | null> {
  const change = await loadChange(db, id);
  if (!change) return null;
  const source = config.sources.find((candidate) => candidate.id === change.source_id);
  const vendor = config.vendors.get(change.vendor);
  const verdicts = await loadVerdicts(db, id);
  const { understanding, disclosure } = change;
  const seen = seenOf(change, verdicts.at(-1) ?? null);
  const plan =
    source && vendor
      ? planTelling(config, { vendor, role: source.role, understanding, disclosure, seen })
      : null;
  const findings = plan?.assessment.findings ?? change.understanding.findings;
  const [before, after, looks, alerts, mails] = await Promise.all([
    seenState(db, change, change.before_seq, change.last_seen_before),
    seenState(db, change, change.after_seq, null),
    listBlindLooks(db, change.source_id, change.last_seen_before, change.first_seen_after),
    loadAlertsOf(db, id),
    listDeliveries(db, { changeId: id, limit: 200 }),
  ]);
  return {
    change: id,
    source: {
      id: change.source_id,
      title: source?.title ?? change.source_id,
      url: source?.url ?? '',
      role: source?.role ?? 'no longer watched',
    },
    summary: change.summary,
    before,
    after,
    blindLooks: looks,
    returnedTo: change.returned_to === null ? null : versionId(change.source_id, change.returned_to),
    continues: change.continues,
    severity: plan?.assessment.severity ?? 'info',
    findings: findings.map((finding) => ({
      ...finding,
      passages: finding.edits.flatMap((index) => change.edits[index] ?? []),
    })),
    printed: change.understanding.printed,
    rulesVersion: change.rules_version,
    verdicts,
    notice: plan?.notice ?? [],
    tools: plan?.tools.map(({ name }) => name) ?? [],
    routes: plan?.routing.routes.map(({ path }) => path) ?? [],
    refusedRoutes:
      plan?.routing.refused.map(({ path, reasons }) => ({
        route: path.join(' › '),
        reason: reasons.join('; '),
      })) ?? [],
    held: [
      ...new Set([
        ...(change.hold_reason === null ? [] : [change.hold_reason]),
        ...alerts.flatMap(({ held_reason: reason }) => reason ?? []),
      ]),
    ],
    mails,
  };
}

async function seenState(
  db: Db,
  change: StoredChange,
  seq: number,
  lastSeenAt: Date | null,
): Promise<SeenState> {
  const origin = (await loadVersionOrigins(db, change.source_id, [seq])).get(seq);
  return {
    version: versionId(change.source_id, seq),
    firstSeenAt: origin?.first_seen_at ?? null,
    lastSeenAt,
    url: origin?.final_url ?? '',
    status: origin?.status ?? null,
    sha256: origin?.body_sha256 ?? null,
  };
}
