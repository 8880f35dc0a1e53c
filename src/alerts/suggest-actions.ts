/** What a compliance contact may do next. Suggestions, never instructions; the sentences are data, in config/rules/actions.yaml. */
import { type Finding, severities } from '../domain/change.ts';
import type { Rules } from '../domain/rules.ts';

/** Suggestions for these findings, gravest first, each once, at most `limit`. */
export function suggestActions(
  actions: Rules['actions'],
  findings: readonly Finding[],
  limit = 6,
): readonly string[] {
  const gravestFirst = findings.toSorted(
    (a, b) => severities.indexOf(b.severity) - severities.indexOf(a.severity),
  );
  const found = gravestFirst.flatMap(({ category }) => {
    const group = category.split('.', 1)[0] ?? '';
    return actions.get(category) ?? actions.get(`${group}.*`) ?? actions.get('*') ?? [];
  });
  return [...new Set(found)].slice(0, limit);
}
