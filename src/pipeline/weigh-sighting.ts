/** What one look at a source means, given the version that stands: nothing new, a first sight, a change, or doubt. */
import { compareDocuments, documentHash } from '../compare/compare-documents.ts';
import { understandChange } from '../compare/understand-change.ts';
import type { Comparison, NoiseCount, Understanding } from '../domain/change.ts';
import type { Document } from '../domain/document.ts';
import type { Rules } from '../domain/rules.ts';
import type { Source } from '../domain/source.ts';
import type { Vendor } from '../domain/vendor.ts';
import { judgePlausibility } from '../extract/plausibility.ts';
import type { Evidence } from '../sources/adapter.ts';

export type Weighing =
  | { readonly kind: 'first-seen'; readonly hash: string }
  | { readonly kind: 'unchanged'; readonly noise: readonly NoiseCount[] }
  | { readonly kind: 'suspect'; readonly hash: string; readonly evidence: readonly Evidence[] }
  | {
      readonly kind: 'changed';
      readonly hash: string;
      readonly comparison: Comparison;
      readonly understanding: Understanding;
    };

/**
 * Weighs a document against the one that stands. A document that lost much of the old one's content is
 * `suspect` until the same content has come a second time (`repeated` is the hash that is waiting).
 */
export function weighDocument(input: {
  readonly source: Source;
  readonly vendor: Vendor;
  readonly rules: Rules;
  readonly before: { readonly document: Document; readonly hash: string } | null;
  readonly after: Document;
  readonly repeated: string | null;
  readonly now: Date;
}): Weighing {
  const hash = documentHash(input.after);
  if (!input.before) return { kind: 'first-seen', hash };
  const comparison = compareDocuments(input.before.document, input.after);
  if (input.before.hash === hash || comparison.edits.length === 0)
    return { kind: 'unchanged', noise: comparison.noise };
  if (input.repeated !== hash) {
    const evidence = judgePlausibility(input.before.document, input.after);
    if (evidence.length > 0) return { kind: 'suspect', hash, evidence };
  }
  const understanding = understandChange({
    source: input.source,
    vendor: input.vendor,
    before: input.before.document,
    after: input.after,
    comparison,
    rules: input.rules,
    now: input.now,
  });
  return { kind: 'changed', hash, comparison, understanding };
}
