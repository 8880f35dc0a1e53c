/** How sure the message is of what it says, and why: never a number, always the reasons. */
import type { ChangeNotice } from '../domain/notice.ts';
import { listed } from './words.ts';

/** One sentence; what lowers the confidence is named, and explained in the list of limits below it. */
export function confidenceText(change: ChangeNotice): string {
  const doubts = [
    ...(change.limits.length > 0 ? ['how the document was read (see below)'] : []),
    ...(change.verdict.state === 'unknown'
      ? ['the search for an announcement, which did not settle it']
      : []),
    ...(change.verdict.state === 'pending' ? ['the search for an announcement, which is not over'] : []),
    ...(change.before.sha256 === '' || change.after.sha256 === '' ? ['a capture that is missing'] : []),
  ];
  if (doubts.length > 0) return `Confidence: reduced by ${listed(doubts)}.`;
  return 'Confidence: high. Both versions were read whole, and the announcing sources were seen throughout.';
}
