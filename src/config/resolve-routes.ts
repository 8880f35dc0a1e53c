/** The routing tree of `contacts.yaml`: what children inherit is filled in, what could lose an alert is refused. */
import { isAtLeast } from '../domain/change.ts';
import type { Contact, FollowUp, Route, RouteMatch } from '../domain/register.ts';
import type { ChildRoute, ContactsFile } from './contacts-file.ts';
import { formatDuration } from './duration.ts';
import { nearest } from './nearest.ts';
import type { ConfigProblem } from './problem.ts';
import { ruledOutBy, takersOf } from './route-reach.ts';
import { coversWholeWeek, toContact } from './to-contact.ts';
import type { Path, YamlFile } from './yaml-file.ts';

/** Words that routes may match on; null where they are not known because their file is broken. */
export interface RouteWords {
  readonly vendors: ReadonlySet<string> | null;
  readonly tools: ReadonlySet<string> | null;
  readonly departments: ReadonlySet<string> | null;
  readonly categories: ReadonlySet<string> | null;
  readonly jurisdictions: ReadonlySet<string> | null;
}

export interface ResolvedContacts {
  readonly contacts: ReadonlyMap<string, Contact>;
  readonly operators: readonly string[];
  readonly route: Route;
  readonly problems: readonly ConfigProblem[];
}

type RouteAbove = Omit<Route, 'routes'> & { readonly followUp: FollowUp };
type Escalation = NonNullable<ContactsFile['route']['escalate']>;

const defaultGroupWaitMs = 120_000;
const hourMs = 3_600_000;
const defaultFollowUp: FollowUp = {
  remindEveryMs: { critical: 4 * hourMs, high: 24 * hourMs },
  escalate: [],
};

