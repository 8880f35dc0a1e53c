/** Turns waiting alerts into what is to be told: the facts of each, and the contacts it goes to. */
import { dueDate } from '../alerts/due-date.ts';
import { tagRegulations } from '../alerts/tag-regulations.ts';
import type { Config } from '../config/config.ts';
import type { Severity } from '../domain/change.ts';
import type { Verdict } from '../domain/disclosure.ts';
import type { ChangeNotice, EvidencePoint, SourceTrouble } from '../domain/notice.ts';
import type { StoredAlert } from '../store/alerts.ts';
import { storedTrouble } from '../store/alerts.ts';
import { loadFirstCapture } from '../store/captures.ts';
import { loadChange, loadVerdict, type StoredChange } from '../store/changes.ts';
import type { Db } from '../store/db.ts';
import { loadVersion, type StoredVersion, versionId } from '../store/versions.ts';
import { planTelling } from './plan-telling.ts';

/** One alert with everything that its mails need. */
export interface Telling {
  readonly alert: StoredAlert;
  readonly severity: Severity;
  readonly change: ChangeNotice | null;
  readonly trouble: SourceTrouble | null;
  /** Contact id → names of the routes that led there. */
  readonly contacts: ReadonlyMap<string, readonly string[]>;
  /** Why nobody is mailed, when nobody is. */
  readonly heldReason: string | null;
}

/** Gathers an alert about a source: it goes to the operators. */
export function gatherTrouble(config: Config, alert: StoredAlert): Telling {
  const trouble = storedTrouble(alert);
  const source = config.sources.find((candidate) => candidate.id === alert.source_id);
  return {
    alert,
    severity: trouble.finding.severity,
    change: null,
    trouble: {
      ...trouble,
      sourceId: alert.source_id,
      sourceTitle: source?.title ?? alert.source_id,
      url: source?.url ?? '',
    },
    contacts: new Map(config.operators.map((contact) => [contact, ['operators']])),
    heldReason: config.operators.length === 0 ? 'no operators are named in contacts.yaml' : null,
  };
}

/** Gathers an alert about a change: it goes where the routes lead under the configuration in force. */
export async function gatherChange(db: Db, config: Config, alert: StoredAlert): Promise<Telling> {
  const nothing = { alert, severity: 'info', change: null, trouble: null, contacts: new Map() } as const;
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
    seen: { at: change.first_seen_after, verdict },
  });
  if (plan.telling !== 'tell') {
    return {
      ...nothing,
      heldReason: `severity ${plan.assessment.severity} is told to nobody under the present configuration`,
    };
  }
  const [before, after] = await Promise.all([
    evidencePoint(db, change, change.before_seq),
    evidencePoint(db, change, change.after_seq),
  ]);
  const contacts = new Map<string, readonly string[]>();
  for (const route of plan.routing.routes) {
    for (const contact of route.contacts) if (!contacts.has(contact)) contacts.set(contact, route.path);
  }
  return {
    alert,
    severity: plan.assessment.severity,
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
      before: before.point,
      after: after.point,
      limits: after.remarks,
      regulations: tagRegulations(config.rules.regulations, plan.assessment.findings, plan.tools),
      actBy: dueDate(
        plan.assessment.severity,
        change.first_seen_after,
        understanding.printed.effective,
        config.settings.mail.actWithin,
      ),
    },
    trouble: null,
    contacts,
    heldReason: null,
  };
}

async function evidencePoint(
  db: Db,
  change: StoredChange,
  seq: number,
): Promise<{ point: EvidencePoint; remarks: readonly string[] }> {
  const version: StoredVersion | null = await loadVersion(db, change.source_id, seq);
  const capture = version ? await loadFirstCapture(db, version.observationId) : undefined;
  return {
    point: {
      versionId: versionId(change.source_id, seq),
      sha256: capture?.body_sha256 ?? '',
      url: capture?.final_url ?? '',
      status: capture?.status ?? 0,
      seenAt: version?.firstSeenAt ?? change.first_seen_after,
    },
    remarks: version?.document.remarks ?? [],
  };
}

function notYetJudged(change: StoredChange): Verdict {
  return {
    state: 'pending',
    judgedAt: change.first_seen_after,
    judgeAgainAt: change.judge_at,
    searched: [],
    candidates: [],
    reason: "The vendor's announcements have not been searched yet; a follow-up will say what was found.",
    lagMs: null,
  };
}
