/** What the product makes of two revisions of a document: would it tell anybody, and of what. */

import { compareDocuments, documentHash } from '../compare/compare-documents.ts';
import { understandChange } from '../compare/understand-change.ts';
import type { Comparison, Understanding } from '../domain/change.ts';
import type { Document } from '../domain/document.ts';
import type { Rules } from '../domain/rules.ts';
import type { Source } from '../domain/source.ts';
import type { Vendor } from '../domain/vendor.ts';
import { judgePlausibility } from '../extract/plausibility.ts';
import { labelOf } from './category-map.ts';

/** What came of a pair. `doubtful`: the product would look again before it believed the later revision. */
export type Outcome = 'told' | 'editorial' | 'unchanged' | 'doubtful' | 'unreadable';

export interface PairJudgement {
  readonly outcome: Outcome;
  /** By the names that labels use; empty unless somebody is told. */
  readonly categories: ReadonlySet<string>;
  readonly comparison: Comparison;
  readonly understanding: Understanding | null;
  /** Why there is nothing to compare, if so. */
  readonly detail: string;
}

export interface PairInput {
  readonly source: Source;
  readonly vendor: Vendor;
  readonly before: Document;
  readonly after: Document;
  readonly rules: Rules;
  readonly now: Date;
}

const noComparison: Comparison = { edits: [], noise: [], moved: 0 };

/** The judgement of a pair of which one side cannot be read: a failed capture is never a change. */
export function judgeUnreadable(detail: string): PairJudgement {
  return {
    outcome: 'unreadable',
    categories: new Set(),
    comparison: noComparison,
    understanding: null,
    detail,
  };
}

/** Judges a pair as a poll does, except that no tool is registered and no verdict on disclosure counts. */
export function judgePair(input: PairInput): PairJudgement {
  const comparison = compareDocuments(input.before, input.after);
  const isSame = documentHash(input.before) === documentHash(input.after) || comparison.edits.length === 0;
  const understanding = isSame ? null : understandChange({ ...input, comparison });
  const doubts = isSame ? [] : judgePlausibility(input.before, input.after);
  const outcome = outcomeOf(understanding, doubts.length > 0);
  return {
    outcome,
    categories: outcome === 'told' ? categoriesOf(understanding) : new Set(),
    comparison,
    understanding,
    detail: doubts.map(({ sign, excerpt }) => `${sign}: ${excerpt}`).join('; '),
  };
}

function outcomeOf(understanding: Understanding | null, isDoubtful: boolean): Outcome {
  if (!understanding) return 'unchanged';
  if (isDoubtful) return 'doubtful';
  return isTold(understanding) ? 'told' : 'editorial';
}

/** Told is what is material and has at least one finding above `info`. */
function isTold({ isMaterial, findings }: Understanding): boolean {
  return isMaterial && findings.some(({ severity }) => severity !== 'info');
}

function categoriesOf(understanding: Understanding | null): ReadonlySet<string> {
  const findings = understanding?.findings.filter(({ severity }) => severity !== 'info') ?? [];
  return new Set(findings.flatMap(({ category }) => labelOf(category) ?? []));
}
