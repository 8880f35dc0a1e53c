/** Whether one word by itself is a model identifier: `gpt-4o`, `mistral-large-2411`, `org/Name-7B`. */
import { canonicalModelId, isSize } from './model-canonical.ts';
import {
  compoundBrands,
  notModelWords,
  reasoningBrand,
  stageWords,
  strongBrands,
  tierWords,
  weakBrands,
  withoutPartNumber,
} from './model-names.ts';

const snapshot = /-(?:20\d{2}-\d{2}-\d{2}|20\d{6}|2\d(?:0[1-9]|1[0-2]))(?:-|$)/;
/** Stages before which a name is a programme, not a model: `gated-research-preview`. */
const programmes: ReadonlySet<string> = new Set([
  'research',
  'public',
  'private',
  'developer',
  'technical',
  'limited',
  'gated',
]);

/** Judges a word as written; words are not URLs and hold at most one slash. */
export function isModelId(written: string): boolean {
  if (/[_+]/.test(written.slice(0, -1)) || written.length > 120) return false;
  const id = canonicalModelId(written);
  if (reasoningBrand.test(id)) return written === id;
  const parts = id.split('-').filter((part) => part !== '');
  const [head = '', ...rest] = parts;
  const tells = rest.filter((part) => isTelling(part));
  if (compoundBrands.some((brand) => id === brand || id.startsWith(`${brand}-`))) {
    return /\d/.test(id) || id.endsWith('-preview') || id.endsWith('-latest');
  }
  if (reasoningBrand.test(head)) return rest.length > 0 && tells.length === rest.length;
  if (!/^\p{L}/u.test(head) || (rest[0] !== undefined && rest[0].length > 1 && notModelWords.has(rest[0]))) {
    return false;
  }
  if (strongBrands.has(withoutPartNumber(head))) return /\d/.test(head) || tells.length > 0;
  if (weakBrands.has(withoutPartNumber(head))) return tells.length > 0 && tells[0] === rest[0];
  return isUnlistedId(written, id, parts);
}

/** Ids of vendors nobody listed: a size, a dated snapshot of a tier, `…-latest`, or a repository with a version. */
function isUnlistedId(written: string, id: string, parts: readonly string[]): boolean {
  if (parts.length < 2 || parts.some((part) => part.length > 1 && notModelWords.has(part))) return false;
  if (parts.slice(1).some(isSize)) return true;
  if (written.includes('/')) return parts.slice(1).some((part) => /^v?\d{1,2}(?:\.\d{1,2})?$/.test(part));
  if (snapshot.test(id) && parts.slice(1).some((part) => tierWords.has(part))) return true;
  if (parts.length >= 3 && (isTieredRelease(parts.slice(1)) || isNumberedTier(parts))) return true;
  const last = parts.at(-1) ?? '';
  return (
    parts.length >= 3 &&
    (last === 'latest' || last === 'preview') &&
    !parts.some((part) => programmes.has(part))
  );
}

/** `image-2.5-pro`: a release with a point and a tier, as no part number or package is written. */
function isTieredRelease(parts: readonly string[]): boolean {
  return parts.some((part) => /^v?\d{1,2}\.\d{1,2}$/.test(part)) && parts.some((part) => tierWords.has(part));
}

/** `aurora-2-mini`: a name, the number of a generation and a tier, and nothing else. */
function isNumberedTier(parts: readonly string[]): boolean {
  const [name = '', number = '', tier = '', ...rest] = parts;
  return rest.length === 0 && /^\p{L}{4,}$/u.test(name) && /^\d{1,2}$/.test(number) && tierWords.has(tier);
}

/** A part that only a model's id has: a number, a size, a tier or a stage. */
function isTelling(part: string): boolean {
  return /\d/.test(part) || tierWords.has(part) || stageWords.has(part);
}
