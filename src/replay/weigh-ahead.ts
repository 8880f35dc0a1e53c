/**
 * Weighs revisions before their turn, on the guess that each stands against the one before it and that nothing was learned of
 * its source. What was guessed stands beside the weighing, so that the pipeline takes it only when it asks for just that.
 */
import { documentHash } from '../compare/compare-documents.ts';
import type { Capture } from '../domain/capture.ts';
import type { Document } from '../domain/document.ts';
import type { Rules } from '../domain/rules.ts';
import type { Source } from '../domain/source.ts';
import type { Vendor } from '../domain/vendor.ts';
import { OverBudgetError } from '../facts/time-budget.ts';
import { doubtsOf } from '../pipeline/observe-source.ts';
import { type WeighInput, type Weighing, weighHere } from '../pipeline/weigh-sighting.ts';

/** A weighing with what it was guessed to be of. */
export interface Guess {
  readonly beforeHash: string | null;
  readonly bytes: WeighInput['bytes'];
  readonly at: Date;
  readonly weighing: Weighing;
}

/** Whether the pipeline asks for what was guessed. */
export function isAsGuessed({ beforeHash, bytes, at }: Guess, input: WeighInput): boolean {
  return (
    beforeHash === (input.before?.hash ?? null) &&
    bytes?.before === input.bytes?.before &&
    bytes?.after === input.bytes?.after &&
    at.getTime() === input.now.getTime() &&
    input.repeated === null &&
    input.learned.size === 0
  );
}

export class WeighAhead {
  readonly #rules: Rules;
  readonly #vendors: ReadonlyMap<string, Vendor>;
  readonly #sources: ReadonlyMap<string, Source>;
  readonly #standing = new Map<
    string,
    { readonly document: Document; readonly hash: string; readonly bytes: number }
  >();

  constructor(rules: Rules, vendors: readonly Vendor[], sources: readonly Source[]) {
    this.#rules = rules;
    this.#vendors = new Map(vendors.map((vendor) => [vendor.id, vendor]));
    this.#sources = new Map(sources.map((source) => [source.id, source]));
  }

  /** Weighs the next revision of a source; null when it cannot be. */
  weigh(sourceId: string, after: Document, capture: Capture): Guess | null {
    const source = this.#sources.get(sourceId);
    const vendor = source && this.#vendors.get(source.vendor);
    if (!source || !vendor) return null;
    const before = this.#standing.get(sourceId) ?? null;
    const bytes = before ? { before: before.bytes, after: capture.body.length } : undefined;
    const weighing = this.#try({
      source,
      vendor,
      rules: this.#rules,
      before,
      after,
      doubts: doubtsOf([capture]),
      bytes,
      repeated: null,
      learned: new Set(),
      now: capture.startedAt,
    });
    if (weighing === null) return null;
    // What is doubted is seen a second time, and then believed, unless no repetition makes it so.
    const isTaken = weighing.kind === 'suspect' ? !weighing.isLasting : weighing.kind !== 'unchanged';
    if (isTaken)
      this.#standing.set(sourceId, {
        document: after,
        hash: documentHash(after),
        bytes: capture.body.length,
      });
    return { beforeHash: before?.hash ?? null, bytes, at: capture.startedAt, weighing };
  }

  #try(input: WeighInput): Weighing | null {
    try {
      const weighing = weighHere(input);
      return weighing instanceof Promise ? null : weighing;
    } catch (error) {
      if (error instanceof OverBudgetError) return null;
      throw error;
    }
  }
}
