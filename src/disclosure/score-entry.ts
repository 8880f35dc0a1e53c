/**
 * Scores how far an entry is about a change. The same model nearby is evidence, not proof: an entry must name
 * what came or went, or share the change's own figures and words, and speak of the aspect that changed.
 */
import type { Profile } from './change-profile.ts';
import type { EntryProfile } from './entry-profile.ts';
import { nothingShared, type Score } from './score.ts';
import { scoreLaunch, scoreNewName, scoreRetirement, scoreUnnamedEnd } from './score-naming.ts';
import { scoreSpecifics } from './score-specifics.ts';

/** Scores one entry, by the best of the ways in which any of its passages can be about the change. */
export function scoreEntry(change: Profile, passages: readonly EntryProfile[]): Score {
  const scores = passages.flatMap((entry) => [
    scoreLaunch(change, entry),
    scoreNewName(change, entry),
    scoreRetirement(change, entry),
    scoreUnnamedEnd(change, entry),
    scoreSpecifics(change, entry),
  ]);
  return scores.reduce((best, score) => (score.value > best.value ? score : best), nothingShared);
}
