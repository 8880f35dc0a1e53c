/** Routing: which contacts an alert goes to, by the tree in contacts.yaml, with every refusal explained. */
import { isAtLeast, type Severity } from '../domain/change.ts';
import type { Route, RouteCadence, RouteMatch } from '../domain/register.ts';

/** What routes and silences can match on. */
export interface AlertLabels {
  readonly vendor: string;
  readonly role: string;
  readonly severity: Severity;
  readonly disclosure: string;
  readonly categories: readonly string[];
  /** Every name that the models concerned go by, families and aliases included. */
  readonly models: readonly string[];
  readonly tools: readonly string[];
  readonly departments: readonly string[];
  readonly jurisdictions: readonly string[];
}

export interface RoutedTo {
  /** Names from the root to the route that took the alert. */
  readonly path: readonly string[];
  readonly contacts: readonly string[];
  readonly cadence: RouteCadence;
  readonly groupWaitMs: number;
}

export interface RefusedBy {
  readonly path: readonly string[];
  /** Every matcher that refused: what was found and what was wanted. */
  readonly reasons: readonly string[];
}

export interface Routing {
  readonly routes: readonly RoutedTo[];
  readonly refused: readonly RefusedBy[];
  /** Routes that were never asked, since one before them took the alert. */
  readonly unasked: readonly (readonly string[])[];
}

/**
 * Walks the tree: the first matching child takes the alert unless it says `continue`; a parent keeps what no
 * child takes. The root takes everything, so nothing falls through.
 */
export function routeAlert(root: Route, labels: AlertLabels): Routing {
  const routes: RoutedTo[] = [];
  const refused: RefusedBy[] = [];
  const unasked: (readonly string[])[] = [];
  descend(root, []);
  return { routes, refused, unasked };

  function descend(route: Route, above: readonly string[]): void {
    const path = [...above, route.name];
    let isTaken = false;
    for (const [index, child] of route.routes.entries()) {
      const reasons = refusals(child.match, labels);
      if (reasons.length > 0) {
        refused.push({ path: [...path, child.name], reasons });
        continue;
      }
      descend(child, path);
      isTaken = true;
      if (child.goesOn) continue;
      unasked.push(...route.routes.slice(index + 1).map(({ name }) => [...path, name]));
      return;
    }
    if (isTaken) return;
    const { contacts, cadence, groupWaitMs } = route;
    routes.push({ path, contacts, cadence, groupWaitMs });
  }
}

/** Every matcher that refuses these labels, in words; empty when all of them match. */
export function refusals(match: RouteMatch, labels: AlertLabels): readonly string[] {
  const lists: readonly (readonly [string, readonly string[] | undefined, readonly string[]])[] = [
    ['vendor', match.vendors, [labels.vendor]],
    ['model', match.models, labels.models],
    ['role', match.roles, [labels.role]],
    ['disclosure', match.disclosures, [labels.disclosure]],
    ['category', match.categories, labels.categories],
    ['tool', match.tools, labels.tools],
    ['department', match.departments, labels.departments],
    ['jurisdiction', match.jurisdictions, labels.jurisdictions],
  ];
  const refused = lists.flatMap(([name, wanted, found]) =>
    !wanted || wanted.some((value) => found.some((label) => isMatch(value, label)))
      ? []
      : [`${name} is ${found.join(', ') || 'none'}, wanted ${wanted.join(' or ')}`],
  );
  const isTooLow = match.minSeverity !== undefined && !isAtLeast(labels.severity, match.minSeverity);
  return isTooLow
    ? [...refused, `severity is ${labels.severity}, wanted at least ${match.minSeverity}`]
    : refused;
}

/** A star at the end stands for any ending: `terms.*` is a whole group of categories. */
function isMatch(wanted: string, label: string): boolean {
  return wanted.endsWith('*') ? label.startsWith(wanted.slice(0, -1)) : wanted === label;
}
