/** The profile of a change: what an entry would have to speak of to be about it. */
import type { Edit, Finding } from '../domain/change.ts';
import type { Block } from '../domain/document.ts';
import type { SourceRole } from '../domain/source.ts';
import type { Vendor } from '../domain/vendor.ts';
import { pairsOf } from '../facts/aliases.ts';
import { type Aspect, aspectOfCategory, aspectsOf } from './aspects.ts';
import { stemOf, type TellingWords, tellingWords } from './telling-words.ts';
import { figuresOf, modelIds, withoutSuccessors } from './text-facts.ts';

export interface Profile {
  /** Ids of models that the edits bring in, and that they take away. */
  readonly newModels: readonly string[];
  readonly goneModels: readonly string[];
  /** Whether all that the change does is to take something away. */
  readonly isRemoval: boolean;
  /** Telling words of each name that heads an added row, list item or section. */
  readonly newNames: readonly TellingWords[];
  /** Keys of the models that the edits are about, not of those that the passage names besides. */
  readonly subjects: ReadonlySet<string>;
  /** Quantities and dates that stand only in the new text, or only in the old. */
  readonly newFigures: ReadonlySet<string>;
  readonly goneFigures: ReadonlySet<string>;
  /** Whether figures were exchanged within one passage: a price, a limit, a date moved. */
  readonly hasMovedFigure: boolean;
  /** Whether that is all that happened. */
  readonly isFigureMove: boolean;
  /** Telling words of what was added or removed, heavier the more edits hold them. */
  readonly words: TellingWords;
  /** Telling words of the rows, records or headings that the edits stand under. */
  readonly headWords: TellingWords;
  /** Aspects that a good part of the edits touch. */
  readonly aspects: ReadonlySet<Aspect>;
  /** Words too common at this vendor to tell anything: its own name and its models' brands. */
  readonly vendorWords: ReadonlySet<string>;
}

interface ProfiledChange {
  readonly role: SourceRole;
  readonly edits: readonly Edit[];
  readonly findings: readonly Finding[];
}

/** At most so many characters of edits are profiled: beyond, a change is a rewrite and more says no more. */
const maxTextLength = 200_000;

/** Aspects touched by fewer than one edit in so many are passed by. */
const aspectShare = 3;

/** Sums up a change for matching. */
export function profileChange(change: ProfiledChange, vendor: Vendor): Profile {
  const before = joinSides(change.edits, (edit) => (edit.kind === 'added' ? null : edit.before));
  const after = joinSides(change.edits, (edit) => (edit.kind === 'removed' ? null : edit.after));
  const [oldModels, laterModels] = [modelIds(before, vendor), modelIds(after, vendor)];
  const [oldFigures, laterFigures] = [figuresOf(before), figuresOf(after)];
  const found = (category: RegExp): readonly string[] => modelsFound(change.findings, category);
  const unlisted = difference(laterModels, oldModels);
  const newModels = [...new Set([...(isListRead(change) ? [] : unlisted), ...found(/^model\.new$/)])];
  const vendorWords = wordsOfVendor(vendor, [...oldModels.values(), ...laterModels.values()]);
  return {
    newModels,
    goneModels: [...new Set([...difference(oldModels, laterModels), ...found(/^model\.removed/)])],
    isRemoval: change.edits.length > 0 && change.edits.every(({ kind }) => kind === 'removed'),
    newNames: newNames(change.edits, newModels, vendor, vendorWords),
    subjects: new Set(change.edits.flatMap((edit) => [...editSubjects(edit, vendor)])),
    newFigures: new Set([...laterFigures].filter((figure) => !oldFigures.has(figure))),
    goneFigures: new Set([...oldFigures].filter((figure) => !laterFigures.has(figure))),
    hasMovedFigure: change.edits.some(movesFigure),
    isFigureMove: change.edits.length > 0 && change.edits.every(movesFigure),
    words: weighWords(change.edits, vendorWords),
    headWords: tellingWords(headsOf(change.edits), vendorWords),
    aspects: sharedAspects(change.edits, change.findings),
    vendorWords,
  };
}

/** Roles whose documents were read for the models that came and went, so that findings tell of each new one. */
const listRoles: ReadonlySet<SourceRole> = new Set(['model-list', 'model-card', 'registry', 'docs']);

/** Whether a model of the new text that no finding calls new is one that the document named before. */
function isListRead({ role, findings }: ProfiledChange): boolean {
  return findings.length > 0 && listRoles.has(role);
}

/** Models that findings of a category name: they were judged on the whole document, not on the edits alone. */
function modelsFound(findings: readonly Finding[], category: RegExp): readonly string[] {
  return findings
    .filter((finding) => category.test(finding.category))
    .flatMap((finding) =>
      finding.subjects.filter((subject) => subject.kind === 'model').map((subject) => subject.name),
    );
}

function difference(
  ids: ReadonlyMap<string, string>,
  others: ReadonlyMap<string, string>,
): readonly string[] {
  return [...ids].filter(([key]) => !others.has(key)).map(([, id]) => id);
}

/** The models that an edit is about: those touched; else those of its row or record, or the few it names. */
function editSubjects(edit: Edit, vendor: Vendor): ReadonlySet<string> {
  const touched = new Set(modelIds(withoutSuccessors(touchedText(edit)), vendor).keys());
  if (touched.size > 0) return touched;
  const block = edit.kind === 'removed' ? edit.before : edit.after;
  const name = block.kind === 'table-row' ? (block.cells[0]?.text ?? '') : '';
  const named = modelIds(`${name}\n${block.kind === 'key-value' ? block.record : ''}`, vendor);
  if (named.size > 0) return new Set(named.keys());
  const around = modelIds(`${withoutSuccessors(textOf(block))}\n${block.path.at(-1) ?? ''}`, vendor);
  return new Set(around.size <= 3 ? around.keys() : []);
}

