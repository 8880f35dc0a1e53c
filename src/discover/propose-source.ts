/** How a document could be watched: kind, role, selector and what to ignore, each with its reason. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Capture } from '../domain/capture.ts';
import type { Document } from '../domain/document.ts';
import type { SourceRole } from '../domain/source.ts';
import { decodeText } from '../extract/decode-text.ts';
import { parseHtml } from '../extract/parse-html.ts';
import { type Found, findCandidate } from './find-candidate.ts';
import { guessRole } from './guess-role.ts';
import { type Looker, look } from './look.ts';
import type { Candidate } from './recognise-address.ts';
import { differingPaths, differingTexts, volatileSelectors } from './volatile-parts.ts';

export interface Proposal {
  readonly kind: 'proposal';
  readonly title: string;
  readonly role: SourceRole;
  readonly source: Candidate;
  /** Why it is so, a sentence each. */
  readonly reasons: readonly string[];
  /** What the operator should look at. */
  readonly remarks: readonly string[];
}

export interface ProposeOptions {
  readonly first: Looker;
  /** Shares no connection with the first. */
  readonly second: Looker;
  /** Between the two looks: a host is not asked more often than that. */
  readonly pauseMs: number;
  readonly role: SourceRole | null;
}

/** The best proposal, or what stands in the way. Throws the signal's reason, and faults of ours. */
export async function proposeSource(
  url: string,
  { first, second, pauseMs, role }: ProposeOptions,
): Promise<Proposal | Extract<Found, { kind: 'nothing' }>> {
  const found = await findCandidate(url, first);
  if (found.kind === 'nothing') return found;
  const { candidate, sighting } = found.look;
  if (sighting.kind !== 'document') throw new Error('a candidate without a document was chosen');
  const before = { document: sighting.document, captures: sighting.captures };
  await wait(pauseMs, undefined, { signal: first.signal });
  const again = await look(candidate, second);
  const chosen = chooseSelector(candidate, before.captures[0]);
  const steady =
    again?.sighting.kind === 'document'
      ? leaveOutVolatile(chosen.source, before, again.sighting)
      : { source: chosen.source, reasons: [], remarks: [secondFailed(again?.sighting)] };
  const title = sighting.document.title ?? candidate.url;
  const guessed = guessRole(candidate.url, title, candidate.kind);
  return {
    kind: 'proposal',
    title,
    role: role ?? guessed.role,
    source: steady.source,
    reasons: [
      `${candidate.kind}: ${candidate.why}.`,
      role === null ? `role ${guessed.role}: ${guessed.why}.` : `role ${role}: as you said.`,
      ...chosen.reasons,
      ...steady.reasons,
    ],
    remarks: [
      ...sighting.document.remarks,
      ...steady.remarks,
      ...found.others.map((other) => `it could also be read as ${other.kind}: ${other.why}, ${other.url}`),
    ],
  };
}

interface Seen {
  readonly document: Document;
  readonly captures: readonly Capture[];
}

interface Step {
  readonly source: Candidate;
  readonly reasons: readonly string[];
  readonly remarks: readonly string[];
}

function secondFailed(sighting: { readonly kind: string; readonly detail?: string } | undefined): string {
  return `a second look, seconds later, brought something else: ${sighting?.detail ?? 'no document'}`;
}

/** What the page itself marks as its content, written out so that a rebuilt page is noticed. */
function chooseSelector(source: Candidate, capture: Capture | undefined): Step {
  const nothing = { source, reasons: [], remarks: [] };
  if (source.kind !== 'html' || capture === undefined) return nothing;
  const page = parseHtml(textOf(capture));
  const select = ['main', '[role="main"]', 'article'].find(
    (selector) => page(selector).length === 1 && page(selector).text().trim() !== '',
  );
  if (select === undefined) return nothing;
  return {
    source: { ...source, options: { ...source.options, select } },
    reasons: [`select ${select}: the page marks its content so; should that change, you are told.`],
    remarks: [],
  };
}

/** Leaves out what differs between two looks, where the kind can leave something out. */
function leaveOutVolatile(source: Candidate, before: Seen, after: Seen): Step {
  const differing = differingTexts(before.document, after.document);
  if (differing.length === 0) {
    return { source, reasons: ['two looks from fresh connections brought the same text.'], remarks: [] };
  }
  const rule = ignoreRule(source, before, after);
  if (rule === null) {
    const shown = differing.slice(0, 3).map((text) => JSON.stringify(text.slice(0, 80)));
    const remark = `${differing.length} texts differ between two looks and cannot be left out: ${shown.join(', ')}`;
    return { source, reasons: [], remarks: [remark] };
  }
  const [key, values] = rule;
  return {
    source: { ...source, options: { ...source.options, [key]: values } },
    reasons: [`${key} ${values.join(', ')}: differs between two looks from fresh connections.`],
    remarks: [],
  };
}

function ignoreRule(
  source: Candidate,
  before: Seen,
  after: Seen,
): readonly ['drop' | 'ignore', readonly string[]] | null {
  if (source.kind === 'json' || source.kind === 'model-list') {
    const paths = differingPaths(before.document, after.document);
    return paths.length === 0 ? null : ['ignore', paths];
  }
  const [first, second] = [before.captures[0], after.captures[0]];
  if (source.kind !== 'html' || !first || !second) return null;
  const select = typeof source.options['select'] === 'string' ? source.options['select'] : null;
  const selectors = volatileSelectors(textOf(first), textOf(second), select);
  return selectors === null ? null : ['drop', selectors];
}

function textOf(capture: Capture): string {
  return decodeText(capture.body, capture.headers['content-type'] ?? null).text;
}
