/** Who is told of a change, how grave it is for them, and when: the register and the routes applied to it. */
import { affectedTools, modelNames } from '../alerts/affected-tools.ts';
import { type Assessment, assessChange, decideTelling, type Telling } from '../alerts/assess-change.ts';
import { isRepublished } from '../alerts/inhibition.ts';
import { noticeGivenDays } from '../alerts/notice-given.ts';
import { type AlertLabels, type Routing, routeAlert } from '../alerts/route-alert.ts';
import type { Config } from '../config/config.ts';
import type { Understanding } from '../domain/change.ts';
import type { DisclosureState, Verdict } from '../domain/disclosure.ts';
import type { AffectedTool } from '../domain/register.ts';
import type { SourceRole } from '../domain/source.ts';
import type { Vendor } from '../domain/vendor.ts';

export interface TellingPlan {
  readonly telling: Telling;
  readonly assessment: Assessment;
  readonly tools: readonly AffectedTool[];
  readonly labels: AlertLabels;
  readonly routing: Routing;
  /** How long to gather other changes of the vendor before the first mail. */
  readonly groupWaitMs: number;
}

/** Works out who is told of a change under the configuration in force. */
export function planTelling(
  config: Config,
  change: {
    readonly vendor: Vendor;
    readonly role: SourceRole;
    readonly understanding: Understanding;
    readonly disclosure: DisclosureState;
    /** When it was first seen and the verdict that stands, if any; without them the notice given is not reckoned. */
    readonly seen?: { readonly at: Date; readonly verdict: Verdict | null };
  },
): TellingPlan {
  const { understanding, vendor, role, disclosure } = change;
  const { subjects, findings, printed } = understanding;
  const tools = affectedTools(config.tools, { vendor, role, subjects }, config.vendors);
  const assessment = assessChange({
    findings,
    printed,
    disclosure,
    tools,
    isVendorInUse: config.tools.some((tool) => tool.vendor === vendor.id),
    noticeDays: change.seen ? noticeGivenDays(printed, change.seen.at, change.seen.verdict) : null,
  });
  const labels: AlertLabels = {
    vendor: vendor.id,
    role,
    severity: assessment.severity,
    disclosure,
    categories: [
      ...new Set(findings.map((finding) => finding.category)),
      ...(isRepublished(role, understanding) ? ['terms.republished'] : []),
    ],
    models: modelNames(subjects, vendor),
    tools: tools.map((tool) => tool.id),
    departments: [...new Set(tools.flatMap((tool) => tool.departments))],
    jurisdictions: [...new Set(tools.flatMap((tool) => tool.jurisdictions))],
  };
  const routing = routeAlert(config.route, labels);
  return {
    telling: decideTelling(assessment.severity, understanding.isMaterial, disclosure),
    assessment,
    tools,
    labels,
    routing,
    groupWaitMs: Math.min(...routing.routes.map((route) => route.groupWaitMs)),
  };
}
