/** Durations as operators write them: a whole number and a unit, `90s`, `15m`, `6h`, `30d`. */

const units = [
  { letter: 'd', unitMs: 86_400_000 },
  { letter: 'h', unitMs: 3_600_000 },
  { letter: 'm', unitMs: 60_000 },
  { letter: 's', unitMs: 1000 },
];

/** Milliseconds, or null when the text is no duration. */
export function parseDuration(text: string): number | null {
  const match = /^(\d{1,9})\s?([smhd])$/u.exec(text);
  const unit = units.find(({ letter }) => letter === match?.[2]);
  return unit === undefined ? null : Number(match?.[1]) * unit.unitMs;
}

/** The shortest way to write a length of time: the largest unit that divides it (`5400000` → `90m`). */
export function formatDuration(milliseconds: number): string {
  const unit = units.find(({ unitMs }) => milliseconds !== 0 && milliseconds % unitMs === 0);
  return unit === undefined ? `${milliseconds / 1000}s` : `${milliseconds / unit.unitMs}${unit.letter}`;
}
