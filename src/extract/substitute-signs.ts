/**
 * Pages that are answered with status 200 in the place of the document: "not found", sign-in, consent and
 * maintenance pages, parked domains, shells that only a browser fills. Every sign needs the page to say so *and*
 * to hold next to nothing else, since real documents speak of all these things.
 */
import type { Document } from '../domain/document.ts';
import { type Evidence, evidenceOf } from './evidence.ts';
import type { PageFacts } from './page-facts.ts';

const notFoundTitle =
  /^(?:(?:error\s*)?404\b|(?:oops|sorry)?[!,.:–—-]*\s*(?:the |this |that )?page (?:not found|(?:you(?:'re| are) looking for )?(?:does(?:n't| not) exist|could(?:n't| not) be found|cannot be found|can't be found|is (?:missing|gone)))|not found\b|we (?:could(?:n't| not)|can(?:'t|not)) find (?:that|this|the) page)/i;
const notFoundWords =
  /page (?:that )?you(?:'re| are| were)? (?:looking for|requested)|(?:page|url|address|document|link)[^.]{0,40}(?:does(?:n't| not) exist|was(?:n't| not) found|could(?:n't| not) be found|can(?:'t|not| not) be found|has been (?:moved|removed|deleted)|no longer (?:exists|available))|(?:couldn't|could not|can't|cannot) find (?:the|that|this|what) (?:page|you)|page not found/i;
const maintenanceTitle =
  /^(?:(?:we(?:'re| are)|site|service|website)[^.]{0,30}(?:maintenance|be (?:right )?back|unavailable|down)|(?:scheduled |under |site )*maintenance\b|(?:temporarily |service )+(?:unavailable|offline)|50[0234]\b|bad gateway|internal server error|gateway time-?out|application error|something went wrong)/i;
const maintenanceWords =
  /maintenance|be back (?:soon|shortly|online|up)|temporarily (?:unavailable|offline|down)|try again (?:later|soon|in a|shortly)|bad gateway|service unavailable|went wrong|server error|time-?out/i;
const signInTitle = /\b(?:sign|log)[ -]?(?:in|on)\b|\blogin\b|\bauthenticat(?:e|ion) required\b|\bsso\b/i;
const consentTitle =
  /^(?:before you continue|your privacy choices?|we value your privacy|cookie (?:consent|preferences|settings)|consent\b|privacy (?:settings|preferences))/i;
const consentWords = /accept all|reject all|agree|consent/i;
const scriptsNeeded =
  /\b(?:enable|turn on|activate|allow|requires?|needs?) javascript\b|javascript (?:is|must be|seems to be|needs to be|has been) (?:disabled|turned off|not enabled|enabled|required)/i;
const parked =
  /(?:this )?(?:domain|web ?site)(?: name)?[^.]{0,60}(?:is|may be|might be) (?:for sale|parked|available for purchase)|buy this domain|domain (?:is )?parked|inquire about this domain|sedoparking|parkingcrew|hugedomains\.com|bodis\.com|domain has expired/i;

/** Signs found before extraction, in the page as received; empty when it looks like a document. */
export function judgeSubstitute(facts: PageFacts): readonly Evidence[] {
  const { textLength, title, heading, text } = facts;
  const names = [title, heading];
  const evidence: Evidence[] = [];
  const shown = [title, heading, text.slice(0, 120)].filter(Boolean).join(' · ');
  const says = (pattern: RegExp): boolean => names.some((name) => pattern.test(name));
  if (textLength < 800 && says(notFoundTitle) && (notFoundWords.test(text) || textLength < 250)) {
    evidence.push(evidenceOf('soft-not-found', shown));
  }
  if (textLength < 800 && says(maintenanceTitle) && maintenanceWords.test(`${title} ${text}`)) {
    evidence.push(evidenceOf('maintenance-page', shown));
  }
  if (facts.hasPasswordField && textLength < 1_000 && (says(signInTitle) || signInTitle.test(text))) {
    evidence.push(evidenceOf('sign-in-page', shown));
  } else if (textLength < 600 && says(signInTitle) && isSignInAddress(facts.finalUrl)) {
    evidence.push(evidenceOf('sign-in-page', `${facts.finalUrl} · ${shown}`));
  }
  if (textLength < 3_000 && says(consentTitle) && consentWords.test(text)) {
    if (textLength < 1_000 || isConsentAddress(facts.finalUrl))
      evidence.push(evidenceOf('consent-page', shown));
  }
  if (textLength < 800 && (parked.test(text) || parked.test(title) || isParkingScript(facts.html))) {
    evidence.push(evidenceOf('parked-domain', shown));
  }
  if (isShell(facts)) evidence.push(evidenceOf('app-shell', facts.noScriptText || shown || facts.html));
  return evidence;
}

/** A page of which only the frame came: it says so itself, or the container to be filled is empty. */
function isShell(facts: PageFacts): boolean {
  const { textLength, text, noScriptText, hasEmptyRoot, scripts } = facts;
  if (textLength < 300 && scriptsNeeded.test(text)) return true;
  if (scriptsNeeded.test(noScriptText) && (textLength < 20 || (hasEmptyRoot && textLength < 300)))
    return true;
  return scripts > 0 && hasEmptyRoot && textLength < 200;
}

function isSignInAddress(url: string): boolean {
  return /^https?:\/\/(?:login|signin|auth|sso|accounts?|id)\.|\/(?:login|log-in|signin|sign-in|sso|oauth2?|authorize)\b/i.test(
    url,
  );
}

function isConsentAddress(url: string): boolean {
  return /^https?:\/\/consent\.|\/consent\b/i.test(url);
}

function isParkingScript(html: string): boolean {
  return /<script[^>]{0,300}src=["'][^"']{0,200}(?:sedoparking|parkingcrew|bodis|parklogic)\./i.test(html);
}

/**
 * Signs in a document whatever its format: Markdown and JSON addresses answer "not found" in kind. Empty when
 * it looks like a document.
 */
export function judgeDocument(document: Document): readonly Evidence[] {
  const length = document.blocks.reduce((sum, block) => sum + block.text.length, 0);
  if (length > 400) return [];
  const text = document.blocks.map((block) => block.text).join(' ');
  const names = [document.title ?? '', document.blocks[0]?.text ?? ''];
  if (names.some((name) => notFoundTitle.test(name))) return [evidenceOf('soft-not-found', text)];
  if (names.some((name) => maintenanceTitle.test(name)) && maintenanceWords.test(text)) {
    return [evidenceOf('maintenance-page', text)];
  }
  return [];
}
