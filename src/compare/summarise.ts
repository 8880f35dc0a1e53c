/** Fills the one sentence that a rule says about its edits. */
import type { Subject } from '../domain/change.ts';
import type { Rule } from '../domain/rules.ts';
import type { FieldChange, Passage } from './passages.ts';
import { quote } from './quote.ts';
import { sayGist } from './say-gist.ts';

const maxNames = 4;

/** What a sentence can speak of. */
export interface Facts {
  readonly title: string;
  readonly passages: readonly Passage[];
  readonly field: FieldChange | null;
  readonly subjects: readonly Subject[];
}

/** The rule's sentence with every placeholder filled; long quotations are cut. */
export function summarise(rule: Pick<Rule, 'summary'>, facts: Facts): string {
  const values = valuesOf(facts);
  const text = rule.summary.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
  return text.replace(/\s+/gu, ' ').trim();
}

function valuesOf({ title, passages, field, subjects }: Facts): Readonly<Record<string, string>> {
  const first = passages[0];
  const before = field ? field.before : (first?.before ?? '');
  const after = field ? field.after : (first?.after ?? '');
  return {
    document: title,
    subjects: listNames(subjects.filter(({ kind }) => kind !== 'document').map(({ name }) => name)) || title,
    heading: first?.headings.at(-1) ?? title,
    field: field?.names[0] ?? '',
    before: quote(before),
    after: quote(after || (first?.removed ? `no longer: ${first.removed}` : '')),
    gist: first ? sayGist(first.edit) : '',
  };
}

function listNames(names: readonly string[]): string {
  const shown = names.slice(0, maxNames).join(', ');
  return names.length > maxNames ? `${shown} and ${names.length - maxNames} more` : shown;
}
