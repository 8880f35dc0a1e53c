/** A notice: everything that one e-mail tells one contact, complete in itself. Rendering adds nothing to it. */
import type { Edit, Finding, PrintedDates, Severity, Window } from './change.ts';
import type { Verdict } from './disclosure.ts';
import type { CalendarDate } from './document.ts';
import type { AffectedTool, Contact } from './register.ts';
import type { Regulation } from './regulation.ts';

/**
 * Why this mail is sent: a change was seen, its verdict settled, a document went back to an earlier state, a source
 * could not be read, is seen again, or goes back and forth; or something came up that is no change of one document: a
 * finding that rests on several, or a day that was announced and draws near.
 * Or nobody acknowledged what was told: those who know are reminded and others are told as well, who then hear that
 * somebody did.
 * Or the evidence is not what it was when it was recorded.
 * Or it is a digest, the summary of what the storm guard folded, or the weekly word that we still watch.
 */
export type NoticeReason =
  | 'detected'
  | 'settled'
  | 'returned'
  | 'source-trouble'
  | 'source-recovered'
  | 'source-flapping'
  | 'finding'
  | 'reminder'
  | 'unacknowledged'
  | 'escalated'
  | 'acknowledged'
  | 'digest'
  | 'folded'
  | 'evidence-altered'
  | 'still-watching';

/** How well was watched within a time. */
export interface Coverage {
  readonly from: Date;
  readonly to: Date;
  readonly sources: number;
  readonly polls: number;
  readonly unchanged: number;
  readonly changed: number;
  readonly failing: number;
  /** The longest time for which a source was not seen; null when nothing was watched. */
  readonly longestGap: { readonly sourceTitle: string; readonly ms: number } | null;
}

/** What a digest says beyond its alerts. */
export interface DigestContext {
  readonly coverage: Coverage;
  readonly pending: readonly {
    readonly changeId: string;
    readonly summary: string;
    readonly judgedBy: Date | null;
  }[];
  readonly upcoming: readonly {
    readonly on: CalendarDate;
    readonly changeId: string;
    readonly summary: string;
  }[];
  /** Sources that cannot be seen now. */
  readonly unseen: readonly {
    readonly sourceTitle: string;
    readonly state: string;
    readonly since: Date | null;
  }[];
  /** What is still kept back from this contact. */
  readonly held: readonly { readonly about: string; readonly reason: string; readonly until: Date | null }[];
  /** What this contact was told and nobody acknowledged. */
  readonly open: readonly {
    readonly subject: string;
    readonly about: string;
    readonly toldAt: Date;
  }[];
}

/** How an alert stands that nobody acknowledged, or that somebody has at last. */
export interface FollowUpNote {
  readonly openSince: Date;
  /** Who was told so far, first first. */
  readonly told: readonly { readonly name: string; readonly at: Date }[];
  /** Who is told next unless somebody acknowledges; null when nobody is left. */
  readonly next: { readonly at: Date; readonly names: readonly string[] } | null;
  /** Null while it is open. */
  readonly acknowledged: {
    readonly by: string;
    readonly meaning: string;
    readonly note: string | null;
    readonly at: Date;
  } | null;
}

/** What kept alerts of this mail back until now. */
export interface HeldNote {
  readonly reason: string;
  readonly since: Date;
  readonly count: number;
}

/** A time in which no worker ran. */
export interface WatchGap {
  readonly from: Date;
  readonly to: Date;
  /** Titles of sources that would have been polled then. */
  readonly sources: readonly string[];
}

/** One end of the comparison, as evidence. */
export interface EvidencePoint {
  readonly versionId: string;
  /** SHA-256 of the bytes as received, hex. */
  readonly sha256: string;
  readonly url: string;
  readonly status: number;
  readonly seenAt: Date;
}

export interface ChangeNotice {
  readonly changeId: string;
  readonly sourceId: string;
  readonly sourceTitle: string;
  readonly role: string;
  readonly url: string;
  readonly summary: string;
  readonly severity: Severity;
  readonly findings: readonly Finding[];
  readonly edits: readonly Edit[];
  readonly window: Window;
  readonly printed: PrintedDates;
  readonly verdict: Verdict;
  readonly tools: readonly AffectedTool[];
  readonly before: EvidencePoint;
  readonly after: EvidencePoint;
  /** Remarks about how the document was read, e.g. that a fallback was used. */
  readonly limits: readonly string[];
  /** Regulations and standards that it may bear on. */
  readonly regulations: readonly Regulation[];
  /** What may be done next. */
  readonly actions: readonly string[];
  /** The day by which somebody should have acted. */
  readonly actBy: CalendarDate;
}

export interface SourceTrouble {
  readonly sourceId: string;
  readonly sourceTitle: string;
  readonly url: string;
  readonly finding: Finding;
  readonly outcome: string;
  readonly detail: string;
  readonly lastSightedAt: Date | null;
  readonly since: Date;
  /** What may be done next. */
  readonly actions: readonly string[];
}

/** How a reader can say that a notice was dealt with; each way is null where it is not set up. */
export interface AcknowledgeWays {
  /** Signed address of a page that asks for the answer; opening it changes nothing. */
  readonly link: string | null;
  /** To be kept in an answer by mail. */
  readonly replyToken: string | null;
  /** Typed at a terminal. */
  readonly command: string | null;
}

export interface Notice {
  /** Stable id of the delivery; the Message-ID is made from it. */
  readonly deliveryId: string;
  readonly reason: NoticeReason;
  readonly vendorName: string;
  readonly severity: Severity;
  readonly contact: Contact;
  /** Names of everybody who gets this notice. */
  readonly recipients: readonly string[];
  /** Names of the routes that led here, outermost first. */
  readonly routePath: readonly string[];
  readonly changes: readonly ChangeNotice[];
  readonly troubles: readonly SourceTrouble[];
  readonly renderedAt: Date;
  /** Message-ID of the mail that this one continues, if any. */
  readonly inReplyTo: string | null;
  /** Message-ID of the first mail of that thread, where it is another one. */
  readonly threadRoot?: string | null;
  /** Absent where nothing is to be acknowledged. */
  readonly acknowledge?: AcknowledgeWays;
  /** Subject of the mail that this one continues, so that readers' programs keep one thread. */
  readonly threadSubject: string | null;
  /** For digests and what resembles them. */
  readonly digest?: DigestContext;
  /** For reminders, escalations and what ends them. */
  readonly followUp?: FollowUpNote;
  /** What verifying the evidence found amiss. */
  readonly verification?: { readonly problems: number; readonly first: readonly string[] };
  /** The newest signed state of the evidence log, as published; absent or null before the first. */
  readonly checkpoint?: string | null;
  /** Absent: nothing was held. */
  readonly held?: readonly HeldNote[];
  /** Absent: we watched throughout, or the contact knows already. */
  readonly gaps?: readonly WatchGap[];
  readonly appVersion: string;
  readonly rulesVersion: string;
}
