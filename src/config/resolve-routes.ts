/** The routing tree of `contacts.yaml`: what children inherit is filled in, what could lose an alert is refused. */
import { isAtLeast } from '../domain/change.ts';
import type { Contact, Route, RouteMatch } from '../domain/register.ts';
import type { ChildRoute, ContactsFile } from './contacts-file.ts';
import { nearest } from './nearest.ts';
import type { ConfigProblem } from './problem.ts';
import type { Path, YamlFile } from './yaml-file.ts';

/** Words that routes may match on; null where they are not known because their file is broken. */
export interface RouteWords {
  readonly vendors: ReadonlySet<string> | null;
  readonly tools: ReadonlySet<string> | null;
  readonly departments: ReadonlySet<string> | null;
  readonly categories: ReadonlySet<string> | null;
}

export interface ResolvedContacts {
  readonly contacts: ReadonlyMap<string, Contact>;
  readonly operators: readonly string[];
  readonly route: Route;
  readonly problems: readonly ConfigProblem[];
}

const defaultGroupWaitMs = 120_000;

/** Builds contacts and tree; every unknown name and every route that nothing can reach is a problem. */
export function resolveContacts(file: YamlFile, written: ContactsFile, words: RouteWords): ResolvedContacts {
  const problems: ConfigProblem[] = [];
  const contacts = new Map<string, Contact>();
  for (const [index, contact] of written.contacts.entries()) {
    if (contacts.has(contact.id)) {
      problems.push(file.problem(['contacts', index, 'id'], 'another contact has this id already'));
    }
    contacts.set(contact.id, contact);
  }
  const names = new Set(['root']);
  checkReceivers(written.operators, ['operators']);
  checkReceivers(written.route.contacts, ['route', 'contacts']);
  const root = {
    name: 'root',
    match: {},
    contacts: written.route.contacts,
    goesOn: false,
    groupWaitMs: written.route.groupWait ?? defaultGroupWaitMs,
  };
  const route: Route = { ...root, routes: toRoutes(written.route.routes, root, ['route', 'routes']) };
  return { contacts, operators: written.operators, route, problems };

  function toRoutes(
    children: readonly ChildRoute[],
    parent: Omit<Route, 'routes'>,
    path: Path,
  ): readonly Route[] {
    return children.map((child, index) => {
      const below = [...path, index];
      if (names.has(child.name))
        problems.push(file.problem([...below, 'name'], 'another route has this name already'));
      names.add(child.name);
      if (child.contacts !== undefined) checkReceivers(child.contacts, [...below, 'contacts']);
      checkMatch(child.match, [...below, 'match']);
      const earlier = children
        .slice(0, index)
        .find((other) => !other.continue && covers(other.match, child.match));
      if (earlier !== undefined) {
        const message = `nothing can reach this route: "${earlier.name}" above takes all that it matches and does not continue`;
        problems.push(file.problem([...below, 'name'], message));
      }
      const own = {
        name: child.name,
        match: child.match,
        contacts: child.contacts ?? parent.contacts,
        goesOn: child.continue,
        groupWaitMs: child.groupWait ?? parent.groupWaitMs,
      };
      return { ...own, routes: toRoutes(child.routes, own, [...below, 'routes']) };
    });
  }

  function checkReceivers(ids: readonly string[], path: Path): void {
    for (const [index, id] of ids.entries()) {
      if (contacts.has(id)) continue;
      const suggestion = nearest(id, contacts.keys());
      problems.push(file.problem([...path, index], 'no contact has this id', { suggestion }));
    }
  }

  function checkMatch(match: RouteMatch, path: Path): void {
    checkWords(
      match.vendors,
      words.vendors,
      [...path, 'vendors'],
      'no file in vendors/ describes this vendor',
    );
    checkWords(match.tools, words.tools, [...path, 'tools'], 'the register has no tool with this id');
    checkWords(
      match.departments,
      words.departments,
      [...path, 'departments'],
      'no tool of the register names this department',
    );
    checkWords(
      match.categories,
      words.categories,
      [...path, 'categories'],
      'no rule makes findings of this category',
    );
  }

  /** A name that nothing bears would never match, and its alerts would quietly go to somebody else. */
  function checkWords(
    written: readonly string[] | undefined,
    known: ReadonlySet<string> | null,
    path: Path,
    message: string,
  ) {
    if (known === null) return;
    for (const [index, word] of (written ?? []).entries()) {
      if (known.has(word)) continue;
      problems.push(file.problem([...path, index], message, { suggestion: nearest(word, known) }));
    }
  }
}

/** Whether everything that `narrow` matches is matched by `wide`. */
function covers(wide: RouteMatch, narrow: RouteMatch): boolean {
  if (wide.minSeverity !== undefined) {
    if (
      narrow.minSeverity === undefined
        ? wide.minSeverity !== 'info'
        : !isAtLeast(narrow.minSeverity, wide.minSeverity)
    ) {
      return false;
    }
  }
  const lists = ['vendors', 'tools', 'departments', 'categories', 'roles', 'disclosures'] as const;
  return lists.every((key) => {
    const allowed = wide[key];
    return (
      allowed === undefined ||
      narrow[key]?.every((word) => allowed.some((other) => isWithin(word, other))) === true
    );
  });
}

function isWithin(word: string, other: string): boolean {
  return word === other || (other.endsWith('.*') && word.startsWith(other.slice(0, -1)));
}
