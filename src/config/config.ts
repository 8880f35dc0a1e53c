/** The configuration as the rest of the program sees it: parsed, cross-checked, complete. */
import type { Severity } from '../domain/change.ts';
import type { Contact, Route, Tool } from '../domain/register.ts';
import type { Rules } from '../domain/rules.ts';
import type { Source } from '../domain/source.ts';
import type { Vendor } from '../domain/vendor.ts';
import type { logLevels, mailSecurities } from './settings-file.ts';
import type { ListenAddress } from './web-keys.ts';

export interface RedisSettings {
  /** `rediss:` means TLS. May hold a password. */
  readonly url: string;
  /** Absent when Redis is asked directly. */
  readonly sentinels?: readonly { readonly host: string; readonly port: number }[] | undefined;
  readonly sentinelName?: string | undefined;
  readonly sentinelPassword?: string | undefined;
  readonly cluster: boolean;
}

export interface SmtpSettings {
  readonly host: string;
  readonly port: number;
  readonly security: (typeof mailSecurities)[number];
  readonly user: string | null;
  readonly password: string | null;
}

export interface MailSettings {
  readonly from: string;
  readonly replyTo: string | null;
  readonly domain: string;
  readonly organisation: string;
  /** Mailbox of returned mail, of which each mail's return address is made; null: the sender. */
  readonly bounces: string | null;
  /** Folder of returned mail; null when none is read. */
  readonly bounceFolder: string | null;
  /** Mailbox for answers that acknowledge; null: answers go to people only. */
  readonly answers: string | null;
  /** IMAP mailbox of returned mail and answers; null when none is read. */
  readonly inbox: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly password: string;
    readonly mailbox: string;
  } | null;
  readonly unsubscribeUrl: string | null;
  /** Mails to one contact in an hour. */
  readonly maxPerHour: number;
  /** Null: not signed by us. The key is tried and usable. */
  readonly dkim: { readonly domain: string; readonly selector: string; readonly privateKey: string } | null;
  /** Working days within which to act, by severity. */
  readonly actWithin: Readonly<Record<Severity, number>>;
}

export interface EvidenceSettings {
  /** Where checkpoints are kept a second time. */
  readonly folder: string;
  /** The key that signs checkpoints. */
  readonly keyFile: string;
  /** The authority that stamps checkpoints (RFC 3161); null: none does. */
  readonly timestamps: {
    readonly url: string;
    readonly everyMs: number;
    /** Certificates that the authority's must lead to, DER; empty: not asked. */
    readonly roots: readonly Uint8Array[];
  } | null;
}

export interface Settings {
  readonly dataFolder: string;
  /** Null: the built-in server in the data folder. May hold a password. */
  readonly databaseUrl: string | null;
  /** Null: the queue uses PostgreSQL. */
  readonly redis: RedisSettings | null;
  /** Null: mail is written as files into the data folder. */
  readonly smtp: SmtpSettings | null;
  readonly mail: MailSettings;
  readonly fetch: {
    /** Mail or web address for the User-Agent header; null when none is given. */
    readonly contact: string | null;
    readonly timeoutMs: number;
    readonly maxBytes: number;
    readonly spacingMs: number;
  };
  /** Null: no page is rendered. */
  readonly browser: { readonly path: string; readonly sandbox: boolean } | null;
  readonly evidence: EvidenceSettings;
  readonly graceMs: number;
  /** So many days before a day that a vendor named its readers are reminded of it. */
  readonly reminderDays: readonly number[];
  /** How long a new model may be listed before its card is missed. */
  readonly cardWithinMs: number;
  /** Years for which captures of a version are kept after it was superseded. */
  readonly retentionYears: number;
  readonly workers: { readonly pollConcurrency: number; readonly deliverConcurrency: number };
  readonly logLevel: (typeof logLevels)[number];
  readonly web: {
    /** Null: nothing is served. */
    readonly listen: ListenAddress | null;
    /** Without a slash at its end; null: mails hold no links. */
    readonly publicUrl: string | null;
    readonly hasConsole: boolean;
    readonly trustsProxy: boolean;
  };
}

/** Why a source is not polled whose vendor the watch list does not name. */
export const vendorNotWatched = 'the vendor is not in watchlist.yaml';

/** A known source that is not polled, and why. */
export interface DisabledSource {
  readonly id: string;
  readonly vendor: string;
  readonly title: string;
  readonly url: string;
  readonly reason: string;
}

export interface ConfigFile {
  readonly name: string;
  /** Of the file's bytes, hex. */
  readonly sha256: string;
}

export interface Config {
  readonly settings: Settings;
  readonly vendors: ReadonlyMap<string, Vendor>;
  /** Only those that are polled, in the order of the catalogue. */
  readonly sources: readonly Source[];
  readonly disabled: readonly DisabledSource[];
  readonly contacts: ReadonlyMap<string, Contact>;
  /** The root; it takes every alert. */
  readonly route: Route;
  /** Ids of the contacts who are told when a source cannot be read. */
  readonly operators: readonly string[];
  readonly tools: readonly Tool[];
  readonly rules: Rules;
  /** Texts of the operator's own templates by name, checked; empty when ours are used. */
  readonly templates: ReadonlyMap<string, string>;
  /** SHA-256 over all files' names and contents, hex; environment variables are no part of it. */
  readonly version: string;
  readonly files: readonly ConfigFile[];
}
