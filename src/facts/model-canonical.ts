/**
 * Canonical model names: one spelling for `Claude Opus 4.5`, `claude-opus-4-5` and
 * `us.anthropic.claude-opus-4-5-v1:0`, the family of a name, and a key under which spellings compare equal.
 */
import {
  hyphenatedVersions,
  makerPrefixes,
  stageWords,
  strongBrands,
  withoutPartNumber,
} from './model-names.ts';
import { rememberByText } from './remember.ts';

const sizeToken = /^(?:e|a)?\d+(?:\.\d+)?(?:x\d+(?:\.\d+)?)?b$/;
const versionToken = /^[vr]?\d+(?:\.\d+)*$/;
const cloudRevision = /-v\d+(?::\d+)?$/;

/**
 * The canonical id of a model name as written: lower case, blanks and underscores as hyphens, the makers'
 * prefixes of hosting platforms dropped (`meta-llama/`, `us.anthropic.`), `@date` as `-date`. Points in
 * versions stay, except for brands whose own ids write hyphens there.
 */
export function canonicalModelId(text: string): string {
  return canonicalByText(text);
}

/** Asked of every word of every text, and words repeat. */
const canonicalByText = rememberByText((text) => {
  const lower = text.trim().toLowerCase().normalize('NFKC').replaceAll('\u2010', '-').replace(/^ft:/, '');
  const unpathed = lower.slice(lower.lastIndexOf('/') + 1);
  const hosted = /^(?:[a-z]{2,6}\.)?[a-z][a-z0-9]*\.(?=[a-z][a-z0-9]*-)/.exec(unpathed);
  const bare = hosted ? unpathed.slice(hosted[0].length).replace(cloudRevision, '') : unpathed;
  const joined = bare
    .replaceAll(/[\s_@]+/g, '-')
    .replaceAll(/-{2,}/g, '-')
    .replace(/^-|-$/g, '')
    .replace(/\+(?=-|$)/, '-plus');
  const [first = '', second = ''] = joined.split('-');
  const unprefixed =
    makerPrefixes.has(first) && isBrandLike(second) ? joined.slice(first.length + 1) : joined;
  const brand = unprefixed.split('-')[0] ?? '';
  return hyphenatedVersions.has(brand) ? unprefixed.replaceAll('.', '-') : unprefixed;
});

/** The family of a canonical id: the id without versions, dates, sizes and release stages. */
export function modelFamily(id: string): string {
  const parts = id.split(/[-:]/);
  const kept = parts.filter(
    (part) =>
      part !== '' &&
      !versionToken.test(part) &&
      !sizeToken.test(part) &&
      !/^\d{2,}m$/.test(part) &&
      !isStageWord(part),
  );
  const family = kept.map((part) => part.replace(/^(llama|qwen|phi|gemma|glm)\d+(?:\.\d+)?$/, '$1'));
  return family.length > 0 ? family.join('-') : (parts[0] ?? id);
}

/**
 * A key under which spellings of one model compare equal whatever the order of tier and version
 * (`claude-3-5-haiku`, `Claude Haiku 3.5`), however versions are separated and however short they are written
 * (`embed-v4.0`, `Embed 4`). Snapshot dates stay part of it.
 */
export function modelKey(id: string): string {
  const parts = canonicalModelId(id)
    .replace(/(?<=\d)(?:\.0)+(?=$|-(?!\d))/, '')
    .split(/[-.:]/)
    .filter((part) => part !== '')
    .map((part) => part.replace(/^v(?=\d+$)/, ''));
  const words = parts.filter((part) => !/^\d/.test(part)).sort();
  const numbers = parts.filter((part) => /^\d/.test(part));
  return [...words, ...numbers].join(' ');
}

/** The id without a trailing snapshot date (`-20251101`, `-2024-11-20`, `-2411`) or `-latest`. */
export function withoutSnapshot(id: string): string {
  return id.replace(/-(?:20\d{2}-?\d{2}-?\d{2}|2\d(?:0[1-9]|1[0-2])|latest)$/, '');
}

export function isSize(part: string): boolean {
  return sizeToken.test(part);
}

function isStageWord(part: string): boolean {
  return stageWords.has(part) || part === 'instruct';
}

function isBrandLike(part: string): boolean {
  return strongBrands.has(withoutPartNumber(part));
}
