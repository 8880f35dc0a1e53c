/** Labels and matchers as they are written on the command line: `vendor=openai tool=scribe,notes`. */
import { InvalidArgumentError } from 'commander';
import type { AlertLabels } from '../alerts/route-alert.ts';
import type { Config } from '../config/config.ts';
import { severities } from '../domain/change.ts';
import { disclosureStates } from '../domain/disclosure.ts';
import type { RouteMatch } from '../domain/register.ts';
import { derivedCategories } from '../domain/rules.ts';
import { sourceRoles } from '../domain/source.ts';
import { badArgument, unknownName } from './argument-errors.ts';

export type WrittenLabels = readonly { readonly name: string; readonly value: string }[];

const labelNames = [
  'vendor',
  'model',
  'tool',
  'department',
  'category',
  'severity',
  'disclosure',
  'role',
  'jurisdiction',
] as const;
type LabelName = (typeof labelNames)[number];

/**
 * Complete labels from those given: a tool brings its vendor, departments and jurisdictions along; an alert without a
 * severity counts as medium, one without a verdict as pending.
 */
export function toLabels(config: Config, written: WrittenLabels): AlertLabels {
  const given = read(config, written);
  const tools = config.tools.filter((tool) => given.get('tool')?.includes(tool.id));
  const single = (name: LabelName, otherwise: string) => {
    const values = given.get(name) ?? [];
    if (values.length > 1)
      throw badArgument(`an alert has one ${name} only`, `give ${name} once: found ${values.join(', ')}`);
    return values[0] ?? otherwise;
  };
  const severity = severities.find((each) => each === single('severity', 'medium')) ?? 'medium';
  return {
    vendor: single('vendor', tools[0]?.vendor ?? ''),
    role: single('role', ''),
    severity,
    disclosure: single('disclosure', 'pending'),
    categories: given.get('category') ?? [],
    models: given.get('model') ?? [],
    tools: given.get('tool') ?? [],
    departments: given.get('department') ?? tools.flatMap((tool) => tool.departments),
    jurisdictions: given.get('jurisdiction') ?? tools.flatMap((tool) => tool.jurisdictions),
  };
}

/** Matchers of the same names; a severity stands for itself and what is graver. */
export function toMatch(config: Config, written: WrittenLabels): RouteMatch {
  const given = read(config, written);
  const keys = {
    vendor: 'vendors',
    model: 'models',
    tool: 'tools',
    department: 'departments',
    category: 'categories',
    disclosure: 'disclosures',
    role: 'roles',
    jurisdiction: 'jurisdictions',
  } as const;
  const lists = Object.entries(keys).flatMap(([name, key]) => {
    const values = given.get(labelNames.find((known) => known === name) ?? 'vendor');
    return values === undefined ? [] : [[key, values] as const];
  });
  const minSeverity = severities.find((each) => each === given.get('severity')?.[0]);
  return { ...Object.fromEntries(lists), ...(minSeverity === undefined ? {} : { minSeverity }) };
}

/** Values by name, each checked: a slip would match nothing and look like an answer. */
function read(config: Config, written: WrittenLabels): ReadonlyMap<LabelName, readonly string[]> {
  const known = knownWords(config);
  const found = new Map<LabelName, readonly string[]>();
  for (const { name, value } of written) {
    const label = labelNames.find((each) => each === name);
    if (label === undefined) {
      throw unknownName(`there is no label called ${name}`, {
        code: 'bad_argument',
        name,
        known: labelNames,
        advice: `use ${labelNames.join(', ')}`,
      });
    }
    const values = value.split(',').map((word) => word.trim());
    const words = known[label];
    for (const word of values) {
      if (words === null || words.includes(word) || (word.endsWith('.*') && label === 'category')) continue;
      throw unknownName(`no ${label} is called ${word}`, {
        code: 'bad_argument',
        name: word,
        known: words,
        advice: `use one of ${words.slice(0, 12).join(', ') || '(none is configured)'}`,
      });
    }
    found.set(label, [...(found.get(label) ?? []), ...values]);
  }
  return found;
}

function knownWords(config: Config): Readonly<Record<LabelName, readonly string[] | null>> {
  return {
    vendor: [...config.vendors.keys()],
    // Models come and go; a name that nobody has used yet may be meant.
    model: null,
    tool: config.tools.map((tool) => tool.id),
    department: [...new Set(config.tools.flatMap((tool) => tool.departments))],
    category: [...new Set([...config.rules.rules.map((rule) => rule.category), ...derivedCategories])],
    severity: severities,
    disclosure: disclosureStates,
    role: sourceRoles,
    jurisdiction: [...new Set(config.tools.flatMap((tool) => tool.jurisdictions))],
  };
}

/** `vendor=openai`, one pair after the other. */
export function collectPair(text: string, before: WrittenLabels = []): WrittenLabels {
  const at = text.indexOf('=');
  if (at < 1 || at === text.length - 1) throw new InvalidArgumentError('expected name=value.');
  return [...before, { name: text.slice(0, at), value: text.slice(at + 1) }];
}
