/** Who is told of a change, how grave it is for them, and when: the register and the routes applied to it. */
import { affectedTools, modelNames } from '../alerts/affected-tools.ts';
import { type Assessment, assessChange, decideTelling, type Telling } from '../alerts/assess-change.ts';
import { isRepublished } from '../alerts/inhibition.ts';
import { noticeGivenDays } from '../alerts/notice-given.ts';
import { type AlertLabels, type RoutedTo, type Routing, routeAlert } from '../alerts/route-alert.ts';
import type { Config } from '../config/config.ts';
import { checkNotice, type NoticeGiven, type NoticeTimes } from '../disclosure/notice-given.ts';
import type { Finding, PrintedDates, Understanding } from '../domain/change.ts';
import type { DisclosureState, Verdict } from '../domain/disclosure.ts';
import type { AffectedTool } from '../domain/register.ts';
import type { Source, SourceRole } from '../domain/source.ts';
import type { Vendor } from '../domain/vendor.ts';
import type { StoredChange } from '../store/changes.ts';

export interface TellingPlan {
  readonly telling: Telling;
  /** The notice that was given of each day to come. */
  readonly notice: readonly NoticeGiven[];
  readonly assessment: Assessment;
  readonly tools: readonly AffectedTool[];
  readonly labels: AlertLabels;
  readonly routing: Routing;
  /** How long to gather other changes of the vendor before the first mail. */
  readonly groupWaitMs: number;
}

/** When a change was seen, what it says of days to come, and what was judged of it. */
interface SeenChange extends NoticeTimes {
  readonly at: Date;
  readonly verdict: Verdict | null;
}

/** The same of a change that is stored. */
export function seenOf(
  change: Pick<StoredChange, 'first_seen_after' | 'last_seen_before' | 'coming'>,
  verdict: Verdict | null,
): SeenChange {
  const { first_seen_after: at, last_seen_before: lastSeenBefore, coming } = change;
  return { at, lastSeenBefore, coming, verdict };
}

/** Notice of what is to come counts until that day; of what has come, until it was seen. */
function shortestNotice(
  printed: PrintedDates,
  seen: SeenChange | undefined,
  given: readonly NoticeGiven[],
): number | null {
  if (given.length > 0) return Math.min(...given.map(({ days }) => days));
  return seen ? noticeGivenDays(printed, seen.at, seen.verdict) : null;
}

/** Works out who is told of a change under the configuration in force. */
export function planTelling(
  config: Config,
  change: {
    readonly vendor: Vendor;
    readonly role: SourceRole;
    readonly understanding: Understanding;
    readonly disclosure: DisclosureState;
    /** When it was seen and the verdict that stands, if any; without them the notice given is not reckoned. */
    readonly seen?: SeenChange;
  },
): TellingPlan {
  const { understanding, vendor, role, disclosure } = change;
  const { subjects, findings, printed } = understanding;
  const tools = affectedTools(config.tools, { vendor, role, subjects }, config.vendors);
  const notice = change.seen
    ? checkNotice(change.seen, tools, vendor.commitments ?? [])
    : { given: [], findings: [] };
  const assessment = assessChange({
    findings: [...findings, ...(understanding.isMaterial ? notice.findings : [])],
    printed,
    disclosure,
    tools,
    isVendorInUse: config.tools.some((tool) => tool.vendor === vendor.id),
    noticeDays: shortestNotice(printed, change.seen, notice.given),
  });
  const labels: AlertLabels = {
    vendor: vendor.id,
    role,
    severity: assessment.severity,
    disclosure,
    categories: [
      ...new Set(assessment.findings.map((finding) => finding.category)),
      ...(isRepublished(role, understanding) ? ['terms.republished'] : []),
    ],
    models: modelNames(subjects, vendor),
    tools: tools.map((tool) => tool.id),
    departments: [...new Set(tools.flatMap((tool) => tool.departments))],
    jurisdictions: [...new Set(tools.flatMap((tool) => tool.jurisdictions))],
  };
  const routing = routeAlert(config.route, labels);
  return {
    notice: notice.given,
    telling: decideTelling(assessment.severity, understanding.isMaterial, disclosure),
    assessment,
    tools,
    labels,
    routing,
    groupWaitMs: Math.min(...routing.routes.map((route) => route.groupWaitMs)),
  };
}

/** The labels of a finding that is about no change, and the routes that take it; null when its vendor is unknown. */
export function routeFinding(
  config: Config,
  source: Source,
  finding: Finding,
): { readonly labels: AlertLabels; readonly routes: readonly RoutedTo[] } | null {
  const vendor = config.vendors.get(source.vendor);
  if (!vendor) return null;
  const { subjects } = finding;
  const tools = affectedTools(config.tools, { vendor, role: source.role, subjects }, config.vendors);
  const labels = {
    vendor: source.vendor,
    role: source.role,
    severity: finding.severity,
    disclosure: 'unknown',
    categories: [finding.category],
    models: modelNames(subjects, vendor),
    tools: tools.map((tool) => tool.id),
    departments: [...new Set(tools.flatMap((tool) => tool.departments))],
    jurisdictions: [...new Set(tools.flatMap((tool) => tool.jurisdictions))],
  };
  return { labels, routes: routeAlert(config.route, labels).routes };
}
