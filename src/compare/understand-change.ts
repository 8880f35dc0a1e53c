/**
 * Says what a change means: every substantive edit ends in at least one finding, each naming its rule and the
 * edits it rests on, so that an auditor can recompute it.
 */
import {
  applyModifiers,
  type Comparison,
  type Edit,
  type Finding,
  isAtLeast,
  type Modifier,
  severities,
  type Understanding,
} from '../domain/change.ts';
import type { Document } from '../domain/document.ts';
import type { Rule, Rules } from '../domain/rules.ts';
import type { Source, SourceRole } from '../domain/source.ts';
import type { Vendor } from '../domain/vendor.ts';
import { addAliasMoves, findAliasMoves } from './alias-moves.ts';
import { categoryLabel } from './category-labels.ts';
import { findBareHeadings, isCodeTheSubject } from './document-shape.ts';
import { type EditorialContext, isSweepCompanion, whyEditorial } from './editorial.ts';
import { findSubjects } from './find-subjects.ts';
import { withListedModels } from './listed-models.ts';
import { matchRule } from './match-rule.ts';
import { compareModelSets, type ModelSets, modelNames, namesIn } from './model-sets.ts';
import { findNameSweeps } from './name-sweeps.ts';
import { type FieldChange, type Passage, toPassages } from './passages.ts';
import { readPrintedDates } from './printed-dates.ts';
import { findLeadingLabels, inheritedFields, renamedKeys } from './slight-edits.ts';
import { summarise } from './summarise.ts';
import { wordsOf } from './word-runs.ts';

export interface ChangeInput {
  readonly source: Source;
  readonly vendor: Vendor;
  readonly before: Document;
  readonly after: Document;
  readonly comparison: Comparison;
  readonly rules: Rules;
  readonly now: Date;
}

/** A rule with the passages it applies to. */
interface Hit {
  readonly rule: Rule;
  readonly passages: readonly Passage[];
  readonly field: FieldChange | null;
  /** For rules about models: the models themselves. */
  readonly models: readonly string[];
}

/** Roles whose documents are expected to carry a date that moves with their text. */
const datedRoles: ReadonlySet<SourceRole> = new Set(['terms', 'policy', 'model-card']);

/** So many other categories are named in the summary of a change. */
const maxLabels = 3;

/** Fewer edits of wording than this are no sweep. */
const leastSweep = 2;

/** Where captures show or hide the title of the page. */
const topBlocks = 3;

/** Understands a change. Pure: the same input gives the same findings. */
export function understandChange(given: ChangeInput): Understanding {
  const { before, after, source } = given;
  const input = { ...given, vendor: withListedModels(given.vendor, [before, after], source.role) };
  const modelsIn = (text: string): readonly string[] => modelNames(text, input.vendor);
  const isCode = isCodeTheSubject(input.before, input.after, input.source.role);
  const named = {
    before: namesIn(input.before, input.vendor, isCode),
    after: namesIn(input.after, input.vendor, isCode),
  };
  const passages = toPassages(input.comparison, modelsIn, named);
  const context = editorialContext(input, passages, isCode, modelsIn);
  const editorial = findEditorial(passages, input.comparison.edits, context);
  const substantive = passages.filter((passage) => !editorial.has(passage));
  const sets = compareModelSets(named, substantive, input.vendor, isCode);
  const hits = findHits(input, substantive, [...editorial], sets);
  const isMaterial = hits.some(({ rule }) => rule.severity !== 'info');
  const printed = readPrintedDates(input.before, input.after, hits.some(isAboutDatedText), input.now);
  const isCounted = printed.isSilentEdit && datedRoles.has(input.source.role);
  const findings = hits.map((hit) => toFinding(hit, input, isCounted)).sort(bySeverity);
  const subjects = findSubjects(substantive, input.source, input.vendor);
  const understanding = { findings, subjects, printed, summary: sayAll(findings, input.source), isMaterial };
  const moves = findAliasMoves(input.before, input.after);
  return addAliasMoves(understanding, moves, input.comparison.edits, input.source);
}

