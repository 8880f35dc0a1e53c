/**
 * What pages are called, and what they say to their visitor, that are answered in the place of a document. Names are
 * matched whole: `404` and `Page not found` are stand-ins, `404 errors in the API` is a document.
 */

const apology = String.raw`(?:(?:oops|sorry|uh[ -]?oh|whoops|hmm+|ruh[ -]?roh|error|yikes|oh no)[!,.:–—… -]*)*`;
const missing = String.raw`(?:(?:was |is |were |has )?(?:not|n't|n’t) (?:be )?(?:found|exist|available)|(?:does|do|did)(?:n't|n’t| not) exist|could(?:n't|n’t| not) be found|can(?:'t|’t|not| not) be found|not found|is missing|is gone|has moved|no longer (?:exists|available)|unavailable)`;
const thing = String.raw`(?:(?:the|this|that|your|requested|web|documentation|docs|help) ){0,3}(?:page|url|address|link|document|article)(?: (?:that )?you(?:'re|’re| are| were| have)? (?:looking for|requested|tried to reach|were trying to reach))?`;

/** Names that say of themselves that the page is missing. */
export const notFoundName = new RegExp(
  String.raw`^${apology}(?:(?:error )?404 ?[!:,.–—-]* ?)?(?:${thing} ${missing}|(?:we|i) (?:could(?:n't|n’t| not)|can(?:'t|’t|not| not)) find ${thing}|(?:page|seite) (?:nicht gefunden|introuvable)|diese seite (?:wurde nicht gefunden|existiert nicht)|p[áa]gina no encontrada|this is not the (?:web ?)?page you are looking for|nothing (?:to see )?here|(?:there(?:'s|’s| is) )?nothing here|lost\?|you(?:'re|’re| are) lost|(?:dead|broken) link)$`,
  'i',
);
/** Names that say only the code; the page has to say more, or nothing at all. */
export const notFoundCode =
  /^(?:(?:http |error |status )*40[34](?: error)?|(?:error )?(?:http )?404 (?:[-–—:] )?not[ _]found|not[ _]found)$/i;
export const notFoundWords = new RegExp(
  String.raw`(?:page|seite|page web|document|url|link|article) (?:that |which )?you(?:'re|’re| are| were|'ve| have)?(?: (?:looking for|requested|followed|tried|trying to))|\b${thing} (?:you [a-z ]{1,30} )?${missing}|(?:couldn't|couldn’t|could not|can't|can’t|cannot) find (?:the|that|this|what) (?:page|you)|page not found|what you (?:were|are) looking for|(?:wandered|drifted) off|moved or (?:deleted|removed|no longer)|requested url(?: \S{1,200})? was not found`,
  'i',
);

