/**
 * Words of page furniture: texts that browsers, readers and site builders add around a document. Data only;
 * each list is a class of noise that was met on real vendors' pages.
 */

/** Blocks that consist of nothing but a control or a caption of the site; compared in lower case. */
export const interfaceTexts: ReadonlySet<string> = new Set([
  'close',
  'copy',
  'copied',
  'copied!',
  'copy code',
  'copy link',
  'copy page',
  'copy as markdown',
  'view as markdown',
  'open in chatgpt',
  'open in claude',
  'share',
  'share this page',
  'print',
  'print this page',
  'download pdf',
  'save as pdf',
  'search',
  'search...',
  'menu',
  'open menu',
  'close menu',
  'toggle navigation',
  'select language',
  'english',
  'table of contents',
  'contents',
  'on this page',
  'in this article',
  'in this section',
  'back to top',
  'scroll to top',
  'previous',
  'next',
  'previous page',
  'next page',
  'edit this page',
  'edit page',
  'edit on github',
  'suggest edits',
  'send feedback',
  'give feedback',
  'provide feedback',
  'was this helpful?',
  'was this page helpful?',
  'was this article helpful?',
  'did this answer your question?',
  'is this page helpful?',
  'thank you for your feedback',
  'yes no',
  'loading',
  'loading...',
  'expand all',
  'collapse all',
  'expand',
  'collapse',
  'show more',
  'show less',
  'read more',
  'learn more',
  'sign in',
  'log in',
  'login',
  'sign up',
  'get started',
  'try it',
  'accept all',
  'accept all cookies',
  'accept all strictly necessary cookies',
  'reject all',
  'cookie notice',
  'cookie preferences',
  'cookie settings',
  'manage cookies',
  'skip to content',
  'skip to main content',
  // Names of pictures in icon fonts, which captures take for text.
  'arrow_drop_down',
  'arrow_forward',
  'audiotrack',
  'check_circle',
  'chevron_right',
  'content_copy',
  'expand_less',
  'expand_more',
  'open_in_new',
  'photo',
  'mic',
  'videocam',
]);

/** A picture that a converter wrote down and did not recognise again: `![](Example of output.png)`. */
export const bareImage = /^!\[[^\]]{0,300}\]\([^)]{0,2000}\)$/u;

/** A banner that asks for consent to cookies; what the page itself says of cookies asks for nothing. */
export const consentBanner =
  /\b(?:accept|allow|reject|decline|deny) (?:all|only|strictly|non-essential|optional)\b[^.]{0,40}\bcookies?\b|\bmanage (?:your )?cookie (?:preferences|settings)\b/iu;
/** What is longer is a passage of a notice on cookies. */
export const maxBannerLength = 400;

/** Remarks for screen readers that captures show or hide by chance, often glued to the word before. */
export const accessibilityText =
  /\(?(?:[Oo]pens?|[Oo]pening) (?:in|a) (?:a )?new (?:browser )?(?:tab|window)(?: or window)?\b\)?|\((?:[Ee]xternal)(?: link| site)?\)|\b[Ee]xternal link icon\b|\b[Ss]kip to (?:main )?content\b/gu;

/** Ages that count on by themselves: they say nothing that the date beneath them did not. */
export const relativeAge =
  /\b(?:(?:last )?(?:updated|modified|edited|reviewed|published|posted)[: ]+)?(?:over |about |almost |more than )?(?:\d+|an?|one|two|three|a few|several) (?:second|minute|hour|day|week|month|year)s? ago\b|\b(?:(?:last )?(?:updated|modified|edited|published|posted)[: ]+)(?:just now|today|yesterday|last (?:week|month|year))\b/giu;

/** Counters of readers; only believed in short blocks, where they stand alone. */
export const counter =
  /\b\d[\d.,]*\s?[kmb]?\+? (?:views?|likes?|downloads?|stars?|forks?|followers?|comments?|replies|shares?|votes?|reactions?|contributors?|min(?:ute)?s? read)\b|\bdownloads last month:? ?[\d.,]+[kmb]?\b|\b\d+ out of \d+ found this helpful\b/giu;

/** Front matter and page fields that are stamped by tools when anything or nothing was saved. */
export const stampKeys: ReadonlySet<string> = new Set([
  'date_modified',
  'datemodified',
  'git_commit',
  'git-last-modified',
  'last-modified',
  'last-updated',
  'last_modified',
  'last_update',
  'last_updated',
  'lastmod',
  'lastmodified',
  'lastupdated',
  'modified',
  'modified_time',
  'ms.date',
  'ms.lasthandoff',
  'updated',
  'updated_at',
  'updatedat',
  'build',
  'build_id',
  'crawled_at',
  'fetched_at',
  'retrieved_at',
  'scraped_at',
]);

/** What an empty table cell looks like. */
export const emptyCell = /^(?:[-–—―‐‑·.…*]+|n\/?a|not applicable|none|null|tbd)?$/iu;
