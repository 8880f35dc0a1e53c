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
  /** Tags of the jurisdictions in which it is used, such as `eu` or `us-ca`. */
  readonly jurisdictions: readonly string[];
  readonly owner: string | null;
  readonly isClinical: boolean;
  readonly handlesPhi: boolean;
  /** Days of notice that the contract promises, if any. */
  readonly noticeDays: number | null;
  readonly lastApproved: { readonly version: string; readonly on: CalendarDate } | null;
  /** What else the committee keeps of it, as it is written in register.yaml. */
  readonly record?: ToolRecord | undefined;
}

/** The parts of a tool's record that the program looks at; the rest is kept and shown. */
export interface ToolRecord {
  readonly contract?:
    | {
        readonly retirementNoticeDays?: number | undefined;
        readonly termsNoticeDays?: number | undefined;
        readonly updateCadenceDays?: number | undefined;
      }
    | undefined;
  readonly validation?:
    | { readonly on?: CalendarDate | undefined; readonly nextReview?: CalendarDate | undefined }
    | undefined;
  readonly [key: string]: unknown;
}

/** A tool that a change touches. */
export interface AffectedTool extends Tool {
  /** By which tie, as the rest of a sentence about it: `it rests on gpt-4o, an alias of …`. */
  readonly basis: string;
}

/** Days of the week as ISO 8601 numbers them, less one: Monday is the first. */
export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

/** A time of day in minutes after midnight, 0 … 1440. */
export type MinuteOfDay = number;

/** Hours in which a contact is left alone. A window that does not end after it began ends the next day. */
export interface QuietHours {
  /** Days on which the window begins. */
  readonly days: readonly Weekday[];
  readonly from: MinuteOfDay;
  readonly to: MinuteOfDay;
}

export interface Contact {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** IANA time zone in which times are shown, and in which digests and quiet hours are reckoned. */
  readonly timeZone: string;
  readonly quietHours: readonly QuietHours[];
  /** When daily and weekly digests come; weekly ones on `day`. */
  readonly digest: { readonly at: MinuteOfDay; readonly day: Weekday };
  /** Whether the weekly mail comes that says that we still watch. */
  readonly wantsWatchReport: boolean;
  /** Beyond so many mails within an hour, what comes is folded into one. */
  readonly maxMailsPerHour: { readonly inAll: number; readonly ofOneVendor: number };
  /** Contacts who get the mail that does not reach this one. */
  readonly standIns?: readonly string[];
}

/** What a route matches; an absent field matches everything. */
export interface RouteMatch {
  readonly vendors?: readonly string[];
  /** Model ids, aliases, families, or beginnings with a star: `claude-*`. */
  readonly models?: readonly string[];
  readonly tools?: readonly string[];
  readonly departments?: readonly string[];
  readonly categories?: readonly string[];
  readonly roles?: readonly string[];
  readonly disclosures?: readonly string[];
  readonly jurisdictions?: readonly string[];
  readonly minSeverity?: Severity;
}

/** How soon a route tells: at once after the group wait, or gathered into digests. */
export const routeCadences = ['immediate', 'hourly', 'daily', 'weekly'] as const;
export type RouteCadence = (typeof routeCadences)[number];

/** What a route does about mail that nobody acknowledges. */
export interface FollowUp {
  /** How often those who were told are reminded, by severity; what is missing is not reminded of. */
  readonly remindEveryMs: Readonly<Partial<Record<Severity, number>>>;
  /** Who is told next, soonest first. */
  readonly escalate: readonly {
    readonly afterMs: number;
    readonly minSeverity: Severity;
    readonly contacts: readonly string[];
  }[];
}

/** A node of the routing tree: first match wins unless `goesOn`; a parent keeps what no child takes. */
export interface Route {
  readonly name: string;
  readonly match: RouteMatch;
  readonly contacts: readonly string[];
  /** Contact who is told when mail of this route cannot be delivered; absent: the operators. */
  readonly owner?: string;
  readonly goesOn: boolean;
  readonly cadence: RouteCadence;
  /** How long immediate alerts are gathered so that changes made together make one mail. */
  readonly groupWaitMs: number;
  /** Absent: nobody is reminded and nobody else is told. */
  readonly followUp?: FollowUp;
  readonly routes: readonly Route[];
}
