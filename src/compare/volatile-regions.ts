/**
 * Passages that differ from look to look and say nothing: a rotating quotation, the name of a featured customer. They
 * are learned from how often the same passage differed in the same place, and never where it speaks of models, dates,
 * numbers or obligations.
 */
import { createHash } from 'node:crypto';
import type { Comparison, Edit, Finding } from '../domain/change.ts';
import type { Vendor } from '../domain/vendor.ts';
import { findDates } from '../facts/dates.ts';
import { findModelIdentifiers } from '../facts/model-identifiers.ts';
import { findNumbers } from '../facts/numbers.ts';
import { findObligations } from '../facts/obligations.ts';
import { wordsOf } from './word-runs.ts';

/** A region that differed so often is learned. */
export const learnedAfter = 3;
/** A passage with fewer words that stay has no face by which it could be known again. */
const leastSameWords = 2;
const maxLength = 2_000;

/** A place in a document, and what it looks like. */
export interface Region {
  readonly place: string;
  readonly shows: string;
  readonly before: string;
  readonly after: string;
}

type Naming = Pick<Vendor, 'models' | 'aliases'>;

/** Regions that an edit may be one of; null when the passage carries weight or cannot be known again. */
function regionOf(edit: Edit, vendor: Naming, weighty: ReadonlySet<string>): Region | null {
  if (edit.kind !== 'changed' || edit.after.kind === 'code' || edit.after.kind === 'table-row') return null;
  const [before, after] = [edit.before.text, edit.after.text];
  if (before.length > maxLength || after.length > maxLength) return null;
  if ([before, after].some((text) => carriesFacts(text, vendor))) return null;
  const differing = edit.words.filter(({ kind }) => kind !== 'same').map(({ text }) => text);
  if (differing.some((text) => /\p{N}/u.test(text) || wordsOf(text).some((word) => weighty.has(word))))
    return null;
  const skeleton = edit.words
    .map(({ kind, text }) => (kind === 'same' ? text.trim() : '…'))
    .join(' ')
    .replaceAll(/(?:…\s*)+/gu, '… ')
    .trim();
  const field = edit.after.kind === 'key-value' ? `${edit.after.record} ${edit.after.key}` : '';
  if (field === '' && wordsOf(skeleton.replaceAll('…', ' ')).length < leastSameWords) return null;
  const path = edit.after.path.map((heading) => heading.toLowerCase());
  const identity = JSON.stringify([path, edit.after.kind, field === '' ? skeleton.toLowerCase() : field]);
  return {
    place: createHash('sha256').update(identity).digest('hex').slice(0, 32),
    shows: [...edit.after.path, field === '' ? skeleton : field].join(' › '),
    before,
    after,
  };
}

/** Whether a text speaks of a model, a date, a quantity or an obligation. */
function carriesFacts(text: string, vendor: Naming): boolean {
  return (
    findModelIdentifiers(text, vendor).length > 0 ||
    findDates(text).length > 0 ||
    findNumbers(text).length > 0 ||
    findObligations(text).length > 0
  );
}

/** Findings that say no more than that something is different. */
function isUnspecific({ category }: Finding): boolean {
  return category === 'document.changed' || category.endsWith('.editorial');
}

/** The regions among a change's edits, of which no rule had anything particular to say. */
export function findRegions(
  edits: readonly Edit[],
  findings: readonly Finding[],
  vendor: Naming,
  weighty: ReadonlySet<string>,
): readonly Region[] {
  const spoken = new Set(
    findings.filter((finding) => !isUnspecific(finding)).flatMap((finding) => finding.edits),
  );
  const regions = edits.flatMap((edit, index) =>
    spoken.has(index) ? [] : (regionOf(edit, vendor, weighty) ?? []),
  );
  return [...new Map(regions.map((region) => [region.place, region])).values()];
}

/** Takes learned regions out of a comparison; they are counted as noise. */
export function dropRegions(
  comparison: Comparison,
  learned: ReadonlySet<string>,
  vendor: Naming,
  weighty: ReadonlySet<string>,
): Comparison {
  if (learned.size === 0) return comparison;
  const edits = comparison.edits.filter((edit) => !learned.has(regionOf(edit, vendor, weighty)?.place ?? ''));
  const count = comparison.edits.length - edits.length;
  if (count === 0) return comparison;
  return { ...comparison, edits, noise: [...comparison.noise, { reason: 'learned volatile region', count }] };
}
