/** Whether a rule applies to a passage. Every condition that a rule names must hold. */
import type { CalendarDate } from '../domain/document.ts';
import type { Rule, RuleChange } from '../domain/rules.ts';
import { findDates } from '../facts/dates.ts';
import type { FieldChange, Passage } from './passages.ts';

/** What matched: the named value for field rules, null for rules about text. */
export interface RuleMatch {
  readonly field: FieldChange | null;
}

/** The match of a `text`, `field` or `section` rule with a passage, or null. */
export function matchRule(rule: Rule, passage: Passage): RuleMatch | null {
  if (rule.headings.length > 0 && !passage.headings.some((heading) => isUnder(rule, heading))) return null;
  if (isAny(rule.unless, [passage.before, passage.after, ...passage.headings])) return null;
  if (rule.target === 'field') return matchField(rule, passage);
  if (rule.target === 'section' && passage.kind !== 'heading') return null;
  if (!isStanding(rule, passage)) return null;
  return isChange(rule, passage) && isText(rule, passage) ? { field: null } : null;
}

/** What rules make of headings: every block repeats those above it. */
const underHeading = new WeakMap<Rule, Map<string, boolean>>();
const maxRemembered = 2_000;

function isUnder(rule: Rule, heading: string): boolean {
  let known = underHeading.get(rule);
  if (!known || known.size >= maxRemembered) {
    known = new Map();
    underHeading.set(rule, known);
  }
  let isMatch = known.get(heading);
  if (isMatch === undefined) {
    isMatch = isAny(rule.headings, [heading]);
    known.set(heading, isMatch);
  }
  return isMatch;
}

function isText(rule: Rule, passage: Passage): boolean {
  const sides = sidesOf(rule);
  const texts = sides.map((side) => passage[side]);
  const labels = passage.fields.flatMap((field) => field.labels);
  return (
    isAll(rule.touched, touchedTexts(rule, passage)) &&
    isAll(rule.passage, texts) &&
    isAll(rule.fields, labels)
  );
}

/** What went and came; of a row in which values of new and of old models meet, those that the rule asks for. */
function touchedTexts(rule: Rule, { fields, removed, added }: Passage): readonly string[] {
  const sides = sidesOf(rule);
  const fitting = fields.filter(({ standing }) => rule.standing.includes(standing));
  if (rule.standing.length > 0 && fitting.length < fields.length)
    return fitting.flatMap((field) => sides.map((side) => field[side]));
  return sides.map((side) => (side === 'before' ? removed : added));
}

/** Whether a passage, or for tables one of its values, belongs to a model of the standing that the rule asks for. */
function isStanding(rule: Rule, { fields, standing }: Passage): boolean {
  if (rule.standing.length === 0) return true;
  if (fields.length === 0) return rule.standing.includes(standing);
  return fields.some((field) => rule.standing.includes(field.standing));
}

function matchField(rule: Rule, passage: Passage): RuleMatch | null {
  const field = passage.fields.find(
    (candidate) =>
      (rule.standing.length === 0 || rule.standing.includes(candidate.standing)) &&
      isAll(rule.fields, candidate.labels) &&
      fieldChanges[rule.change](candidate) &&
      isAll(
        rule.touched,
        sidesOf(rule).map((side) => candidate[side]),
      ) &&
      isAll(rule.passage, [passage.before, passage.after]),
  );
  return field ? { field } : null;
}

/** The sides that a rule reads: what was added stands in the new text, what was removed in the old. */
function sidesOf(rule: Rule): readonly ('before' | 'after')[] {
  if (rule.change === 'added') return ['after'];
  return rule.change === 'removed' ? ['before'] : ['before', 'after'];
}

type Sides = Readonly<Record<'before' | 'after', string>>;

/** What must have happened to a named value. */
const fieldChanges: Readonly<Record<RuleChange, (field: Sides) => boolean>> = {
  any: () => true,
  added: ({ before, after }) => before === '' && after !== '',
  removed: ({ before, after }) => before !== '' && after === '',
  edited: ({ before, after }) => before !== '' && after !== '',
  number: isNumberChange,
  earlier: (field) => isDateMove(field, (old, fresh) => fresh < old),
  later: (field) => isDateMove(field, (old, fresh) => fresh > old),
};

/** In running text words may come and go within one passage, so `added` and `removed` ask for less. */
function isChange({ change }: Rule, { removed, added, edit }: Passage): boolean {
  if (change === 'added') return added !== '';
  if (change === 'removed') return removed !== '';
  if (change === 'edited') return edit.kind === 'changed';
  return fieldChanges[change]({ before: removed, after: added });
}

function isNumberChange({ before, after }: Sides): boolean {
  const [left, right] = [before, after].map((text) => (text.match(/\d+(?:\.\d+)?/gu) ?? []).join());
  return left !== '' && right !== '' && left !== right;
}

function isDateMove(
  { before, after }: Sides,
  isMove: (old: CalendarDate, fresh: CalendarDate) => boolean,
): boolean {
  const [old, fresh] = [firstDate(before), firstDate(after)];
  return old !== null && fresh !== null && isMove(old, fresh);
}

function firstDate(text: string): CalendarDate | null {
  return findDates(text)[0]?.date ?? null;
}

/** No pattern asks for nothing; otherwise one of them must match one of the texts. */
function isAll(patterns: readonly RegExp[], texts: readonly string[]): boolean {
  return patterns.length === 0 || isAny(patterns, texts);
}

function isAny(patterns: readonly RegExp[], texts: readonly string[]): boolean {
  return patterns.some((pattern) => texts.some((text) => text !== '' && pattern.test(text)));
}