export const maintenanceName =
  /^(?:(?:we(?:'re|’re| are|'ll|’ll| will)|(?:this |the |our )?(?:\w+ ){0,2}(?:docs|documentation|site|website|service|portal|platform|(?:web )?app|center|centre)|our services)(?: is| are| be|’re)? ?(?:currently |temporarily |briefly )?(?:(?:down |closed |offline )?(?:for|under(?:going)?) (?:scheduled |planned )?maintenance|be (?:right )?back(?: soon| shortly)?|(?:right )?back (?:soon|shortly)|unavailable|offline|down|stopped|suspended|asleep|aren[’']t available right now)|(?:be )?(?:right )?back (?:soon|shortly)|(?:scheduled |under |site |planned |system )*maintenance(?: mode| in progress| break)?|(?:temporarily |service |site )+(?:unavailable|offline)|(?:http |error )*5\d\d(?: error)?|(?:(?:error )?5\d\d ?[-–—:]? ?)?(?:bad gateway|internal server error|service (?:temporarily )?unavailable|gateway time-?out|server error|connection timed out|web server is down|origin is unreachable)|application error(?:: .{1,200})?|something went wrong|this page isn[’']t working|error establishing a database connection)$/i;
/** Names of gateways and frameworks alone, as bare servers print them. */
export const gatewayName =
  /^(?:5\d\d (?:bad gateway|internal server error|service (?:temporarily )?unavailable|gateway time-?out)|error establishing a database connection)$/i;
/** What such a page says to whoever stands before it; a policy on maintenance does not. */
export const maintenanceWords =
  /please (?:try (?:again (?:in|later|shortly|soon)|to reload)|check back|come back|retry|refresh|reload|bear with)|try again (?:in a (?:few|moment|bit)|in \d|shortly|soon\b)|we(?:'ll|’ll| will) be (?:right )?back|be back (?:soon|shortly|online|up|in)|(?:site|docs|documentation|service|services|system|systems|page|portal|platform|app|website) (?:is|are) (?:currently |temporarily )?(?:offline|down|unavailable|undergoing|being upgraded|under maintenance)\b|(?:available|unavailable|offline|down) (?:right now|at the moment)|we(?:'re|’re| are) (?:currently |busy |hard at )?(?:working|performing|upgrading|making|carrying|doing|updating)[^.]{0,60}(?:maintenance|\bsite|systems?|servers?|documentation|platform|services?|improvements?|things better|restor|\bfix)|while we (?:upgrade|work|perform|carry|make|update|fix)|sorry for (?:the|any) inconvenience|apologi[sz]e for (?:the|any) inconvenience|(?:an|some) (?:unexpected |internal )?error (?:has )?occurred|(?:client|server)-side exception|the server encountered|could not (?:satisfy|process) the request/i;

export const signInName =
  /^(?:(?:please )?(?:sign|log)[ -]?(?:in|on)(?: (?:to|with|at) .{1,60})?|(?:[\w&'’.-]+ ){0,3}(?:sign|log)[ -]?in(?: page)?|(?:member|customer|user|partner|account|admin) (?:login|sign[ -]?in)|authentication required|single sign-on|sign in or create an account)$/i;
/** With a field for the password beneath it. */
export const signInGreeting = /^welcome(?: back)?$/i;
export const signInButton = /^(?:(?:sign|log)[ -]?(?:in|on)|next|continue|weiter|anmelden|suivant)\b/i;
/** Scripts and fields of well-known identity providers. */
export const signInMarkup =
  /okta-(?:sign-in|signin)|auth0\.com\/lock|login\.microsoftonline\.com|accounts\.google\.com\/(?:v3\/)?signin|kc-form-login|id=["']kc-login|cognito-idp|ping(?:one|identity)|SAMLRequest|clerk\.accounts\./i;

export const consentName =
  /^(?:before you continue(?: to .{1,60})?|your privacy(?: choices?| matters)?|(?:we|.{1,40}) values? your privacy|(?:manage )?(?:your )?(?:cookie|privacy|consent) (?:consent|preferences?|settings|choices)|cookies?|consent|cookies? (?:on|and) .{1,60}|bevor sie .{1,60}|avant d[’'].{1,60}|antes de .{1,60}|prima di .{1,60}|voordat je .{1,60})$/i;
export const consentButton =
  /^(?:i )?(?:(?:accept|allow|agree|reject|decline|deny)(?: (?:all|to all|and (?:continue|close|proceed)|cookies|all cookies|necessary|only necessary))*|agree (?:&|and) (?:close|continue)|(?:alle )?(?:akzeptieren|ablehnen|zustimmen)|alle (?:akzeptieren|ablehnen|annehmen)|tout (?:accepter|refuser)|(?:aceptar|rechazar) todo|accetta tutto|rifiuta tutto|alles (?:accepteren|afwijzen))$/i;
export const consentForm = /action=["']https:\/\/consent\.(?:google|youtube|yahoo)\.[a-z.]+\//i;

/** Said of the very domain that was asked for, not of domains in general. */
export const parkedWords =
  /\b(?:this (?:web ?site|domain|site)(?: name)?|[a-z0-9-]+\.(?:com|net|org|io|ai|co|dev|app|health))(?: name)?,? (?:is|may be|might be|has been) (?:for sale|parked|available (?:for (?:sale|purchase)\b(?! orders?))|registered (?:at|with|by)|expired|suspended)|\bbuy this domain\b|inquire about this domain|get this domain|interested in this domain\?|(?:this|the) domain (?:name )?(?:has )?expired\b(?! domain)|future home of (?:something|a )|this (?:web ?page|domain) is parked|courtesy of .{1,30} domain/i;
export const parkedName =
  /^(?:registered (?:at|with) \S{1,60}|parked (?:domain|page)|(?:this )?domain (?:is )?(?:for sale|parked|expired)|coming soon|default web (?:site|page)|apache2? .{0,20}default page.*|welcome to (?:nginx|caddy|apache).{0,2}|iis windows server)$/i;
export const parkedMarkup =
  /<(?:script|iframe)[^>]{0,300}src=["'][^"']{0,200}(?:sedoparking|parkingcrew|bodis|parklogic|above|dan|afternic|hugedomains)\.(?:com|net|io)|location\.(?:href\s*=|replace\()\s*["']\/lander\b|LANDER_SYSTEM|sedoparking\.com|parkingcrew\.net|d38psrni17bvxu\.cloudfront\.net/i;

/** That *this page* wants scripts, spoken to its visitor. */
export const scriptsNeeded =
  /\b(?:please |you(?:'ll|’ll)? (?:need|have|must|will need)(?: to)? )(?:enable|turn on|activate|allow) java ?script\b|\b(?:this|the) (?:page|site|app|application|web ?site|web ?app)[^.]{0,40} (?:requires?|needs?|relies on) java ?script\b|\bjava ?script (?:is|must be|seems to be|needs to be|has been) (?:disabled|turned off|not enabled|enabled|switched on)|\b(?:enable|activate) java ?script (?:to (?:run|view|use|continue|see|access|proceed)|in (?:your|the) browser|and (?:reload|refresh|cookies))|doesn(?:'t|’t) work properly without java ?script/i;
export const loadingWords = /\b(?:loading|please wait|one moment|initiali[sz]ing|starting)\b/i;
