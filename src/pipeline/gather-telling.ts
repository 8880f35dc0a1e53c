/** Turns waiting alerts into what is to be told: the facts of each, and the contacts it goes to. */
import { dueDate } from '../alerts/due-date.ts';
import type { AlertLabels, RoutedTo } from '../alerts/route-alert.ts';
import { suggestActions } from '../alerts/suggest-actions.ts';
import { tagRegulations } from '../alerts/tag-regulations.ts';
import type { Config } from '../config/config.ts';
import type { Severity } from '../domain/change.ts';
import type { Verdict } from '../domain/disclosure.ts';
import type { ChangeNotice, EvidencePoint, NoticeReason, SourceTrouble } from '../domain/notice.ts';
import type { StoredAlert } from '../store/alerts.ts';
import { storedTrouble } from '../store/alerts.ts';
import { loadChange, loadVerdict, type StoredChange } from '../store/changes.ts';
import type { Db } from '../store/db.ts';
import { loadVersionOrigins, type VersionOrigin, versionId } from '../store/versions.ts';
import { planTelling, routeFinding, seenOf } from './plan-telling.ts';

/** One alert with everything that its mails need. */
export interface Telling {
  readonly alert: StoredAlert;
  readonly severity: Severity;
  readonly change: ChangeNotice | null;
  readonly trouble: SourceTrouble | null;
  /** The change whose mails this one continues. */
  readonly continues: string | null;
  readonly labels: AlertLabels;
  /** Where it goes; empty when nobody is told. */
  readonly routes: readonly RoutedTo[];
  /** Why nobody is mailed, when nobody is. */
  readonly heldReason: string | null;
}

/**
 * Gathers an alert that is about no change: of trouble with a source the operators are told, of findings and reminders
 * whoever the routes name, and both of a source that goes back and forth.
 */
function gatherTrouble(config: Config, alert: StoredAlert): Telling {
  const trouble = storedTrouble(alert);
  const source = config.sources.find((candidate) => candidate.id === alert.source_id);
  const toOperators: RoutedTo = {
    path: ['operators'],
    contacts: config.operators,
    cadence: 'immediate',
    groupWaitMs: 0,
  };
  const { severity, category } = trouble.finding;
  const routed = (source && routeFinding(config, source, trouble.finding)) ?? {
    labels: { ...noLabels(alert), severity, categories: [category] },
    routes: [],
  };
  const routes = [
    ...(operatorReasons.has(alert.reason) ? [toOperators] : []),
    ...(routedReasons.has(alert.reason) ? routed.routes : []),
  ];
  return {
    alert,
    severity,
    labels: routed.labels,
    continues: null,
    change: null,
    trouble: {
      ...trouble,
      sourceId: alert.source_id,
      sourceTitle: source?.title ?? alert.source_id,
      url: source?.url ?? '',
      actions: suggestActions(config.rules.actions, [trouble.finding]),
    },
    routes,
    heldReason: routes.length === 0 ? 'no operators are named in contacts.yaml' : null,
  };
}

const operatorReasons: ReadonlySet<NoticeReason> = new Set([
  'source-trouble',
  'source-recovered',
  'source-flapping',
]);
const routedReasons: ReadonlySet<NoticeReason> = new Set(['source-flapping', 'finding', 'reminder']);

/** Gathers an alert about a change: it goes where the routes lead under the configuration in force. */
export async function gatherChange(db: Db, config: Config, alert: StoredAlert): Promise<Telling> {
  const nothing = {
    alert,
    severity: 'info',
    labels: noLabels(alert),
    continues: null,
    change: null,
    trouble: null,
    routes: [],
  } as const;
  const change = alert.change_id === null ? null : await loadChange(db, alert.change_id);
  const source = config.sources.find((candidate) => candidate.id === alert.source_id);
  const vendor = config.vendors.get(alert.vendor);
  if (!change || !source || !vendor)
    return { ...nothing, heldReason: 'its source is no longer in the watch list' };
  const { understanding, disclosure } = change;
  const verdict = await loadVerdict(db, change.id);
  const plan = planTelling(config, {
    vendor,
    role: source.role,
    understanding,
    disclosure,
    seen: seenOf(change, verdict),
  });
  if (plan.telling !== 'tell') {
    return {
      ...nothing,
      heldReason: `severity ${plan.assessment.severity} is told to nobody under the present configuration`,
    };
  }
  const origins = await loadVersionOrigins(db, change.source_id, [change.before_seq, change.after_seq]);
  return {
    alert,
    severity: plan.assessment.severity,
    continues: continuedBy(alert, change),
    labels: plan.labels,
    change: {
      changeId: change.id,
      sourceId: source.id,
      sourceTitle: source.title,
      role: source.role,
      url: source.url,
      summary: change.summary,
      severity: plan.assessment.severity,
      findings: plan.assessment.findings,
      edits: change.edits,
      window: { lastSeenBefore: change.last_seen_before, firstSeenAfter: change.first_seen_after },
      printed: understanding.printed,
      verdict: verdict ?? notYetJudged(change),
      tools: plan.tools,
      before: evidencePoint(change, change.before_seq, origins),
      after: evidencePoint(change, change.after_seq, origins),
      limits: origins.get(change.after_seq)?.remarks ?? [],
      regulations: tagRegulations(config.rules.regulations, plan.assessment.findings, plan.tools),
      actions: suggestActions(config.rules.actions, plan.assessment.findings),
      actBy: dueDate(
        plan.assessment.severity,
        change.first_seen_after,
        understanding.printed.effective,
        config.settings.mail.actWithin,
      ),
    },
    trouble: null,
    routes: plan.routing.routes,
    heldReason: null,
  };
}

/** A verdict continues the mails of its change; other mails those of an earlier change that theirs is part of. */
function continuedBy({ reason }: StoredAlert, change: StoredChange): string | null {
  return reason === 'settled' ? change.id : change.continues;
}

/** Gathers any alert. */
export async function gatherTelling(db: Db, config: Config, alert: StoredAlert): Promise<Telling> {
  return alert.change_id === null ? gatherTrouble(config, alert) : gatherChange(db, config, alert);
}

function noLabels(alert: StoredAlert): AlertLabels {
  return {
    vendor: alert.vendor,
    role: '',
    severity: 'info',
    disclosure: '',
    categories: [],
    models: [],
    tools: [],
    departments: [],
    jurisdictions: [],
  };
}

function evidencePoint(
  change: StoredChange,
  seq: number,
  origins: ReadonlyMap<number, VersionOrigin>,
): EvidencePoint {
  const origin = origins.get(seq);
  return {
    versionId: versionId(change.source_id, seq),
    sha256: origin?.body_sha256 ?? '',
    url: origin?.final_url ?? '',
    status: origin?.status ?? 0,
    seenAt: origin?.first_seen_at ?? change.first_seen_after,
  };
}

function notYetJudged(change: StoredChange): Verdict {
  const isReturn = change.returned_to !== null;
  return {
    state: isReturn ? 'unknown' : 'pending',
    judgedAt: change.first_seen_after,
    judgeAgainAt: change.judge_at,
    searched: [],
    candidates: [],
    reason: isReturn
      ? 'The document is as it was before; announcements are not searched for going back.'
      : "The vendor's announcements have not been searched yet; a follow-up will say what was found.",
    lagMs: null,
  };
}
