/** The AI tools that the organisation uses, and the people who are told about them. */
import type { Severity } from './change.ts';
import type { CalendarDate } from './document.ts';

export interface Tool {
  readonly id: string;
  readonly name: string;
  readonly vendor: string;
  /** Model ids, aliases or families the tool rests on; lower case. */
  readonly models: readonly string[];
  readonly departments: readonly string[];
  readonly owner: string | null;
  readonly isClinical: boolean;
  readonly handlesPhi: boolean;
  /** Days of notice that the contract promises, if any. */
  readonly noticeDays: number | null;
  readonly lastApproved: { readonly version: string; readonly on: CalendarDate } | null;
}

export interface Contact {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** IANA time zone in which times are shown. */
  readonly timeZone: string;
}

/** What a route matches; an absent field matches everything. */
export interface RouteMatch {
  readonly vendors?: readonly string[];
  readonly tools?: readonly string[];
  readonly departments?: readonly string[];
  readonly categories?: readonly string[];
  readonly roles?: readonly string[];
  readonly disclosures?: readonly string[];
  readonly minSeverity?: Severity;
}

/** A node of the routing tree: first match wins unless `goesOn`; a parent keeps what no child takes. */
export interface Route {
  readonly name: string;
  readonly match: RouteMatch;
  readonly contacts: readonly string[];
  readonly goesOn: boolean;
  /** How long alerts are gathered so that changes made together make one mail. */
  readonly groupWaitMs: number;
  readonly routes: readonly Route[];
}
