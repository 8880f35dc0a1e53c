/** Every label that the judgement disagrees with, each with what was found and the difference itself. */
import type { Edit, Finding } from '../domain/change.ts';
import type { Evaluation } from './evaluate.ts';
import type { PairJudgement } from './judge-pair.ts';
import type { Label } from './read-corpus.ts';
import { agrees, isDisclosureScored, isTold, labelledCategories, type Scored } from './score.ts';

export interface Miss {
  readonly document: string;
  readonly from: string;
  readonly to: string;
  readonly isCounted: boolean;
  readonly summary: string;
  /** What is wrong, in words. */
  readonly faults: readonly string[];
  readonly outcome: string;
  readonly findings: readonly string[];
  readonly diff: readonly string[];
}

/** Edits of one change that are shown, and the length of each. */
const maxEdits = 60;
const maxLength = 600;
/** Unchanged text between two differences is cut to this many characters at either end. */
const keptAround = 40;

/** The misses of an evaluation, in the order of the labels. */
export function findMisses({ scored, replayed }: Evaluation): readonly Miss[] {
  const labelled = scored.flatMap((item): Miss[] => {
    const faults = faultsOf(item);
    if (faults.length === 0) return [];
    const { document, from, to, isSure, summary } = item.label;
    const place = { document: document.id, from: from.file, to: to.file, isCounted: isSure, summary };
    return [{ ...place, faults, ...evidenceOf(item.judgement) }];
  });
  const pairs = replayed.flatMap(({ pair, judgement, isMailed, isSilentEdit }): Miss[] => {
    const faults: string[] = [];
    if (pair.isNoise && isMailed) faults.push('noise that would have mailed somebody');
    if (pair.isSilentEdit !== null && pair.isSilentEdit !== isSilentEdit)
      faults.push(
        pair.isSilentEdit ? 'a silent edit was not seen as one' : 'called a silent edit, but is none',
      );
    if (faults.length === 0) return [];
    const place = { document: `replay/${pair.id}`, from: pair.before.file, to: pair.after.file };
    return [{ ...place, isCounted: true, summary: pair.why, faults, ...evidenceOf(judgement) }];
  });
  return [...labelled, ...pairs];
}

/** Lines to print for a miss. */
export function showMiss(miss: Miss): readonly string[] {
  return [
    `${miss.document}: ${miss.faults.join('; ')}${miss.isCounted ? '' : ' (not counted: label of low confidence)'}`,
    `  ${miss.from} → ${miss.to}`,
    `  label: ${miss.summary}`,
    `  judged: ${miss.outcome}`,
    ...miss.findings.map((finding) => `    ${finding}`),
    ...miss.diff.map((line) => `    ${line}`),
    '',
  ];
}

function faultsOf(item: Scored): readonly string[] {
  const { label, judgement, verdict } = item;
  const faults: string[] = [];
  if (label.isMaterial !== null && label.isMaterial !== isTold(item))
    faults.push(label.isMaterial ? 'material, but nobody is told' : 'not material, but somebody is told');
  if (label.categories !== null) {
    const wanted = labelledCategories(label);
    const missing = [...wanted].filter((name) => !judgement.categories.has(name));
    const extra = [...judgement.categories].filter((name) => !wanted.has(name));
    if (missing.length > 0) faults.push(`missed ${missing.join(', ')}`);
    if (extra.length > 0) faults.push(`too many: ${extra.join(', ')}`);
  }
  if (isDisclosureScored(label) && !agrees(label.isAnnounced === true, verdict?.state ?? null))
    faults.push(disclosureFault(label, verdict?.state ?? 'nothing', verdict?.reason ?? ''));
  return faults;
}

function disclosureFault({ isAnnounced }: Label, state: string, reason: string): string {
  return `${isAnnounced ? 'announced' : 'unannounced'}, but judged ${state}: ${reason}`;
}

function evidenceOf({
  outcome,
  detail,
  understanding,
  comparison,
}: PairJudgement): Pick<Miss, 'outcome' | 'findings' | 'diff'> {
  const { edits } = comparison;
  const more = edits.length > maxEdits ? [`… and ${edits.length - maxEdits} edits more`] : [];
  return {
    outcome: detail === '' ? outcome : `${outcome} (${detail})`,
    findings: understanding?.findings.map(showFinding) ?? [],
    diff: [...edits.slice(0, maxEdits).map((edit, index) => `${index} ${showEdit(edit)}`), ...more],
  };
}

function showFinding({ severity, category, rule, edits, summary }: Finding): string {
  return `[${severity}] ${category} by ${rule} at ${edits.slice(0, 12).join(',')}: ${summary}`.slice(
    0,
    maxLength,
  );
}

/** One line: `+` or `-` and the text, or the text with what went in `[-…-]` and what came in `{+…+}`. */
function showEdit(edit: Edit): string {
  if (edit.kind === 'added') return `+ ${edit.after.kind}: ${edit.after.text}`.slice(0, maxLength);
  if (edit.kind === 'removed') return `- ${edit.before.kind}: ${edit.before.text}`.slice(0, maxLength);
  const runs = edit.words.map(({ kind, text }) => {
    if (kind === 'removed') return `[-${text}-]`;
    if (kind === 'added') return `{+${text}+}`;
    return text.length <= 2 * keptAround ? text : `${text.slice(0, keptAround)}…${text.slice(-keptAround)}`;
  });
  return `~ ${edit.after.kind}: ${runs.join('')}`.slice(0, maxLength);
}
