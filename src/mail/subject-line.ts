/** The subject line: severity, state, vendor, what is concerned, what changed; one line, bounded. */
import type { Notice, NoticeReason } from '../domain/notice.ts';
import { digestTitle, watchingTitle } from './digest-view.ts';
import { inertText, vendorText } from './inert-text.ts';
import { gravestChange } from './opening.ts';
import { fillText } from './templates.ts';
import { counted } from './words.ts';

/** What mail programs show at most, and far below the 998 characters of RFC 5322. */
const maxSubjectLength = 150;

/**
 * `[HIGH][pending] Vendor · tool or document · one-line change`.
 *
 * A mail that continues a thread keeps the thread's subject behind one `Re: `, whatever the state has become:
 * Gmail and Outlook part a thread when the subject differs, and the reader must find the verdict beneath the
 * question. The state of the day is therefore said in the first line of the body.
 */
export function subjectLine(notice: Notice, template: string): string {
  if (notice.threadSubject !== null) {
    const root = inertText(notice.threadSubject, maxSubjectLength * 2).replace(/^(?:re:\s*)+/i, '');
    return `Re: ${inertText(root, maxSubjectLength)}`;
  }
  if (notice.reason === 'evidence-altered')
    return `[CRITICAL][evidence altered] Verifying found ${counted(notice.verification?.problems ?? 0, 'problem')}`;
  if (notice.reason === 'still-watching')
    return `[STILL WATCHING] ${notice.digest ? watchingTitle(notice.digest) : ''}`.trimEnd();
  const line = template.trim();
  const about = {
    severity: notice.severity.toUpperCase(),
    state: stateOf(notice),
    vendor: inertText(notice.vendorName, 40),
    about: inertText(notice.digest ? digestTitle(notice) : aboutOf(notice), 50),
  };
  const start = fillText(line, { ...about, happening: '' });
  const happening = happeningOf(notice, Math.max(20, maxSubjectLength - start.length));
  return inertText(fillText(line, { ...about, happening }), maxSubjectLength);
}

/** For mails that are about no verdict. */
const stateWords: Readonly<Partial<Record<NoticeReason, string>>> = {
  returned: 'went back',
  'source-trouble': 'cannot see',
  'source-recovered': 'seen again',
  'source-flapping': 'back and forth',
  finding: 'finding',
  reminder: 'reminder',
  unacknowledged: 'not acknowledged',
  escalated: 'escalated',
  acknowledged: 'acknowledged',
  digest: 'digest',
  folded: 'folded',
};

function stateOf(notice: Notice): string {
  const fixed = stateWords[notice.reason];
  if (fixed !== undefined) return fixed;
  const states = new Set(notice.changes.map((change) => change.verdict.state));
  return states.size === 1 ? ([...states][0] ?? 'unknown') : 'several';
}

function aboutOf(notice: Notice): string {
  const tools = new Map(notice.changes.flatMap((change) => change.tools).map((tool) => [tool.id, tool.name]));
  const [tool] = tools.values();
  if (tool !== undefined) return tools.size === 1 ? tool : `${inertText(tool, 36)} +${tools.size - 1}`;
  const titles = [...notice.changes, ...notice.troubles].map((item) => item.sourceTitle);
  return titles.length === 1 ? (titles[0] ?? '') : counted(titles.length, 'document');
}

function happeningOf(notice: Notice, maxLength: number): string {
  if (notice.reason === 'source-recovered') return 'read as usual';
  if (notice.changes.length === 0) return vendorText(notice.troubles[0]?.finding.summary ?? '', maxLength);
  const more = notice.changes.length > 1 ? ` (+${notice.changes.length - 1} more)` : '';
  return `${vendorText(gravestChange(notice)?.summary ?? '', maxLength - more.length)}${more}`;
}