/** Edits without substance: each by itself, then those that an editor's sweep took along. */
function findEditorial(
  passages: readonly Passage[],
  edits: readonly Edit[],
  context: EditorialContext,
): ReadonlySet<Passage> {
  const slight = new Set(passages.filter((passage) => whyEditorial(passage, context) !== null));
  const nothing = new Set([...slight].map(({ index }) => index));
  const hollow = findBareHeadings(edits, (index) => nothing.has(index));
  const plain = [
    ...slight,
    ...findLeadingLabels(passages, slight),
    ...passages.filter((passage) => hollow.has(passage.index) && !slight.has(passage)),
  ];
  if (plain.length < leastSweep) return new Set(plain);
  const share = plain.length / passages.length;
  return new Set([...plain, ...passages.filter((passage) => isSweepCompanion(passage, share, context))]);
}

/**
 * A page's printed date speaks for its text. Lists kept in tables (subprocessors, models) are updated on their
 * own and are not expected to move it.
 */
function isAboutDatedText({ rule, passages }: Hit): boolean {
  return (
    rule.severity !== 'info' && passages.some(({ kind }) => kind !== 'table-row' && kind !== 'key-value')
  );
}

function editorialContext(
  input: ChangeInput,
  passages: readonly Passage[],
  isCode: boolean,
  modelsIn: (text: string) => readonly string[],
): EditorialContext {
  const words = input.rules.editorial;
  const text = input.after.blocks.map((block) => block.text).join('\n');
  return {
    words,
    role: input.source.role,
    vendor: input.vendor,
    isCodeTheSubject: isCode,
    sweeps: findNameSweeps(passages, text, (name) => modelsIn(name).length > 0, words),
    isInherited: inheritedFields(passages),
    renamedKeys: renamedKeys(passages),
    bareHeadings: findBareHeadings(input.comparison.edits),
    topBlocks: new Set([
      ...input.before.blocks.slice(0, topBlocks),
      ...input.after.blocks.slice(0, topBlocks),
    ]),
    ownNames: new Set(wordsOf(`${input.vendor.id} ${input.vendor.name}`)),
  };
}

function findHits(
  input: ChangeInput,
  substantive: readonly Passage[],
  editorial: readonly Passage[],
  sets: ModelSets,
): readonly Hit[] {
  const rules = input.rules.rules.filter(
    ({ roles }) => roles.length === 0 || roles.includes(input.source.role),
  );
  const instructional = new Set(substantive.filter((passage) => isInstruction(passage, input)));
  const descriptive = substantive.filter((passage) => !instructional.has(passage));
  const specific = rules.flatMap((rule) =>
    hitsOf(rule, aboutUse.has(rule.category) ? descriptive : substantive, sets),
  );
  const kept = joinOverlapping(dropReplaced(specific));
  const spoken = new Set(kept.flatMap(({ passages }) => passages));
  const unspoken = substantive.filter((passage) => !spoken.has(passage));
  const instructions = unspoken.filter((passage) => instructional.has(passage));
  const silent = unspoken.filter((passage) => !instructional.has(passage));
  const rest = rules.filter(({ target }) => target === 'rest').flatMap((rule) => restHit(rule, silent));
  const isAllEditorial = spoken.size === 0 && silent.length === 0;
  const plain = rules
    .filter(({ target }) => target === 'editorial' && isAllEditorial)
    .flatMap((rule) => restHit(rule, [...editorial, ...instructions]));
  return [...kept, ...rest, ...plain];
}

/** What instructions name in passing (a platform, a tokenizer) without saying it of the model. */
const aboutUse: ReadonlySet<string> = new Set(['card.capability_changed', 'model.availability_changed']);

/** How to install or run something, in a card: no rule knows it, and it says nothing about the model. */
function isInstruction({ headings, kind }: Passage, { source, rules }: ChangeInput): boolean {
  if (source.role !== 'model-card' || kind === 'table-row' || kind === 'key-value') return false;
  return rules.editorial.instructionHeadings.some((pattern) =>
    headings.some((heading) => pattern.test(heading)),
  );
}

function hitsOf(rule: Rule, passages: readonly Passage[], sets: ModelSets): readonly Hit[] {
  if (rule.target === 'rest' || rule.target === 'editorial') return [];
  if (rule.target === 'models') return modelHit(rule, passages, sets);
  const matches = passages.flatMap((passage) => {
    const match = matchRule(rule, passage);
    return match ? [{ passage, field: match.field }] : [];
  });
  const [first] = matches;
  if (!first) return [];
  return [{ rule, passages: matches.map(({ passage }) => passage), field: first.field, models: [] }];
}

