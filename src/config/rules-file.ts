/** Reads `config/rules/*.yaml`: the shape of a rules file, and the rules that all files make together. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { severities } from '../domain/change.ts';
import { type Rule, type Rules, ruleChanges, ruleTargets, standings } from '../domain/rules.ts';
import { sourceRoles } from '../domain/source.ts';
import { actionList, toActions } from './action-keys.ts';
import { regulationList, toRegulations } from './regulation-keys.ts';
import { isSlowPattern } from './slow-pattern.ts';

/** Longer patterns are nobody's friend, and the bound keeps matching cheap. */
const maxPatternLength = 400;
const placeholders = ['subjects', 'heading', 'field', 'before', 'after', 'document', 'count', 'gist'];

const identifier = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case words joined by hyphens');
const category = z
  .string()
  .regex(/^[a-z]+\.[a-z]+(_[a-z]+)*$/, 'must read `group.name`, e.g. `card.data_changed`');

const pattern = z
  .string()
  .min(1)
  .max(maxPatternLength)
  .superRefine((source, context) => {
    const problem = whyBadPattern(source);
    if (problem !== null) context.addIssue({ code: 'custom', message: problem, input: source });
  });
const patterns = z.array(pattern).default([]);

const summary = z
  .string()
  .min(1)
  .max(200)
  .superRefine((text, context) => {
    for (const [, name] of text.matchAll(/\{(\w*)\}/g)) {
      if (name === undefined || placeholders.includes(name)) continue;
      const message = `unknown placeholder {${name}}; known are ${placeholders.map((known) => `{${known}}`).join(' ')}`;
      context.addIssue({ code: 'custom', message, input: text });
    }
  });

const rule = z.strictObject({
  id: identifier,
  category,
  severity: z.enum(severities),
  roles: z.array(z.enum(sourceRoles)).default([]),
  target: z.enum(ruleTargets).default('text'),
  change: z.enum(ruleChanges).default('any'),
  standing: z.array(z.enum(standings)).default([]),
  touched: patterns,
  passage: patterns,
  headings: patterns,
  fields: patterns,
  unless: patterns,
  replaces: z.array(category).default([]),
  summary,
});

const word = z.string().regex(/^\S+$/, 'must be one word').toLowerCase();

/** One file of `config/rules/`. */
export const rulesFile = z.strictObject({
  rules: z
    .array(rule)
    .default([])
    .superRefine((list, context) => {
      const seen = new Set<string>();
      for (const [index, { id }] of list.entries()) {
        if (seen.has(id)) {
          context.addIssue({
            code: 'custom',
            message: `rule id \`${id}\` is used twice`,
            path: [index, 'id'],
          });
        }
        seen.add(id);
      }
    }),
  editorial: z
    .strictObject({
      weightless: z.array(word).default([]),
      weighty: z.array(word).default([]),
      pageFields: patterns,
      pointers: patterns,
      asides: patterns,
      pointerHeadings: patterns,
      instructionHeadings: patterns,
      standings: patterns,
    })
    .optional(),
  regulations: regulationList,
  actions: actionList,
});

/**
 * Makes one rule set out of all files, in the order of their names. A rule is known as `file#id`, where `file`
 * is the name without folder and ending.
 * @throws z.ZodError whose issues carry the path within the file that is at fault.
 */
export function toRules(files: readonly { readonly name: string; readonly parsed: unknown }[]): Rules {
  const parsed = files
    .map(({ name, parsed: content }) => ({ name: stem(name), content: rulesFile.parse(content) }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const words = parsed.flatMap(({ content }) => (content.editorial ? [content.editorial] : []));
  return {
    version: createHash('sha256').update(JSON.stringify(parsed)).digest('hex').slice(0, 12),
    rules: parsed.flatMap(({ name, content }) => content.rules.map((entry) => toRule(name, entry))),
    regulations: parsed.flatMap(({ content }) => toRegulations(content.regulations)),
    actions: toActions(parsed.map(({ content }) => content.actions)),
    editorial: {
      weightless: new Set(words.flatMap((entry) => entry.weightless)),
      weighty: new Set(words.flatMap((entry) => entry.weighty)),
      pageFields: words.flatMap((entry) => compileAll(entry.pageFields)),
      pointers: words.flatMap((entry) => compileAll(entry.pointers)),
      asides: words.flatMap((entry) => compileAll(entry.asides, 'giu')),
      pointerHeadings: words.flatMap((entry) => compileAll(entry.pointerHeadings)),
      instructionHeadings: words.flatMap((entry) => compileAll(entry.instructionHeadings)),
      standings: words.flatMap((entry) => compileAll(entry.standings)),
    },
  };
}

function toRule(file: string, entry: z.infer<typeof rule>): Rule {
  return {
    ...entry,
    id: `${file}#${entry.id}`,
    touched: compileAll(entry.touched),
    passage: compileAll(entry.passage),
    headings: compileAll(entry.headings),
    fields: compileAll(entry.fields),
    unless: compileAll(entry.unless),
  };
}

function compileAll(sources: readonly string[], flags = 'iu'): readonly RegExp[] {
  return sources.map((source) => new RegExp(source, flags));
}

/** Refuses what does not compile and the commonest shapes that make matching explode. */
function whyBadPattern(source: string): string | null {
  try {
    compileAll([source]);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  if (/\([^()]*[+*][^()]*\)(?:[+*]|\{\d+,\})/.test(source))
    return 'a group repeated without bound must not hold + or *';
  if (/\\[1-9]|\\k</.test(source)) return 'back references are not allowed';
  if (isSlowPattern(source, 'iu'))
    return 'it takes for ever on some texts: make its repetitions exclude each other';
  return null;
}

function stem(name: string): string {
  return name.replace(/^.*\//, '').replace(/\.ya?ml$/, '');
}
