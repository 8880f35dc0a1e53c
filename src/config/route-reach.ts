/** Which routes can be reached at all: what an earlier one takes away, and what a parent rules out. */
import { isAtLeast } from '../domain/change.ts';
import type { RouteMatch } from '../domain/register.ts';

/** Labels of which an alert has exactly one, so that two lists without a common word exclude each other. */
const singleLabels = ['vendors', 'roles', 'disclosures'] as const;
const listLabels = [
  ...singleLabels,
  'models',
  'tools',
  'departments',
  'categories',
  'jurisdictions',
] as const;

/** Whether everything that `narrow` matches is matched by `wide`. */
function covers(wide: RouteMatch, narrow: RouteMatch): boolean {
  if (wide.minSeverity !== undefined && !isAtLeast(narrow.minSeverity ?? 'info', wide.minSeverity))
    return false;
  return listLabels.every((key) => {
    const allowed = wide[key];
    return (
      allowed === undefined ||
      narrow[key]?.every((word) => allowed.some((other) => isWithin(word, other))) === true
    );
  });
}

/** Those of `earlier` that leave nothing of `narrow`: one of them, or several that share its words; empty when none do. */
export function takersOf<Taker extends { readonly match: RouteMatch }>(
  earlier: readonly Taker[],
  narrow: RouteMatch,
): readonly Taker[] {
  const one = earlier.find(({ match }) => covers(match, narrow));
  if (one !== undefined) return [one];
  for (const key of listLabels) {
    const takers = (narrow[key] ?? []).map((word) =>
      earlier.find(({ match }) => covers(match, { ...narrow, [key]: [word] })),
    );
    if (takers.length > 0 && !takers.includes(undefined))
      return [...new Set(takers.filter((taker) => taker !== undefined))];
  }
  return [];
}

/** The key by which a parent rules out everything that its child matches; null when something may reach it. */
export function ruledOutBy(parent: RouteMatch, child: RouteMatch): (typeof singleLabels)[number] | null {
  return (
    singleLabels.find((key) => {
      const [above, below] = [parent[key], child[key]];
      return above !== undefined && below !== undefined && !below.some((word) => above.includes(word));
    }) ?? null
  );
}

/** A star at the end stands for any ending, in `terms.*` as in `claude-*`. */
function isWithin(word: string, other: string): boolean {
  return word === other || (other.endsWith('*') && word.startsWith(other.slice(0, -1)));
}