/** A rule about models: those that came or went and whose passages fulfil the rule's other conditions. */
function modelHit(rule: Rule, passages: readonly Passage[], sets: ModelSets): readonly Hit[] {
  const set = modelSets(sets)[rule.change];
  if (!set) return [];
  const fitting = new Map(
    passages
      .filter((passage) => matchRule(rule, passage) !== null)
      .map((passage) => [passage.index, passage]),
  );
  const models = [...set].filter(([, edits]) => edits.some((edit) => fitting.has(edit)));
  if (models.length === 0) return [];
  const edits = new Set(models.flatMap(([, indexes]) => indexes));
  const resting = [...fitting.values()].filter(({ index }) => edits.has(index));
  return [{ rule, passages: resting, field: null, models: models.map(([name]) => name) }];
}

/** The models that a rule about models asks for, by what it says happened to them. */
function modelSets(sets: ModelSets): Partial<Record<Rule['change'], ModelSets['added']>> {
  return { any: sets.added, added: sets.added, removed: sets.removed, edited: sets.renamed };
}

/** Where one rule replaces another's category, the other keeps only the edits that the first did not take. */
function dropReplaced(hits: readonly Hit[]): readonly Hit[] {
  return hits.flatMap((hit): readonly Hit[] => {
    const taken = new Set(
      hits
        .filter(
          ({ rule }) => rule.replaces.includes(hit.rule.category) && rule.category !== hit.rule.category,
        )
        .flatMap(({ passages }) => passages),
    );
    const passages = hit.passages.filter((passage) => !taken.has(passage));
    return passages.length > 0 ? [{ ...hit, passages }] : [];
  });
}

/** Rules of one category that speak of the same edit make one finding, said by the first of them. */
function joinOverlapping(hits: readonly Hit[]): readonly Hit[] {
  const joined: Hit[] = [];
  for (const hit of [...hits].sort(
    (a, b) => severities.indexOf(b.rule.severity) - severities.indexOf(a.rule.severity),
  )) {
    const index = joined.findIndex(
      ({ rule, passages }) =>
        rule.category === hit.rule.category && passages.some((passage) => hit.passages.includes(passage)),
    );
    const twin = joined[index];
    if (!twin) joined.push(hit);
    else joined[index] = { ...twin, passages: [...new Set([...twin.passages, ...hit.passages])] };
  }
  return joined;
}

function restHit(rule: Rule, passages: readonly Passage[]): readonly Hit[] {
  return passages.length > 0 ? [{ rule, passages, field: null, models: [] }] : [];
}

function toFinding(hit: Hit, input: ChangeInput, isSilent: boolean): Finding {
  const { rule, passages } = hit;
  const found = findSubjects(passages, input.source, input.vendor);
  const subjects =
    hit.models.length > 0 ? hit.models.map((name) => ({ kind: 'model' as const, name })) : found;
  const modifiers: readonly Modifier[] =
    isSilent && rule.severity !== 'info'
      ? [{ delta: 1, reason: 'silent edit: the printed date did not move' }]
      : [];
  return {
    category: rule.category,
    rule: rule.id,
    base: rule.severity,
    modifiers,
    severity: applyModifiers(rule.severity, modifiers),
    summary: summarise(rule, { title: input.source.title, passages, field: hit.field, subjects }),
    edits: passages.map(({ index }) => index),
    subjects,
  };
}

function bySeverity(a: Finding, b: Finding): number {
  if (a.severity === b.severity) {
    if (isUnspecific(a) !== isUnspecific(b)) return isUnspecific(a) ? 1 : -1;
    return a.rule < b.rule ? -1 : 1;
  }
  return isAtLeast(a.severity, b.severity) ? -1 : 1;
}

/** What no rule knew is said after what some rule knew. */
function isUnspecific({ category }: Finding): boolean {
  return category === 'document.changed';
}

/** The gravest finding in full, and what else it touches in words. */
function sayAll(findings: readonly Finding[], source: Source): string {
  const [first, ...others] = findings;
  if (!first) return `Nothing of substance changed in ${source.title}.`;
  const labels = new Set(others.map(({ category }) => categoryLabel(category)));
  labels.delete(categoryLabel(first.category));
  if (labels.size === 0) return first.summary;
  return `${first.summary.replace(/\.$/u, '')}; also ${[...labels].slice(0, maxLabels).join(', ')}${labels.size > maxLabels ? ' and more' : ''}`;
}