/** Builds contacts and tree; every unknown name and every route that nothing can reach is a problem. */
export function resolveContacts(file: YamlFile, written: ContactsFile, words: RouteWords): ResolvedContacts {
  const problems: ConfigProblem[] = [];
  const contacts = new Map<string, Contact>();
  for (const [index, contact] of written.contacts.entries()) {
    if (contacts.has(contact.id)) {
      problems.push(file.problem(['contacts', index, 'id'], 'another contact has this id already'));
    }
    if (coversWholeWeek(contact.quietHours)) {
      const message = 'these hours cover the whole week: nothing but what is critical would ever be sent';
      problems.push(file.problem(['contacts', index, 'quietHours'], message));
    }
    contacts.set(contact.id, toContact(contact));
  }
  for (const [index, { standIns }] of written.contacts.entries())
    checkReceivers(standIns ?? [], ['contacts', index, 'standIns']);
  const names = new Set(['root']);
  checkReceivers(written.operators, ['operators']);
  checkReceivers(written.route.contacts, ['route', 'contacts']);
  checkOwner(written.route.owner, ['route']);
  const root = {
    name: 'root',
    match: {},
    contacts: written.route.contacts,
    ...(written.route.owner !== undefined && { owner: written.route.owner }),
    goesOn: false,
    cadence: written.route.cadence ?? 'immediate',
    groupWaitMs: written.route.groupWait ?? defaultGroupWaitMs,
    followUp: toFollowUp(written.route, defaultFollowUp),
  };
  checkEscalation(written.route.escalate, root.contacts, ['route', 'escalate']);
  const route: Route = { ...root, routes: toRoutes(written.route.routes, [root], ['route', 'routes']) };
  return { contacts, operators: written.operators, route, problems };

  function toRoutes(
    children: readonly ChildRoute[],
    above: readonly RouteAbove[],
    path: Path,
  ): readonly Route[] {
    const parent = above[above.length - 1] ?? root;
    return children.map((child, index) => {
      const below = [...path, index];
      if (names.has(child.name))
        problems.push(file.problem([...below, 'name'], 'another route has this name already'));
      names.add(child.name);
      if (child.contacts !== undefined) checkReceivers(child.contacts, [...below, 'contacts']);
      checkOwner(child.owner, below);
      checkMatch(child.match, [...below, 'match']);
      const takers = takersOf(
        children.slice(0, index).filter((other) => !other.continue),
        child.match,
      );
      if (takers.length > 0) {
        const names = takers.map((taker) => `"${taker.name}"`).join(' and ');
        const verbs =
          takers.length === 1 ? 'takes all that it matches and does' : 'take all that it matches and do';
        problems.push(
          file.problem(
            [...below, 'name'],
            `nothing can reach this route: ${names} above ${verbs} not continue`,
          ),
        );
      }
      for (const ancestor of above) {
        const key = ruledOutBy(ancestor.match, child.match);
        if (key === null) continue;
        const message = `nothing can reach this route: "${ancestor.name}" above lets none of these ${key} through`;
        problems.push(file.problem([...below, 'match', key], message));
      }
      const owner = child.owner ?? parent.owner;
      const own = {
        name: child.name,
        match: child.match,
        contacts: child.contacts ?? parent.contacts,
        ...(owner !== undefined && { owner }),
        goesOn: child.continue,
        cadence: child.cadence ?? parent.cadence,
        groupWaitMs: child.groupWait ?? parent.groupWaitMs,
        followUp: toFollowUp(child, parent.followUp),
      };
      checkEscalation(child.escalate, own.contacts, [...below, 'escalate']);
      return { ...own, routes: toRoutes(child.routes, [...above, own], [...below, 'routes']) };
    });
  }

  function checkReceivers(ids: readonly string[], path: Path): void {
    for (const [index, id] of ids.entries()) {
      if (contacts.has(id)) continue;
      const suggestion = nearest(id, contacts.keys());
      problems.push(file.problem([...path, index], 'no contact has this id', { suggestion }));
    }
  }

  function checkEscalation(steps: Escalation | undefined, told: readonly string[], path: Path): void {
    for (const [index, step] of (steps ?? []).entries()) {
      const below = [...path, index];
      const earlier = (steps ?? []).slice(0, index);
      checkReceivers(step.contacts, [...below, 'contacts']);
      const before = earlier.at(-1);
      if (before !== undefined && step.after <= before.after) {
        const message = `this step comes no later than the one before it, which is taken after ${formatDuration(before.after)}`;
        problems.push(file.problem([...below, 'after'], message));
      }
      const isTaken = (other: typeof step) => isAtLeast(step.minSeverity, other.minSeverity);
      const known = [...told, ...earlier.filter(isTaken).flatMap(({ contacts: ids }) => ids)];
      if (step.contacts.every((id) => known.includes(id))) {
        const message = 'this step tells nobody new: all of its contacts are told before it';
        problems.push(file.problem([...below, 'contacts'], message));
      }
    }
  }

  function checkOwner(owner: string | undefined, path: Path): void {
    if (owner === undefined || contacts.has(owner)) return;
    const suggestion = nearest(owner, contacts.keys());
    problems.push(file.problem([...path, 'owner'], 'no contact has this id', { suggestion }));
  }

  function checkMatch(match: RouteMatch, path: Path): void {
    const checks = [
      ['vendors', 'no file in vendors/ describes this vendor'],
      ['tools', 'the register has no tool with this id'],
      ['departments', 'no tool of the register names this department'],
      ['categories', 'no rule makes findings of this category'],
      ['jurisdictions', 'no tool of the register is used in this jurisdiction'],
    ] as const;
    for (const [key, message] of checks) checkWords(match[key], words[key], [...path, key], message);
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

/** What is written at a route; what is not is its parent's. */
function toFollowUp(
  { remind, escalate }: Pick<ContactsFile['route'], 'remind' | 'escalate'>,
  parent: FollowUp,
): FollowUp {
  return {
    remindEveryMs: remind ?? parent.remindEveryMs,
    escalate:
      escalate?.map(({ after, minSeverity, contacts }) => ({ afterMs: after, minSeverity, contacts })) ??
      parent.escalate,
  };
}
