/**
 * How the pages that stand between us and the document are told: bot challenges and blocks. Each sign asks for
 * positive evidence that the page *is* the challenge; that a site uses a protection product, shows a CAPTCHA beside
 * its contact form, or explains such pages, is none. Data only: a new product is a new row.
 */

export interface ChallengeSign {
  readonly sign: string;
  /** A header that the product sets only on its own answers: decisive by itself. */
  readonly header?: { readonly name: string; readonly value: RegExp };
  /** All of these must be found in the page as received. */
  readonly html?: readonly RegExp[];
  /** One of the page's names must be this, as a whole. */
  readonly name?: RegExp;
  /** All of these must be found in the title, heading or text. A page that shows code is explaining, then. */
  readonly words?: readonly RegExp[];
  /** Longest text of such a page; default 1,500 characters. */
  readonly maxText?: number;
}

/** Numbers under which a product keeps what it refused; an explanation has none. */
const caseNumber =
  /\b(?:ray|incident|request|reference|support|block|event|trace|session)\s*(?:id|no|number|#)?\s*(?:is)?\s*[:#]\s*#?\s*(?=[\w.-]*\d)[\w.-]{5,}/i;
/** Names that only challenges bear. */
const challengeName =
  /^(?:just a moment|one moment,? please|please wait|one more step|attention required|pardon our interruption|access (?:to this (?:page|site|website) )?(?:has been |is |was )?(?:temporarily )?(?:denied|blocked|restricted|limited)|(?:request|connection) (?:blocked|denied|rejected)|(?:robot|bot|browser|security|human|client|captcha) (?:check|challenge|verification|page)|(?:human|security) verification|verification required|(?:are you a )?robot or human\??|are you (?:a )?(?:human|robot)\??|checking your browser(?: before accessing .{1,80})?|verif(?:y|ying) (?:that )?you(?:'re| are) (?:a )?(?:human|not a (?:ro)?bot)|challenge validation|you have been blocked|sorry,? you have been blocked|ddos protection.*)$/i;
/** Of these, the ones that refuse. */
const refusalName =
  /^(?:sorry,? )?(?:access (?:to this (?:page|site|website) )?(?:has been |is |was )?(?:temporarily )?(?:denied|blocked|restricted|limited)|(?:request|connection) (?:blocked|denied|rejected)|you have been blocked)$/i;
/** Words that are spoken to the visitor who is being checked. */
const spokenToVisitor =
  /\b(?:(?:please )?(?:verify|confirm|prove) (?:that )?you(?:'re| are) (?:a |an )?(?:human|real person|not a (?:ro)?bot)\b(?! (?:without|before|with)\b)|checking (?:your browser|if the site connection is secure)|made us think (?:that )?you(?:'re| are| were) a (?:ro)?bot|(?:complete|solve|pass) (?:the|this|a) (?:security check|captcha|challenge|puzzle)|press (?:&|and) hold|we (?:believe|think) you(?:'re| are| may be) (?:a (?:ro)?bot|using automat)|(?:your|this) (?:request|ip(?: address)?|access|connection)(?: to [^.]{1,60})? (?:has been|was|is) (?:temporarily )?(?:blocked|denied|limited|flagged|rejected)|this (?:check|process) (?:is|will be|takes?) (?:automatic|complete)|you will be redirected (?:once|shortly|automatically))/i;
/** What a challenge runs: a widget to solve, or a script that tries again. */
const checkRuns =
  /class=["'][^"']*\b(?:h-captcha|g-recaptcha|cf-turnstile|frc-captcha|geetest)|id=["'](?:captcha|challenge)[\w-]*["']|location\.reload\(|\/(?:js-)?challenge[\w./-]*\.js/i;

export const challengeSigns: readonly ChallengeSign[] = [
  { sign: 'cloudflare-challenge', header: { name: 'cf-mitigated', value: /challenge/i } },
  {
    sign: 'cloudflare-challenge',
    html: [/_cf_chl_opt\s*=|class=["']cf-chl-widget|id=["']challenge-(?:form|running|error-text)/i],
  },
  { sign: 'cloudflare-challenge', name: /^just a moment$/i, html: [/cdn-cgi|cloudflare/i] },
  {
    sign: 'cloudflare-block',
    html: [/cf-error-details|cf-wrapper/i],
    words: [/you have been blocked|access denied|attention required|error 10[0-2]\d/i],
  },
  {
    sign: 'akamai-block',
    words: [
      /access denied/i,
      /you don't have permission to access/i,
      /reference\s*#\s*[\da-f]+\.[\da-f.]{6,}/i,
    ],
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
  { sign: 'imperva-block', words: [/incapsula incident id:?\s*\d[\d-]{5,}/i] },
  { sign: 'imperva-challenge', html: [/<iframe[^>]{0,400}_Incapsula_Resource/i], maxText: 300 },
  { sign: 'imperva-challenge', html: [/\/_Incapsula_Resource\?/], maxText: 30 },
  {
    sign: 'imperva-challenge',
    name: /^pardon our interruption$/i,
    words: [/(?:you were|you're|you are) a bot|made us think/i],
  },
  { sign: 'aws-waf-challenge', header: { name: 'x-amzn-waf-action', value: /challenge|captcha/i } },
  {
    sign: 'aws-waf-challenge',
    html: [/gokuProps|awsWafCookieDomainList|AwsWafIntegration/, /awswaf\.com|challenge\.js/i],
    maxText: 600,
  },
  { sign: 'azure-block', html: [/id=["']errorref|azure|x-azure-ref/i], words: [/the request is blocked\b/i] },
  { sign: 'vercel-challenge', header: { name: 'x-vercel-mitigated', value: /challenge|deny/i } },
  { sign: 'vercel-challenge', name: /^vercel security checkpoint$/i },
  { sign: 'fastly-challenge', name: /^client challenge$/i, html: [/_fs-ch-|fastly/i] },
  {
    sign: 'sucuri-block',
    name: /sucuri website firewall/i,
    words: [/access denied|block(?:ed)? (?:reason|id)/i],
  },
  { sign: 'sucuri-challenge', html: [/sucuri_cloudproxy_js/], maxText: 300 },
  { sign: 'wordfence-block', words: [/generated by wordfence/i, /access to this (?:site|service)/i] },
  {
    sign: 'ddos-guard-challenge',
    html: [/ddos-guard/i],
    words: [/checking your browser|ddos-guard/i, /wait|enable/i],
  },
  { sign: 'f5-block', words: [/the requested url was rejected/i, /support id(?: is)?:?\s*\d{6,}/i] },
  { sign: 'kasada-challenge', html: [/KPSDK\.|window\.KPSDK/], maxText: 100 },
  { sign: 'radware-challenge', html: [/perfdrive|shieldsquare|radware/i], words: [spokenToVisitor] },
  {
    sign: 'anubis-challenge',
    html: [/\.within\.website\/x\/cmd\/anubis|id=["']anubis_/i],
    words: [/not a bot/i],
  },
  {
    sign: 'google-challenge',
    html: [/id=["']captcha-form|google\.[a-z.]+\/sorry|IP address:/i],
    words: [/unusual traffic from your computer network/i],
  },
  // Products without a row of their own: two of what only a challenge has.
  { sign: 'bot-check', words: [spokenToVisitor, caseNumber], maxText: 900 },
  { sign: 'bot-check', words: [spokenToVisitor], html: [checkRuns], maxText: 700 },
  { sign: 'bot-check', name: challengeName, words: [spokenToVisitor], maxText: 900 },
  { sign: 'bot-check', name: refusalName, words: [caseNumber], maxText: 300 },
];
