/**
 * Pages that stand between us and the document: bot challenges and blocks. Each sign asks for positive evidence
 * that the page *is* the challenge; that a site uses a protection product, or shows a CAPTCHA beside its contact
 * form, is none. The table is data: a new product is a new row.
 */
import type { Capture } from '../domain/capture.ts';
import { decodeText } from './decode-text.ts';
import { type Evidence, evidenceOf } from './evidence.ts';
import { isHtmlPage } from './markdown-document.ts';
import { gatherFacts, type PageFacts } from './page-facts.ts';
import { parseHtml } from './parse-html.ts';

interface ChallengeSign {
  readonly sign: string;
  /** A header that the product sets only on its own answers: decisive by itself. */
  readonly header?: { readonly name: string; readonly value: RegExp };
  /** All of these must be found in the page as received. */
  readonly html?: readonly RegExp[];
  /** All of these must be found in the title, heading or text. */
  readonly words?: readonly RegExp[];
  /** Longest text of such a page; default 1,500 characters. */
  readonly maxText?: number;
}

/** Challenge pages say one thing. The longest known (a Cloudflare block with its advice) has about 1,200 characters. */
const defaultMaxText = 1_500;

const captchaWidget = /class=["'][^"']*\b(?:h-captcha|g-recaptcha|cf-turnstile|frc-captcha)\b/i;

const challengeSigns: readonly ChallengeSign[] = [
  { sign: 'cloudflare-challenge', header: { name: 'cf-mitigated', value: /challenge/i } },
  {
    sign: 'cloudflare-challenge',
    html: [/_cf_chl_opt|cf-chl-widget|id=["']challenge-(?:form|running|error-text)/i],
  },
  { sign: 'cloudflare-challenge', words: [/^just a moment/i], html: [/cdn-cgi|cloudflare/i] },
  {
    sign: 'cloudflare-block',
    html: [/cf-error-details|cf-wrapper/i],
    words: [/you have been blocked|access denied|attention required/i],
  },
  {
    sign: 'akamai-block',
    words: [/access denied/i, /you don't have permission to access/i, /reference\s*#/i],
  },
  { sign: 'akamai-challenge', html: [/_sec\/(?:verify|cp_challenge)|sec-if-cpt-container|bm-verify=/i] },
  {
    sign: 'datadome-challenge',
    html: [/(?:geo|interstitial)\.captcha-delivery\.com|\bvar\s+dd\s*=\s*\{\s*['"]?rt['"]?/i],
    maxText: 600,
  },
  { sign: 'perimeterx-challenge', html: [/id=["']px-captcha|px-captcha-wrapper|captcha\.px-cdn\.net/i] },
  {
    sign: 'perimeterx-challenge',
    html: [/_pxAppId|perimeterx|human\.com/i],
    words: [/press (?:&|and) hold|please verify you are a human/i],
  },
  { sign: 'imperva-block', words: [/incapsula incident id/i] },
  { sign: 'imperva-challenge', html: [/<iframe[^>]{0,400}_Incapsula_Resource/i], maxText: 300 },
  { sign: 'imperva-challenge', html: [/\/_Incapsula_Resource\?/], maxText: 30 },
  {
    sign: 'imperva-challenge',
    words: [/pardon our interruption/i, /(?:you were|you're) a bot|made us think/i],
  },
  { sign: 'aws-waf-challenge', header: { name: 'x-amzn-waf-action', value: /challenge|captcha/i } },
  {
    sign: 'aws-waf-challenge',
    html: [/gokuProps|awsWafCookieDomainList|AwsWafIntegration/, /awswaf\.com|challenge\.js/i],
    maxText: 600,
  },
  { sign: 'vercel-challenge', header: { name: 'x-vercel-mitigated', value: /challenge|deny/i } },
  { sign: 'vercel-challenge', words: [/vercel security checkpoint/i] },
  { sign: 'fastly-challenge', words: [/^client challenge/i], html: [/_fs-ch-|fastly/i] },
  { sign: 'sucuri-block', words: [/sucuri website firewall/i, /access denied|block(?:ed)? (?:reason|id)/i] },
  { sign: 'f5-block', words: [/the requested url was rejected/i, /support id/i] },
  { sign: 'kasada-challenge', html: [/KPSDK\.|window\.KPSDK/], maxText: 100 },
  {
    sign: 'anubis-challenge',
    html: [/\.within\.website\/x\/cmd\/anubis|id=["']anubis_/i],
    words: [/not a bot/i],
  },
  { sign: 'google-challenge', words: [/unusual traffic from your computer network/i] },
  {
    sign: 'captcha-interstitial',
    html: [captchaWidget],
    words: [
      /(?:verify|confirm|prove|checking)[^.]{0,40}(?:you are|you're|that you)[^.]{0,20}(?:human|not a (?:ro)?bot)|are you a (?:robot|human)|security check|one more step/i,
    ],
    maxText: 700,
  },
  {
    sign: 'bot-check',
    words: [
      /^(?:(?:robot|bot|browser|security|human) (?:check|verification)|checking your browser|verif(?:y|ying) (?:you are|you're|your) |are you (?:a )?(?:human|robot)|access to this page has been denied)/i,
      /\bplease\b|\bwait\b|a moment|seconds|continue/i,
      /javascript|cookies|automated|unusual (?:traffic|activity)|incident|ray id/i,
    ],
    maxText: 900,
  },
];

/** Signs that a page is a challenge or block; empty when there is no positive evidence. */
export function judgeChallenge(facts: PageFacts): readonly Evidence[] {
  const evidence: Evidence[] = [];
  for (const sign of challengeSigns) {
    if (evidence.some((known) => known.sign === sign.sign)) continue;
    const shown = excerptOf(sign, facts);
    if (shown !== null) evidence.push(evidenceOf(sign.sign, shown));
  }
  return evidence;
}

function excerptOf(sign: ChallengeSign, facts: PageFacts): string | null {
  if (sign.header) {
    const value = facts.headers[sign.header.name];
    return value !== undefined && sign.header.value.test(value) ? `${sign.header.name}: ${value}` : null;
  }
  if (facts.textLength > (sign.maxText ?? defaultMaxText)) return null;
  const markup = (sign.html ?? []).map((pattern) => pattern.exec(facts.html)?.[0]);
  const words = (sign.words ?? []).map((pattern) => firstMatch(pattern, facts));
  const found = [...markup, ...words];
  if (found.includes(undefined)) return null;
  return [facts.title, ...found, facts.text.slice(0, 80)].filter(Boolean).join(' · ');
}

function firstMatch(pattern: RegExp, facts: PageFacts): string | undefined {
  return [facts.title, facts.heading, facts.text].map((text) => pattern.exec(text)?.[0]).find(Boolean);
}

/**
 * Evidence that a refusal (401, 403, 429, 503 …) came from a bot challenge or block rather than from the
 * vendor's own server; empty when the answer does not show it.
 */
export function judgeFailure(capture: Capture): readonly Evidence[] {
  const { text } = decodeText(capture.body, capture.headers['content-type'] ?? null);
  const html = isHtmlPage(text) || /html/i.test(capture.headers['content-type'] ?? '') ? text : '';
  return judgeChallenge(gatherFacts(parseHtml(html), html, capture));
}