const longestName = 60;
const mostNameWords = 5;
/** What comes before a colon, a dash or a bracket names what the rest is told of. */
const beforeRest = /^[^:–—(]+/u;

function newNames(
  edits: readonly Edit[],
  newModels: readonly string[],
  vendor: Vendor,
  vendorWords: ReadonlySet<string>,
): readonly TellingWords[] {
  return edits.flatMap((edit) => {
    if (edit.kind !== 'added') return [];
    const name = beforeRest.exec(nameOf(edit.after))?.[0].trim() ?? '';
    if (name.length > longestName || name.split(/\s+/u).length > mostNameWords) return [];
    // A model that is not new stands elsewhere in the document already.
    const models = [...modelIds(name, vendor).values()];
    if (models.length > 0 && !models.some((model) => newModels.includes(model))) return [];
    const words = tellingWords(name, vendorWords);
    return words.size > 0 ? [words] : [];
  });
}

function nameOf(block: Block): string {
  if (block.kind === 'table-row') return block.cells[0]?.text ?? '';
  return block.kind === 'heading' || block.kind === 'list-item' ? block.text : '';
}

/** A block's text; the cells of a row under the names of their columns. */
function textOf(block: Block): string {
  if (block.kind !== 'table-row') return block.text.slice(0, maxTextLength);
  return block.cells.map((cell) => (cell.column ? `${cell.column}: ${cell.text}` : cell.text)).join(' | ');
}

/** The names of the rows and records touched, or else the headings just above. */
function headsOf(edits: readonly Edit[]): string {
  const heads = edits.map((edit) => {
    const block = edit.kind === 'removed' ? edit.before : edit.after;
    if (block.kind === 'table-row') return block.cells[0]?.text ?? '';
    return block.kind === 'key-value' && block.record !== '' ? block.record : (block.path.at(-1) ?? '');
  });
  return [...new Set(heads)].slice(0, 20).join('\n');
}

/** The telling words of all edits, heavier the more edits hold them. */
function weighWords(edits: readonly Edit[], vendorWords: ReadonlySet<string>): TellingWords {
  const counts = new Map<string, { weight: number; written: string; edits: number }>();
  for (const edit of edits) {
    for (const [stem, { weight, written }] of tellingWords(touchedText(edit), vendorWords)) {
      const known = counts.get(stem);
      if (!known) counts.set(stem, { weight, written, edits: 1 });
      else counts.set(stem, { weight: Math.max(weight, known.weight), written, edits: known.edits + 1 });
    }
  }
  return new Map(
    [...counts].map(([stem, { weight, written, edits }]) => [
      stem,
      { weight: weight * (1 + Math.log2(edits)), written },
    ]),
  );
}

function sharedAspects(edits: readonly Edit[], findings: readonly Finding[]): ReadonlySet<Aspect> {
  const counts = new Map<Aspect, number>();
  for (const edit of edits) {
    for (const aspect of aspectsOf(touchedText(edit))) {
      // An alias that comes with the model it points to is part of the launch.
      if (aspect === 'serving' && edit.kind === 'added' && pairsOf(edit.after).length > 0) continue;
      counts.set(aspect, (counts.get(aspect) ?? 0) + 1);
    }
  }
  const shared = [...counts]
    .filter(([, count]) => count * aspectShare >= edits.length)
    .map(([aspect]) => aspect);
  return new Set([...shared, ...findings.flatMap((finding) => aspectOfCategory(finding.category) ?? [])]);
}

function wordsOfVendor(vendor: Vendor, ids: readonly string[]): ReadonlySet<string> {
  const names = `${vendor.id} ${vendor.name}`.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  return new Set(
    [...names, ...ids.map((id) => id.split('-')[0] ?? '')].flatMap((word) => [word, stemOf(word)]),
  );
}

function joinSides(edits: readonly Edit[], side: (edit: Edit) => Block | null): string {
  return edits
    .flatMap((edit) => side(edit)?.text ?? [])
    .join('\n')
    .slice(0, maxTextLength);
}

/** What an edit added or removed, without what stayed. */
function touchedText(edit: Edit): string {
  if (edit.kind === 'added') return textOf(edit.after);
  if (edit.kind === 'removed') return textOf(edit.before);
  if (edit.cells.length > 0) {
    return edit.cells.map((cell) => `${cell.column}: ${cell.before} ${cell.after}`).join(' | ');
  }
  const runs = edit.words.filter((run) => run.kind !== 'same');
  if (runs.length === 0) return `${edit.after.path.at(-1) ?? ''}: ${textOf(edit.after)}`;
  const touched = runs.map((run) => run.text).join(' ');
  // Figures alone do not say what they are of; the passage around them does.
  return /\p{L}{2}/u.test(touched) ? touched : aroundFigures(edit.after);
}

/** Longer passages speak of more than their figures. */
const longestAround = 300;

function aroundFigures(block: Block): string {
  const text = textOf(block);
  return text.length <= longestAround ? text : '';
}

function movesFigure(edit: Edit): boolean {
  if (edit.kind !== 'changed') return false;
  const [old, later] = [figuresOf(edit.before.text), figuresOf(edit.after.text)];
  return [...old].some((figure) => !later.has(figure)) && [...later].some((figure) => !old.has(figure));
}
