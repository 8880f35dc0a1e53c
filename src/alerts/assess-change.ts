/** How grave a change is for this organisation: the arithmetic of base severity and modifiers. */
import {
  applyModifiers,
  type Finding,
  higherSeverity,
  isAtLeast,
  type Modifier,
  type PrintedDates,
  type Severity,
} from '../domain/change.ts';
import type { DisclosureState } from '../domain/disclosure.ts';
import type { Tool } from '../domain/register.ts';

export interface Assessment {
  readonly severity: Severity;
  /** The findings with every modifier that applies here; each can be recomputed from what it carries. */
  readonly findings: readonly Finding[];
}

/**
 * Adds to each finding what follows from the register and from disclosure: +1 for a clinical tool, +1 where
 * PHI flows, +1 when unannounced (unless a silent edit was counted already), +1 when the notice given is shorter
 * than a contract promises, −1 when no tool rests on it and nobody here uses the vendor. Findings of base severity
 * `info` are editorial and are never raised.
 */
export function assessChange(input: {
  readonly findings: readonly Finding[];
  readonly printed: PrintedDates;
  readonly disclosure: DisclosureState;
  readonly tools: readonly Tool[];
  readonly isVendorInUse: boolean;
  /** Days between the announcement and its effect; null where that is not known. */
  readonly noticeDays: number | null;
}): Assessment {
  const local = localModifiers(input);
  const findings = input.findings.map((finding) => {
    if (finding.base === 'info') return finding;
    const modifiers = [...finding.modifiers, ...local];
    return { ...finding, modifiers, severity: applyModifiers(finding.base, modifiers) };
  });
  const severity = findings.reduce<Severity>((top, finding) => higherSeverity(top, finding.severity), 'info');
  return { severity, findings };
}

function localModifiers(input: {
  readonly printed: PrintedDates;
  readonly disclosure: DisclosureState;
  readonly tools: readonly Tool[];
  readonly isVendorInUse: boolean;
  readonly noticeDays: number | null;
}): readonly Modifier[] {
  const modifiers: Modifier[] = [];
  const clinical = input.tools.filter((tool) => tool.isClinical);
  const withPhi = input.tools.filter((tool) => tool.handlesPhi);
  if (clinical.length > 0) modifiers.push({ delta: 1, reason: `clinical use: ${names(clinical)}` });
  if (withPhi.length > 0) modifiers.push({ delta: 1, reason: `PHI flows through: ${names(withPhi)}` });
  if (input.disclosure === 'unannounced' && !input.printed.isSilentEdit) {
    modifiers.push({ delta: 1, reason: 'unannounced' });
  }
  const shortened = promisedMore(input.tools, input.noticeDays);
  if (shortened !== null) modifiers.push({ delta: 1, reason: shortened });
  if (!input.isVendorInUse && input.tools.length === 0)
    modifiers.push({ delta: -1, reason: 'no registered tool uses this vendor' });
  return modifiers;
}

/** Says whose contract promises more notice than was given; null when none does or the notice is not known. */
function promisedMore(tools: readonly Tool[], noticeDays: number | null): string | null {
  if (noticeDays === null) return null;
  const broken = tools.filter((tool) => tool.noticeDays !== null && noticeDays < tool.noticeDays);
  if (broken.length === 0) return null;
  const promised = broken.map((tool) => `${tool.name} ${tool.noticeDays}`).join(', ');
  return `${Math.max(noticeDays, 0)} days of notice, the contract promises more: ${promised}`;
}

function names(tools: readonly Tool[]): string {
  return tools.map((tool) => tool.name).join(', ');
}

/** What to do with a change now. */
export type Telling = 'tell' | 'wait-for-verdict' | 'nobody';

/**
 * Grave changes are told at once, even while the verdict is open; lesser ones wait until it settles, so that
 * one mail says all; editorial ones are told to nobody.
 */
export function decideTelling(severity: Severity, isMaterial: boolean, disclosure: DisclosureState): Telling {
  if (!isMaterial || severity === 'info') return 'nobody';
  if (disclosure !== 'pending' || isAtLeast(severity, 'high')) return 'tell';
  return 'wait-for-verdict';
}
