/**
 * Recognises models named in a text: by the vendor's own patterns, and by the shapes that model names have
 * everywhere, so that vendors nobody listed are understood too. One pass over the words, linear in the text.
 */
import type { Naming, Vendor } from '../domain/vendor.ts';
import type { ModelMention } from './facts.ts';
import { canonicalModelId, modelFamily } from './model-canonical.ts';
import { isModelId } from './model-id-shape.ts';
import { nameAt } from './model-shapes.ts';
import { rememberByText } from './remember.ts';
import { splitWords, type Word } from './words.ts';

interface Span {
  readonly start: number;
  readonly end: number;
  /** Set by a vendor's pattern. */
  readonly family: string | null;
  /** Brand to put before the name, for `Opus 4.6` beside `Claude`. */
  readonly brand: string | null;
}

/**
 * Finds the models named in a text, in order, without overlaps. Where a vendor's pattern and the general
 * shapes meet, the longer name counts and the vendor's family stays.
 * @throws SyntaxError when a vendor's pattern is no regular expression; loading the configuration checks that.
 */
export function findModelIdentifiers(text: string, vendor: Naming): readonly ModelMention[] {
  let find = findersByVendor.get(vendor);
  if (!find) {
    find = rememberByText((searched) => findAnew(searched, vendor), searchBounds);
    findersByVendor.set(vendor, find);
  }
  return find(text);
}

/** Whole entries and all edits of a change are searched as well, and judged more than once. */
const searchBounds = { maxLength: 50_000 };

/** A vendor's naming never changes in place: a new configuration brings new vendors. */
const findersByVendor = new WeakMap<object, (text: string) => readonly ModelMention[]>();

const noneListed: ReadonlySet<string> = new Set();

function findAnew(text: string, vendor: Naming): readonly ModelMention[] {
  const spans = [...matchPatterns(text, vendor), ...matchShapes(text, vendor.listed ?? noneListed)];
  return mergeSpans(spans).map((span) => describe(text, span, vendor));
}

function describe(text: string, span: Span, vendor: Pick<Vendor, 'models' | 'aliases'>): ModelMention {
  const written = text.slice(span.start, span.end);
  const own = canonicalModelId(span.brand === null ? written : `${span.brand} ${written}`);
  const id = resolveAlias(own, written, vendor);
  return { id, family: span.family ?? modelFamily(own), text: written, start: span.start, end: span.end };
}

function resolveAlias(id: string, written: string, vendor: Pick<Vendor, 'aliases'>): string {
  for (const name of [written.toLowerCase(), id]) {
    if (Object.hasOwn(vendor.aliases, name)) return vendor.aliases[name] ?? id;
  }
  return id;
}

function* matchPatterns(text: string, vendor: Pick<Vendor, 'models'>): Generator<Span> {
  for (const { pattern, family } of vendor.models) {
    for (const match of text.matchAll(new RegExp(pattern, 'gi'))) {
      const start = match.index;
      const end = start + match[0].length;
      if (end > start && isWordEdge(text, start) && isWordEdge(text, end)) {
        yield { start, end, family: family.toLowerCase(), brand: null };
      }
    }
  }
}

/** Whether a name may begin or end at this offset, that is, no letter or digit is cut in two. */
function isWordEdge(text: string, at: number): boolean {
  return !(/[\p{L}\p{N}]/u.test(text[at - 1] ?? '') && /[\p{L}\p{N}]/u.test(text[at] ?? ''));
}

function* matchShapes(text: string, listed: ReadonlySet<string>): Generator<Span> {
  const words = splitWords(text).flatMap((word) => (listedAt([word], 0, listed) ? [word] : splitPath(word)));
  /** Tier words seen behind a brand in this text: `Claude Fable 5 … Fable 5`. */
  const tiers = new Map<string, string>();
  let previous: { readonly end: number; readonly brand: string } | null = null;
  for (let at = 0; at < words.length; ) {
    const neighbour: string | null =
      previous && isListGap(text.slice(previous.end, words[at]?.start ?? 0)) ? previous.brand : null;
    const name = nameAt(words, at, { tiers, neighbour });
    const taken = name ? 0 : listedAt(words, at, listed);
    if (!name) {
      const [first, last] = [words[at], words[at + taken - 1]];
      if (taken > 0 && first && last) yield { start: first.start, end: last.end, family: null, brand: null };
      at += Math.max(1, taken);
      continue;
    }
    for (const tier of name.tiers) tiers.set(tier, name.brand);
    const start = words[at]?.start ?? 0;
    const end = words[at + name.length - 1]?.end ?? start;
    yield { start, end, family: null, brand: name.implied };
    previous = { end, brand: name.brand };
    at += name.length;
  }
}

/** A listed id is written apart in at most so many words. */
const maxListedWords = 4;

/** How many words from here on are a listed id: `eleven_v3`, or `Eleven v3` as prose writes it; 0 for none. */
function listedAt(words: readonly Word[], at: number, listed: ReadonlySet<string>): number {
  const first = words[at];
  if (listed.size === 0 || !first) return 0;
  const most = /^\p{Lu}/u.test(first.text) ? maxListedWords : 1;
  let joined = '';
  let found = 0;
  for (let count = 1; count <= most; count += 1) {
    const word = words[at + count - 1];
    if (!word || (count > 1 && !word.follows)) break;
    joined = count === 1 ? word.text : `${joined} ${word.text}`;
    if (listed.has(canonicalModelId(joined))) found = count;
  }
  return found;
}

/** Takes `a/b` apart unless it names a repository (`deepseek-ai/DeepSeek-V3.2`); URLs name no model. */
function splitPath(word: Word): readonly Word[] {
  if (!word.text.includes('/')) return [word];
  if (word.text.includes('://')) return [];
  const pieces = word.text.split('/');
  const isRepository = pieces.length === 2 && !isModelId(pieces[0] ?? '') && isModelId(word.text);
  if (isRepository) return [word];
  let start = word.start;
  return pieces.flatMap((text, index) => {
    const piece = {
      text,
      lower: text.toLowerCase(),
      start,
      end: start + text.length,
      follows: index === 0 && word.follows,
    };
    start = piece.end + 1;
    return text === '' ? [] : [piece];
  });
}

/** Whether only a list's comma or conjunction stands between two names. */
function isListGap(gap: string): boolean {
  return gap.length <= 7 && /^\s*(?:[,/&+]|and|or|, and|, or)\s*$/.test(gap);
}

/** Drops overlaps: the longer name wins; a vendor's family passes on to the name that contains its match. */
function mergeSpans(spans: readonly Span[]): readonly Span[] {
  const ordered = [...spans].sort((a, b) => a.start - b.start || b.end - a.end);
  const merged: Span[] = [];
  for (const span of ordered) {
    const last = merged.at(-1);
    if (!last || span.start >= last.end) {
      merged.push(span);
      continue;
    }
    const longer = span.end - span.start > last.end - last.start ? span : last;
    merged[merged.length - 1] = {
      ...longer,
      family: last.family ?? span.family,
      brand: longer.brand,
    };
  }
  return merged;
}
