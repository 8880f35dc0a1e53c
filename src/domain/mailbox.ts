/** Reading a mailbox over the network, as the rest of the program sees it. */
import type { FetchFailure } from './capture.ts';

export interface MailRequest {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly mailbox: string;
  /** Which mails: those of senders, the newest first; or all, the oldest first. */
  readonly wanted:
    | {
        /** Addresses, or `@host` for everybody there; mails of others are not asked for. */
        readonly senders: readonly string[];
      }
    | {
        /** Only those that came after this one; null for all. */
        readonly after: { readonly uidValidity: string; readonly uid: number } | null;
      };
  readonly allowPrivate: readonly string[];
  /** So many are read. */
  readonly maxMails: number;
  readonly maxMailBytes: number;
  readonly maxTotalBytes: number;
  /** `state` of the last answer, null for a full one. */
  readonly known: string | null;
}

export interface Mail {
  readonly uid: number;
  readonly bytes: Uint8Array;
}

/** Who answered. */
export interface MailPeer {
  readonly remoteAddress: string | null;
  /** As in `Capture`. */
  readonly certificate: string | null;
}

export type MailAnswer =
  | {
      readonly kind: 'mails';
      readonly peer: MailPeer;
      /** Names what the mailbox holds: its UIDVALIDITY, next UID and count (RFC 9051, 2.3.1.1). */
      readonly state: string;
      readonly uidValidity: string;
      /** In the order in which they arrived. */
      readonly mails: readonly Mail[];
      /** UIDs of mails that are larger than is read. */
      readonly tooLarge: readonly number[];
      /** Mails that are wanted beyond those that are read. */
      readonly left: number;
    }
  | { readonly kind: 'unchanged'; readonly peer: MailPeer; readonly state: string }
  | FetchFailure;

/** Never throws for what the other side does. */
export type FetchMail = (request: MailRequest, signal: AbortSignal) => Promise<MailAnswer>;
