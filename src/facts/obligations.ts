/** Words that bind or free somebody. A changed `may` or a lost `not` is never editorial. */
import type { ObligationMention } from './facts.ts';

const negation = "(?<negation>\\snot\\b|n['’]t\\b|\\sno longer\\b|\\snever\\b)?";
const patterns: readonly (readonly [ObligationMention['kind'], RegExp])[] = [
  [
    'notice-waiver',
    /\b(?:without (?:any )?(?:prior |advance |further )?notice|at any time|at (?:our|its) sole discretion)\b/giu,
  ],
  [
    'duty',
    new RegExp(`\\b(?:must|shall|(?:is|are) required to|(?:has|have) to|agrees? to)${negation}`, 'giu'),
  ],
  [
    'permission',
    new RegExp(
      `\\b(?:may|(?:is|are) (?:permitted|allowed|entitled) to|reserves? the right to)${negation}`,
      'giu',
    ),
  ],
  [
    'permission',
    /\b(?<negation>(?:is|are) (?:not (?:permitted|allowed)|prohibited|forbidden)|cannot|can['’]t)\b/giu,
  ],
  ['commitment', new RegExp(`\\b(?:will|(?:do|does))${negation}`, 'giu')],
  ['commitment', /\b(?<negation>won['’]t)\b/giu],
];

/** A month, not a modal: `May 2025`, `in May`, `31 May`. */
const monthBefore = /(?:\b(?:in|on|by|of|since|until|from|before|after|late|early|mid)|\d)[\s-]$/iu;

/** Finds obligations in order of the text. `do` and `does` count only when negated. */
export function findObligations(text: string): readonly ObligationMention[] {
  const mentions: ObligationMention[] = [];
  for (const [kind, pattern] of patterns) {
    for (const match of text.matchAll(pattern)) {
      const start = match.index;
      const end = start + match[0].length;
      const isNegated = match.groups?.negation !== undefined;
      if (/^(?:do|does)$/i.test(match[0]) || isMonth(text, match[0], start, end)) continue;
      mentions.push({ kind, isNegated, text: match[0], start, end });
    }
  }
  return mentions.sort((a, b) => a.start - b.start || a.end - b.end);
}

function isMonth(text: string, written: string, start: number, end: number): boolean {
  if (written !== 'May') return false;
  return (
    /^[\s,]{1,2}\d/.test(text.slice(end, end + 3)) ||
    monthBefore.test(text.slice(Math.max(0, start - 8), start))
  );
}
