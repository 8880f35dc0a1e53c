/** Whether a published promise about notice became weaker or stronger: by its numbers, and by how far it binds. */
import {
  applyModifiers,
  type Edit,
  type Finding,
  type Modifier,
  type Understanding,
} from '../domain/change.ts';
import { findNumbers } from '../facts/numbers.ts';
import { findObligations } from '../facts/obligations.ts';

export type Direction = 'weaker' | 'stronger' | 'reworded';

/** Days of each unit of time; shorter ones promise no notice. */
const daysIn: Readonly<Record<string, number>> = { days: 1, weeks: 7, months: 30, years: 365 };

/** Words that bind a number from below; without them it is a custom rather than a promise. */
const floor = /\b(?:at least|no(?:t)? (?:less|sooner|earlier) than|minimum)\b/iu;
const hedge =
  /\b(?:aim|endeavou?r|try|typically|generally|usually|where (?:possible|practicable)|may shorten|such as|best efforts?|reasonable efforts?)\b/iu;

/** Compares two wordings of a promise. Shorter or newly conditional terms make it weaker, whatever else changed. */
export function directionOf(before: string, after: string): Direction {
  const [old, fresh] = [termsOf(before), termsOf(after)];
  if (old.length > 0 && fresh.length === 0) return 'weaker';
  if (old.length === 0 && fresh.length > 0) return 'stronger';
  const [oldLeast, freshLeast] = [Math.min(...old), Math.min(...fresh)];
  if (freshLeast < oldLeast) return 'weaker';
  const [bound, unbound] = [bindingOf(before), bindingOf(after)];
  if (unbound < bound) return 'weaker';
  return freshLeast > oldLeast || unbound > bound ? 'stronger' : 'reworded';
}

/** Says of findings about published promises what became of the promise. */
export function weighCommitments(understanding: Understanding, edits: readonly Edit[]): Understanding {
  const findings = weighFindings(understanding.findings, edits);
  const [former] = understanding.findings;
  const [first] = findings;
  const isOther = former && first && former.summary !== first.summary;
  const prefix = isOther ? first.summary.slice(0, first.summary.length - former.summary.length) : '';
  return { ...understanding, findings, summary: prefix + understanding.summary };
}

function weighFindings(findings: readonly Finding[], edits: readonly Edit[]): readonly Finding[] {
  return findings.map((finding) => {
    if (finding.category !== 'policy.commitment_changed') return finding;
    const touched = finding.edits.flatMap((index) => edits[index] ?? []);
    const text = (side: 'before' | 'after'): string => touched.map((edit) => sideOf(edit, side)).join('\n');
    const direction = directionOf(text('before'), text('after'));
    const modifiers: readonly Modifier[] = [
      ...finding.modifiers,
      ...(direction === 'stronger' ? [{ delta: -1, reason: 'the promise became stronger' }] : []),
    ];
    return {
      ...finding,
      summary:
        direction === 'reworded' ? finding.summary : `The promise became ${direction}. ${finding.summary}`,
      modifiers,
      severity: applyModifiers(finding.base, modifiers),
    };
  });
}

function sideOf(edit: Edit, side: 'before' | 'after'): string {
  if (edit.kind === 'changed') return edit[side].text;
  if (edit.kind === 'added') return side === 'after' ? edit.after.text : '';
  return side === 'before' ? edit.before.text : '';
}

function termsOf(text: string): readonly number[] {
  return findNumbers(text).flatMap(({ value, unit }) => {
    const days = daysIn[unit];
    return days === undefined ? [] : [value * days];
  });
}

/** How far a wording binds: duties and promises count for it, permissions, waivers and hedges against it. */
function bindingOf(text: string): number {
  let binding = floor.test(text) ? 1 : 0;
  if (hedge.test(text)) binding -= 1;
  for (const { kind, isNegated } of findObligations(text)) {
    const isBinding = (kind === 'duty' || kind === 'commitment') !== isNegated;
    binding += isBinding ? 1 : -1;
  }
  return binding;
}
