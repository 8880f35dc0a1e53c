/** A legal hold: what it covers is kept, however old it is, until somebody ends it. */

export interface Hold {
  readonly id: string;
  /** Null: of any vendor. */
  readonly vendors: readonly string[] | null;
  readonly sourceId: string | null;
  /** The tool for whose sake the vendors were chosen. */
  readonly tool: string | null;
  /** Versions that stood at some time from … to; null: open. */
  readonly from: Date | null;
  readonly to: Date | null;
  readonly author: string;
  readonly reason: string;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
  readonly endedBy: string | null;
}

/** A version by the time in which it stood; `until` null: it still does. */
export interface Standing {
  readonly sourceId: string;
  readonly vendor: string;
  readonly from: Date;
  readonly until: Date | null;
}

/** Whether a hold that has not ended covers a version. Both ends of its time count. */
export function covers(hold: Hold, version: Standing): boolean {
  return (
    hold.endedAt === null &&
    (hold.vendors === null || hold.vendors.includes(version.vendor)) &&
    (hold.sourceId === null || hold.sourceId === version.sourceId) &&
    (hold.from === null || version.until === null || hold.from <= version.until) &&
    (hold.to === null || hold.to >= version.from)
  );
}

/** The instant so many calendar years later, in UTC; 29 February becomes 1 March where there is none. */
export function yearsLater(instant: Date, years: number): Date {
  const later = new Date(instant);
  later.setUTCFullYear(later.getUTCFullYear() + years);
  return later;
}
