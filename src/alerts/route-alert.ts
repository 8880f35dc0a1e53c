/** Routing: which contacts an alert goes to, by the tree in contacts.yaml, with every refusal explained. */
import { isAtLeast, type Severity } from '../domain/change.ts';
import type { Route, RouteMatch } from '../domain/register.ts';

/** What routes can match on. */
export interface AlertLabels {
  readonly vendor: string;
  readonly role: string;
  readonly severity: Severity;
  readonly disclosure: string;
  readonly categories: readonly string[];
  readonly tools: readonly string[];
  readonly departments: readonly string[];
}

export interface RoutedTo {
  /** Names from the root to the route that took the alert. */
  readonly path: readonly string[];
  readonly contacts: readonly string[];
  readonly groupWaitMs: number;
}

export interface Routing {
  readonly routes: readonly RoutedTo[];
  readonly refused: readonly { readonly path: readonly string[]; readonly reason: string }[];
}

/**
 * Walks the tree: the first matching child takes the alert unless it says `continue`; a parent keeps what no
 * child takes. The root takes everything, so nothing falls through.
 */
export function routeAlert(root: Route, labels: AlertLabels): Routing {
  const routes: RoutedTo[] = [];
  const refused: { path: readonly string[]; reason: string }[] = [];
  descend(root, []);
  return { routes, refused };

  function descend(route: Route, above: readonly string[]): void {
    const path = [...above, route.name];
    let isTaken = false;
    for (const child of route.routes) {
      const reason = whyRefused(child.match, labels);
      if (reason !== null) {
        refused.push({ path: [...path, child.name], reason });
        continue;
      }
      descend(child, path);
      isTaken = true;
      if (!child.goesOn) return;
    }
    if (!isTaken) routes.push({ path, contacts: route.contacts, groupWaitMs: route.groupWaitMs });
  }
}

function whyRefused(match: RouteMatch, labels: AlertLabels): string | null {
  const lists: readonly (readonly [string, readonly string[] | undefined, readonly string[]])[] = [
    ['vendor', match.vendors, [labels.vendor]],
    ['role', match.roles, [labels.role]],
    ['disclosure', match.disclosures, [labels.disclosure]],
    ['category', match.categories, labels.categories],
    ['tool', match.tools, labels.tools],
    ['department', match.departments, labels.departments],
  ];
  for (const [name, wanted, found] of lists) {
    if (wanted && !wanted.some((value) => found.some((label) => isMatch(value, label)))) {
      return `${name} is ${found.join(', ') || 'none'}, wanted ${wanted.join(' or ')}`;
    }
  }
  if (match.minSeverity && !isAtLeast(labels.severity, match.minSeverity)) {
    return `severity is ${labels.severity}, wanted at least ${match.minSeverity}`;
  }
  return null;
}

/** A trailing `.*` stands for a whole group of categories: `terms.*`. */
function isMatch(wanted: string, label: string): boolean {
  return wanted.endsWith('.*') ? label.startsWith(wanted.slice(0, -1)) : wanted === label;
}
