/**
 * Pages that are answered with status 200 in the place of the document: "not found", sign-in, consent and
 * maintenance pages, parked domains, shells that only a browser fills, signposts to another address. Every sign
 * needs the page to be *named* for what it is or to say so to its visitor, *and* to hold next to nothing else, since
 * real documents speak of all these things.
 */
import type { Document } from '../domain/document.ts';
import { type Evidence, evidenceOf } from './evidence.ts';
import type { PageFacts } from './page-facts.ts';
import * as say from './substitute-words.ts';

/** Longest prose of a page that stands in; the suggestions of a "not found" page included. */
const maxProse = 800;
/** With this little text a code in the title is the whole message. */
const nothingMore = 250;
const maxConsentProse = 3_000;

/** Signs found before extraction, in the page as received; empty when it looks like a document. */
export function judgeSubstitute(facts: PageFacts): readonly Evidence[] {
  const shown = [facts.title, facts.heading, facts.text.slice(0, 120)].filter(Boolean).join(' · ');
  const evidence: Evidence[] = [];
  if (isNotFound(facts)) evidence.push(evidenceOf('soft-not-found', shown));
  if (isMaintenance(facts)) evidence.push(evidenceOf('maintenance-page', shown));
  if (isSignIn(facts)) evidence.push(evidenceOf('sign-in-page', `${shown} · ${facts.finalUrl}`));
  if (isConsent(facts)) evidence.push(evidenceOf('consent-page', shown));
  if (isParked(facts)) evidence.push(evidenceOf('parked-domain', shown || facts.html));
  if (isShell(facts)) evidence.push(evidenceOf('app-shell', facts.noScriptText || shown || facts.html));
  return evidence;
}

/** Where a page that is only a signpost sends its reader; empty when it is more than that, or none. */
export function judgeSignpost(facts: PageFacts): readonly Evidence[] {
  if (facts.sentTo === null || facts.proseLength > 300 || facts.headings > 2) return [];
  const to = URL.parse(facts.sentTo, facts.finalUrl);
  if (to === null || to.href.replace(/#.*$/, '') === facts.finalUrl.replace(/#.*$/, '')) return [];
  return [evidenceOf('page-redirect', `${facts.finalUrl} sends its readers on to ${to.href}`)];
}

function isNotFound({ names, title, text, textLength, proseLength, hasCode }: PageFacts): boolean {
  if (proseLength > maxProse) return false;
  if (names.some((name) => say.notFoundName.test(name))) return true;
  if (!names.some((name) => say.notFoundCode.test(name))) return false;
  // A reference page may be called `404`, too; it does not speak of the page that was asked for.
  const isTitled = say.notFoundCode.test(title.split(/\s*[|·•»]\s*/)[0] ?? '') || /^404\b/.test(title);
  return (
    say.notFoundWords.test(text) || (isTitled && textLength < nothingMore && !isReference(text, hasCode))
  );
}

/** Speaks of requests and answers of an interface rather than to a visitor. */
function isReference(text: string, hasCode: boolean): boolean {
  return (
    /\b(?:the api|your (?:api )?key|the request|the model|endpoint)\b/i.test(text) ||
    (hasCode && /_error\b/.test(text))
  );
}

function isMaintenance({ names, text, textLength, proseLength }: PageFacts): boolean {
  if (proseLength > maxProse) return false;
  if (names.some((name) => say.gatewayName.test(name)) && textLength < nothingMore) return true;
  return names.some((name) => say.maintenanceName.test(name)) && say.maintenanceWords.test(text);
}

function isSignIn(facts: PageFacts): boolean {
  const { names, html, proseLength, hasPasswordField, hasLoginField, buttons, finalUrl } = facts;
  if (proseLength > maxProse) return false;
  const isNamed = names.some((name) => say.signInName.test(name));
  if (hasPasswordField) return isNamed || names.some((name) => say.signInGreeting.test(name));
  if (!isNamed) return false;
  const asksWho = hasLoginField && buttons.some((words) => say.signInButton.test(words));
  return asksWho || (hasLoginField && isSignInAddress(finalUrl)) || say.signInMarkup.test(html);
}

function isSignInAddress(url: string): boolean {
  return /^https?:\/\/(?:login|signin|auth|sso|accounts?|id)\.|\/(?:login|log-in|signin|sign-in|sso|oauth2?|authorize)\/?(?:[?#]|$)/i.test(
    url,
  );
}

function isConsent({ names, html, proseLength, rows, buttons, finalUrl }: PageFacts): boolean {
  if (proseLength > maxConsentProse) return false;
  if (say.consentForm.test(html) || /^https?:\/\/consent\./i.test(finalUrl)) return true;
  return (
    proseLength < 1_000 &&
    rows === 0 &&
    names.some((name) => say.consentName.test(name)) &&
    buttons.some((words) => say.consentButton.test(words))
  );
}

function isParked({ names, title, text, html, proseLength, hasCode }: PageFacts): boolean {
  if (proseLength > maxProse || hasCode) return false;
  if (names.some((name) => say.parkedName.test(name)) && proseLength < 500) return true;
  return say.parkedWords.test(text) || say.parkedWords.test(title) || say.parkedMarkup.test(html);
}

/** A page of which only the frame came: it says so itself, or the container to be filled is empty. */
function isShell(facts: PageFacts): boolean {
  const { textLength, text, proseLength, noScriptText, hasEmptyRoot, headings, rows, items, scripts } = facts;
  if (scripts > 0 && textLength < 20) return facts.sentTo === null;
  if (textLength < 300 && headings < 2 && say.scriptsNeeded.test(text)) return true;
  if (!hasEmptyRoot || textLength >= 300 || headings > 0 || rows + items > 0) return false;
  if (say.scriptsNeeded.test(noScriptText)) return true;
  return scripts > 0 && textLength < 200 && (proseLength === 0 || say.loadingWords.test(text));
}

/**
 * Signs in a document whatever its format: Markdown and JSON addresses answer "not found" in kind. Empty when
 * it looks like a document.
 */
export function judgeDocument(document: Document): readonly Evidence[] {
  const length = document.blocks.reduce((sum, block) => sum + block.text.length, 0);
  if (length > 400 || isFeed(document)) return [];
  const text = document.blocks.map((block) => block.text).join(' ');
  const names = [document.title ?? '', document.blocks[0]?.text ?? ''].map((name) =>
    name.replace(/[\s!.…]+$/, ''),
  );
  const isNamed = (pattern: RegExp): boolean => names.some((name) => pattern.test(name));
  if (
    isNamed(say.notFoundName) ||
    (isNamed(say.notFoundCode) && (say.notFoundWords.test(text) || length < 60))
  ) {
    return [evidenceOf('soft-not-found', text)];
  }
  if (isNamed(say.gatewayName) || (isNamed(say.maintenanceName) && say.maintenanceWords.test(text))) {
    return [evidenceOf('maintenance-page', text)];
  }
  return [];
}

/** A feed whose items bear their own ids is no page that stands in: an item of a status feed speaks of maintenance. */
function isFeed({ blocks }: Document): boolean {
  return blocks.some((block) => block.kind === 'heading' && block.entry !== undefined);
}
