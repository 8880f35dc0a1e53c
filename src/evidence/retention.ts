/**
 * Retention: a version, with the looks at it, is kept for some years from the end of its effect, which is when another took
 * its place, and never from its capture. The one that stands never expires.
 */
import type { Config } from '../config/config.ts';
import { covers, type Hold, yearsLater } from '../domain/hold.ts';
import type { Tool } from '../domain/register.ts';
import type { Vendor } from '../domain/vendor.ts';
import type { Db } from '../store/db.ts';
import { loadHolds } from '../store/holds.ts';
import { type KeptVersion, listKeptVersions, type Removal, removeVersion } from '../store/removals.ts';

export type Fate =
  | { readonly kind: 'expired'; readonly since: Date }
  | { readonly kind: 'stands' }
  | { readonly kind: 'kept'; readonly until: Date }
  | { readonly kind: 'held'; readonly holds: readonly Hold[] };

export interface PlannedVersion {
  readonly version: KeptVersion;
  readonly fate: Fate;
}

type Retention = Pick<Config, 'vendors' | 'tools'> & { readonly years: number; readonly now: Date };

/** What becomes of every version that is kept, and why. Changes nothing. */
export async function planRetention(db: Db, retention: Retention): Promise<readonly PlannedVersion[]> {
  const holds = (await loadHolds(db, 'standing')).map((hold) => ofToday(hold, retention));
  const versions = await listKeptVersions(db);
  return versions.map((version) => ({ version, fate: fateOf(version, holds, retention) }));
}

/** What a hold covers is decided by the register in force as well as by the one when it began. */
function ofToday(hold: Hold, { tools, vendors }: Retention): Hold {
  const tool = tools.find(({ id }) => id === hold.tool);
  if (!tool || hold.vendors === null) return hold;
  return { ...hold, vendors: [...new Set([...hold.vendors, ...vendorsOf(tool, vendors)])] };
}

/** Vendors whose documents a tool rests on: its own and, of a platform, those whose models it serves. */
export function vendorsOf(tool: Tool, vendors: ReadonlyMap<string, Vendor>): readonly string[] {
  return [tool.vendor, ...(vendors.get(tool.vendor)?.hosts ?? [])];
}

function fateOf(version: KeptVersion, holds: readonly Hold[], { years, now }: Retention): Fate {
  if (version.until === null) return { kind: 'stands' };
  const holding = holds.filter((hold) => covers(hold, version));
  if (holding.length > 0) return { kind: 'held', holds: holding };
  const until = yearsLater(version.until, years);
  return until <= now ? { kind: 'expired', since: until } : { kind: 'kept', until };
}

/** Removes what has expired, each version in a transaction of its own, and tells each as it goes. */
export async function removeExpired(
  db: Db,
  planned: readonly PlannedVersion[],
  removal: { readonly years: number; readonly at: Date; readonly by: string },
  watch: { readonly signal: AbortSignal; readonly onRemoved: (removed: Removal) => void },
): Promise<number> {
  let removed = 0;
  for (const { version, fate } of planned) {
    if (watch.signal.aborted) break;
    if (fate.kind !== 'expired') continue;
    watch.onRemoved(await removeVersion(db, version, removal));
    removed += 1;
  }
  return removed;
}
