/** Where an entry speaks against a change, or passes over it: replaced figures, and claims not spoken of. */
import { type Aspect, claimAspects } from './aspects.ts';
import type { Profile } from './change-profile.ts';
import type { EntryProfile } from './entry-profile.ts';

/** Whether a figure was moved and the entry does not give the new one. */
export function missesFigure(change: Profile, entry: EntryProfile): boolean {
  if (!change.isFigureMove || change.newFigures.size === 0) return false;
  return ![...change.newFigures].some((figure) => entry.figures.has(figure));
}

/** Whether the entry still gives a figure that the change replaced by another. */
export function contradicts(change: Profile, entry: EntryProfile): boolean {
  if (!change.hasMovedFigure) return false;
  const hasNew = [...change.newFigures].some((figure) => entry.figures.has(figure));
  return (
    change.newFigures.size > 0 &&
    !hasNew &&
    [...change.goneFigures].some((figure) => entry.figures.has(figure))
  );
}

/** The claims that the change touches and the entry does not speak of. */
export function missingClaims(change: Profile, entry: EntryProfile): readonly Aspect[] {
  return [...change.aspects].filter((aspect) => claimAspects.has(aspect) && !entry.aspects.has(aspect));
}
