/** What one look at a source means, given the version that stands: nothing new, a first sight, a change, or doubt. */
import { compareDocuments, documentHash } from '../compare/compare-documents.ts';
import { understandChange } from '../compare/understand-change.ts';
import { dropRegions } from '../compare/volatile-regions.ts';
import { weighCommitments } from '../disclosure/commitment-direction.ts';
import type { Comparison, NoiseCount, Understanding } from '../domain/change.ts';
import type { Document } from '../domain/document.ts';
import type { Rules } from '../domain/rules.ts';
import type { Source } from '../domain/source.ts';
import type { Vendor } from '../domain/vendor.ts';
import { type BodySizes, isSettledByRepetition, judgePlausibility } from '../extract/plausibility.ts';
import { withinBudget } from '../facts/time-budget.ts';
import type { Evidence } from '../sources/adapter.ts';
import { understandingBudgetMs } from './slow-patterns.ts';

export type Weighing =
  | { readonly kind: 'first-seen'; readonly hash: string }
  | { readonly kind: 'unchanged'; readonly noise: readonly NoiseCount[] }
  /** `isLasting`: no repetition makes it believable. */
  | {
      readonly kind: 'suspect';
      readonly hash: string;
      readonly evidence: readonly Evidence[];
      readonly isLasting: boolean;
    }
  | {
      readonly kind: 'changed';
      readonly hash: string;
      readonly comparison: Comparison;
      readonly understanding: Understanding;
    };

export interface WeighInput {
  readonly source: Source;
  readonly vendor: Vendor;
  readonly rules: Rules;
  readonly before: { readonly document: Document; readonly hash: string } | null;
  readonly after: Document;
  /** Reasons to doubt it that lie in the answer itself. */
  readonly doubts: readonly Evidence[];
  readonly bytes: BodySizes | undefined;
  readonly repeated: string | null;
  /** Places that differ from look to look and say nothing. */
  readonly learned: ReadonlySet<string>;
  readonly now: Date;
}

/** Weighs a document; a replay has it done ahead. @throws OverBudgetError when it takes too long */
export type Weigh = (input: WeighInput) => Weighing | Promise<Weighing>;

/** Weighs here and now, within the budget of one document. */
export const weighHere: Weigh = (input) => withinBudget(understandingBudgetMs, () => weighDocument(input));

/**
 * Weighs a document against the one that stands. A document that lost much of the old one's content, or that may be
 * cut off, is `suspect` until the same content has come a second time (`repeated` is the hash that is waiting).
 */
function weighDocument(input: WeighInput): Weighing {
  const { before, after, doubts, vendor, rules } = input;
  const hash = documentHash(after);
  const comparison =
    before &&
    dropRegions(compareDocuments(before.document, after), input.learned, vendor, rules.editorial.weighty);
  if (before && comparison && (before.hash === hash || comparison.edits.length === 0))
    return { kind: 'unchanged', noise: comparison.noise };
  const evidence = before ? judgePlausibility(before.document, after, input.bytes) : [];
  // An operator who names the language has decided what is the right one.
  const isNamed = input.source.expect?.language !== undefined;
  const standing = [...doubts, ...evidence].filter(
    (item) =>
      !(isNamed && item.sign.includes('language')) &&
      !(input.repeated === hash && isSettledByRepetition(item)),
  );
  if (standing.length > 0) {
    const isLasting = !standing.every(isSettledByRepetition);
    return { kind: 'suspect', hash, evidence: standing, isLasting };
  }
  if (!before || !comparison) return { kind: 'first-seen', hash };
  const understanding = understandChange({
    source: input.source,
    vendor: input.vendor,
    before: before.document,
    after,
    comparison,
    rules: input.rules,
    now: input.now,
  });
  const weighed = weighCommitments(understanding, comparison.edits);
  return { kind: 'changed', hash, comparison, understanding: weighed };
}
