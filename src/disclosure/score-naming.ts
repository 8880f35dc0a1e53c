/** Scores an entry by the models it brings in or ends: it names what came or went. */
import { modelKey, withoutSnapshot } from '../facts/model-canonical.ts';
import type { Profile } from './change-profile.ts';
import type { EntryProfile } from './entry-profile.ts';
import { contradicts, missesFigure, missingClaims } from './match-figures.ts';
import { nothingShared, type Score } from './score.ts';
import { keysOf } from './text-facts.ts';

/** How sure a launch, and how sure an end, of a model named outright makes us. */
const launchScore = 0.9;
const endScore = 0.85;
/** What is left when the entry gives no new figure although the change is one. */
const wrongFigureScore = 0.3;
/** What is left when the change makes claims that the entry passes over. */
const silentOnClaims = 0.45;
/** How sure a name is that is not written out: its generation or all of its parts, or its kind alone. */
const partlyNamed = 0.85;
const kindNamed = 0.7;
/** The same where only what it does, or its bare version, is named: a reason for doubt by itself. */
const kindHinted = 0.55;
/** So many of the change's telling words turn such a hint into a name. */
const leastSharedWords = 2;

/** The entry brings in a model that the change brings in. */
export function scoreLaunch(change: Profile, entry: EntryProfile): Score {
  if (!entry.introduces) return nothingShared;
  // A launch tells of the model, not of what is promised about its data.
  const silence = missingClaims(change, entry).length > 0 ? silentOnClaims : 1;
  let best = nothingShared;
  for (const id of change.newModels) {
    const strength = Math.max(namesModel(id, entry), hintsAtModel(id, change, entry));
    const value = launchScore * strength * silence;
    if (value <= best.value) continue;
    best = { value, reason: `It introduces ${id}, which the change adds.`, isNaming: strength === 1 };
  }
  return best;
}

/** How sure a name that is no model's makes us: written like one (`spine_report`), or a word of a short entry. */
const codeNameScore = 0.85;
const plainNameScore = 0.65;

/** The entry brings in what an added row, list item or section is headed by, be it a model or not. */
export function scoreNewName(change: Profile, entry: EntryProfile): Score {
  if (!entry.introduces) return nothingShared;
  const silence = missingClaims(change, entry).length > 0 ? silentOnClaims : 1;
  let best = nothingShared;
  for (const name of change.newNames) {
    if (![...name.keys()].every((stem) => entry.words.has(stem))) continue;
    const isCode = [...name.values()].some(({ written }) => /_|\p{L}\d|\p{Ll}\p{Lu}/u.test(written));
    if (!isCode && !entry.isTerse) continue;
    // What is told of a thing in its own words says more than claims it passes over.
    const value = isCode ? codeNameScore : plainNameScore * silence;
    if (value <= best.value) continue;
    const written = [...name.values()].map((word) => word.written).join(' ');
    best = { value, reason: `It introduces ${written}, which the change adds.`, isNaming: isCode };
  }
  return best;
}

/** How surely an entry names a model: by its id, by its generation, or by the parts of its name. */
function namesModel(id: string, entry: EntryProfile): number {
  if (keysOf(id).some((key) => entry.models.has(key))) return 1;
  const parts = modelKey(withoutSnapshot(id)).split(' ');
  const generation = [...entry.models.keys()].some((key) => {
    const named = key.split(' ');
    return /\d/.test(key) && named.length < parts.length && named.every((part) => parts.includes(part));
  });
  if (generation) return partlyNamed;
  const { version, tiers } = partsOf(id);
  const named = tiers.filter((part) => entry.plain.has(part));
  const hasVersion = version !== '' && entry.plain.has(version);
  if (hasVersion && named.length === tiers.length && tiers.length > 0) return partlyNamed;
  return entry.speaksOfNewModels && named.some((part) => part.length > 4) ? kindNamed : 0;
}

/**
 * How surely an entry that names no model means one by what it does or by its version: `our transcription model`
 * for `lumen-transcribe`, `the v3 voices` for `lumen_v3`.
 */
function hintsAtModel(id: string, change: Profile, entry: EntryProfile): number {
  if (entry.models.size > 0) return 0;
  const shared = [...change.words.keys()].filter((stem) => entry.words.has(stem)).length;
  const { version, tiers } = partsOf(id);
  const isVersioned = /^v\d/.test(version) && entry.plain.has(version);
  const isOfKind =
    entry.speaksOfNewModels && (shared > 0 || tiers.some((part) => hasKindred(part, entry.plain)));
  if (!isVersioned && !isOfKind) return 0;
  return shared >= leastSharedWords ? kindNamed : kindHinted;
}

/** Words that begin with as many of the same letters are of one kind: `transcribe`, `transcription`. */
const kindredLetters = 6;

function hasKindred(part: string, words: ReadonlySet<string>): boolean {
  const start = part.slice(0, kindredLetters);
  return start.length === kindredLetters && [...words].some((word) => word.startsWith(start));
}

/** The version of an id as prose writes it (`5.4`, `v3`) and its words after the brand. */
function partsOf(id: string): { readonly version: string; readonly tiers: readonly string[] } {
  const parts = withoutSnapshot(id).split('-').slice(1);
  return {
    version: parts.filter((part) => versionPart.test(part)).join('.'),
    tiers: parts.filter((part) => !versionPart.test(part) && part !== 'preview' && part !== 'latest'),
  };
}

const versionPart = /^v?[\d.]+$/;

/** The entry ends a model that the change ends or removes. */
export function scoreRetirement(change: Profile, entry: EntryProfile): Score {
  if (!entry.aspects.has('retirement')) return nothingShared;
  const ended = change.aspects.has('retirement') ? [...change.subjects] : [];
  const gone = new Set([...change.goneModels.flatMap(keysOf), ...ended]);
  const named = [...entry.endedModels].find(([key]) => gone.has(key));
  if (!named) return nothingShared;
  if (contradicts(change, entry) || missesFigure(change, entry)) {
    return {
      value: wrongFigureScore,
      reason: `It speaks of the end of ${named[1]}, but does not give the new figure.`,
      isNaming: true,
    };
  }
  return {
    value: endScore,
    reason: `It speaks of the end of ${named[1]}, as the change does.`,
    isNaming: true,
  };
}

/** How sure an end is that is told of by the kind of the models (`older sonnet models`), or only of old ones. */
const kindEnded = 0.7;
const oldEnded = 0.62;
const oldWords = ['older', 'old', 'retired', 'deprecated', 'legacy', 'obsolete', 'unsupported', 'outdated'];

/**
 * The entry tells of models that end without naming them as the document does, and all that the change does is to
 * drop models: `removed older deprecated models`, `mark older sonnet models as deprecated`.
 */
export function scoreUnnamedEnd(change: Profile, entry: EntryProfile): Score {
  if (!entry.speaksOfModelsEnding || entry.endedModels.size > 0) return nothingShared;
  if (!change.isRemoval || change.goneModels.length === 0) return nothingShared;
  const kinds = new Set(
    change.goneModels.flatMap((id) => partsOf(id).tiers).filter((part) => part.length > 3),
  );
  const kind = [...kinds].find((part) => entry.plain.has(part));
  if (kind !== undefined) {
    const reason = `It speaks of the end of ${kind} models, and the change drops such.`;
    return { value: kindEnded, reason, isNaming: false };
  }
  if (entry.models.size > 0 || !oldWords.some((word) => entry.plain.has(word))) return nothingShared;
  return {
    value: oldEnded,
    reason: 'It speaks of the end of models that it does not name, and the change drops models.',
    isNaming: false,
  };
}
