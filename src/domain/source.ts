/** A source: one watched document or endpoint of a vendor. */

export const sourceRoles = [
  'changelog',
  'deprecations',
  'model-card',
  'model-list',
  'terms',
  'policy',
  'docs',
  'status',
  'registry',
] as const;
export type SourceRole = (typeof sourceRoles)[number];

/** Roles whose sources tell the world about changes elsewhere; every other role can change silently. */
const announcingRoles: ReadonlySet<SourceRole> = new Set(['changelog', 'deprecations', 'status']);

/** How often a source is polled: every so many milliseconds, or by a cron expression in an IANA time zone. */
export type Cadence =
  | { readonly kind: 'every'; readonly everyMs: number }
  | { readonly kind: 'cron'; readonly expression: string; readonly timeZone: string };

/** What every answer of a source must show, in the operator's words; one that does not is never a version. */
export interface Expectations {
  /** Primary language of the text (BCP 47). */
  readonly language?: string | undefined;
  /** Texts that stand somewhere in the document. */
  readonly markers: readonly string[];
  /** Text that stands near the end of every answer. */
  readonly end?: string | undefined;
}

export interface Source {
  /** `vendor/name`, unique in the watch list, e.g. `openai/deprecations`. */
  readonly id: string;
  readonly vendor: string;
  readonly title: string;
  readonly role: SourceRole;
  /** Name of the adapter that reads it: `html`, `markdown`, `feed`, `json` … */
  readonly kind: string;
  readonly url: string;
  readonly cadence: Cadence;
  /** How often it usually has something new, as far as anybody knows. */
  readonly changesEveryMs?: number | undefined;
  /** Extra request headers; values may hold secrets and are never logged or stored. */
  readonly headers: Readonly<Record<string, string>>;
  /** Host names (or `host:port`) on private addresses that this source may reach. */
  readonly allowPrivate: readonly string[];
  /** The vendor's permission to fetch against robots.txt, in the operator's words; absent: robots.txt is obeyed. */
  readonly robotsPermission?: string | undefined;
  /** Where redirects may lead although it is another address: beginnings of URLs. Absent: nowhere. */
  readonly redirectsTo?: readonly string[] | undefined;
  readonly expect?: Expectations | undefined;
  /** Sources that announce for this one; empty means every announcing source of the vendor. */
  readonly announcedBy: readonly string[];
  /** Settings of the adapter, already checked by its schema. */
  readonly options: unknown;
}

/** Whether the source tells of changes elsewhere (changelogs, deprecation pages, status feeds). */
export function isAnnouncing(source: Pick<Source, 'role'>): boolean {
  return announcingRoles.has(source.role);
}

/** The longest time between two polls that the cadence allows, for staleness; a day for cron expressions. */
export function longestGapMs(cadence: Cadence): number {
  return cadence.kind === 'every' ? cadence.everyMs : 24 * 60 * 60 * 1000;
}
