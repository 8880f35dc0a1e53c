/** What a replay tells as it goes, and what it comes to. */
import type { Severity } from '../domain/change.ts';
import type { DisclosureState } from '../domain/disclosure.ts';
import type { ObservationOutcome } from '../domain/observation.ts';

export type ReplayEvent = { readonly at: Date } & (
  | { readonly kind: 'first-seen'; readonly source: string }
  | {
      readonly kind: 'change';
      readonly source: string;
      readonly change: string;
      readonly severity: Severity;
      readonly isMaterial: boolean;
      readonly categories: readonly string[];
      readonly summary: string;
    }
  | {
      readonly kind: 'verdict';
      readonly change: string;
      readonly state: DisclosureState;
      readonly reason: string;
    }
  | { readonly kind: 'mail'; readonly to: string; readonly subject: string }
  | {
      readonly kind: 'trouble';
      readonly source: string;
      readonly outcome: ObservationOutcome;
      readonly detail: string;
    }
);

export type ReplayNews = ReplayEvent extends infer Event
  ? Event extends ReplayEvent
    ? Omit<Event, 'at'>
    : never
  : never;

export interface ReplayTotals {
  readonly revisions: number;
  readonly versions: number;
  readonly changes: number;
  readonly material: number;
  readonly mails: number;
  readonly troubles: number;
}

/** Counts what is told. */
export class ReplayTally {
  revisions = 0;
  versions = 0;
  #changes = 0;
  #material = 0;
  #mails = 0;
  #troubles = 0;

  add(event: ReplayNews): void {
    switch (event.kind) {
      case 'change':
        this.#changes += 1;
        if (event.isMaterial) this.#material += 1;
        return;
      case 'mail':
        this.#mails += 1;
        return;
      case 'trouble':
        this.#troubles += 1;
        return;
      case 'first-seen':
      case 'verdict':
        return;
    }
  }

  totals(): ReplayTotals {
    return {
      revisions: this.revisions,
      versions: this.versions,
      changes: this.#changes,
      material: this.#material,
      mails: this.#mails,
      troubles: this.#troubles,
    };
  }
}
