/** Who is told of a change, how grave it is for them, and when: the register and the routes applied to it. */
import { affectedTools } from '../alerts/affected-tools.ts';
import { type Assessment, assessChange, decideTelling, type Telling } from '../alerts/assess-change.ts';
import { type Routing, routeAlert } from '../alerts/route-alert.ts';
import type { Config } from '../config/config.ts';
import type { Understanding } from '../domain/change.ts';
import type { DisclosureState } from '../domain/disclosure.ts';
import type { Tool } from '../domain/register.ts';
import type { SourceRole } from '../domain/source.ts';
import type { Vendor } from '../domain/vendor.ts';

export interface TellingPlan {
  readonly telling: Telling;
  readonly assessment: Assessment;
  readonly tools: readonly Tool[];
  readonly routing: Routing;
  /** How long to gather other changes of the vendor before the mail. */
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
  },
): TellingPlan {
  const { understanding, vendor, role, disclosure } = change;
  const tools = affectedTools(config.tools, vendor, role, understanding.subjects);
  const assessment = assessChange({
    findings: understanding.findings,
    printed: understanding.printed,
    disclosure,
    tools,
    isVendorInUse: config.tools.some((tool) => tool.vendor === vendor.id),
  });
  const routing = routeAlert(config.route, {
    vendor: vendor.id,
    role,
    severity: assessment.severity,
    disclosure,
    categories: [...new Set(understanding.findings.map((finding) => finding.category))],
    tools: tools.map((tool) => tool.id),
    departments: [...new Set(tools.flatMap((tool) => tool.departments))],
  });
  return {
    telling: decideTelling(assessment.severity, understanding.isMaterial, disclosure),
    assessment,
    tools,
    routing,
    groupWaitMs: Math.max(0, ...routing.routes.map((route) => route.groupWaitMs)),
  };
}
