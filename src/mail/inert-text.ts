/**
 * Vendor text is hostile until proven otherwise: it may hold line breaks that forge headers or sections,
 * characters that reverse reading order, addresses that mail programs turn into links, and megabytes.
 * Everything that enters a message passes through here first.
 */

/** Line breaks and every other control, plus white space of all kinds. */
const breaks = /[\p{Cc}\p{Zs}\p{Zl}\p{Zp}]+/gv;
/**
 * Characters without a shape of their own: bidirectional overrides, zero-width blanks, tags. Kept are the
 * joiners and number signs without which Persian, Indic and Arabic words are spelled wrongly.
 */
const shapeless = /[[\p{Cf}\p{Co}\p{Noncharacter_Code_Point}]--[\u200C-\u200D\u0600-\u0605\u06DD]]/gv;
/** More marks on one letter than any script uses: they paint over neighbouring lines. */
const heapedMarks = /(?<kept>\p{Mn}{4})\p{Mn}+/gv;

/**
 * One line of at most `maxLength` characters, without controls, direction marks or invisible characters.
 * What was longer ends in `…`. Costs no more for five megabytes than for a page.
 */
export function inertText(value: string, maxLength = 500): string {
  const text = removeHidden(value.slice(0, maxLength * 4));
  const isCut = text.length > maxLength || value.length > maxLength * 4;
  return isCut ? `${dropHalfCharacter(text.slice(0, maxLength - 1)).trimEnd()}…` : text;
}

/** Like `inertText`, but keeps blanks at either end: a run within a sentence. */
export function inertRun(value: string): string {
  const lead = /^\s/.test(value) ? ' ' : '';
  const tail = /\s$/.test(value) ? ' ' : '';
  const text = removeHidden(value);
  return text === '' ? lead || tail : `${lead}${text}${tail}`;
}

/**
 * The text with addresses spelled so that no mail program makes links of them: `https[:]//host[.]example`.
 * The host stays readable.
 */
export function withoutLinks(text: string): string {
  return text
    .replace(
      /(?<![\p{L}\p{N}])(?<scheme>[a-z][a-z0-9+.\-]{0,15}):\/\/(?<host>[^\s\/?#]*)/giv,
      (_all, scheme: string, host: string) => `${scheme}[:]//${host.replaceAll('.', '[.]')}`,
    )
    .replace(
      /(?<![\p{L}\p{N}])(?<scheme>mailto|javascript|data|tel|sms|file|vbscript):(?=\S)/giv,
      (_all, scheme: string) => `${scheme}[:]`,
    )
    .replace(/(?<![\p{L}\p{N}.\-\/\]])(?:[\p{L}\p{N}\-]{1,63}\.){1,10}\p{L}{2,24}(?=[\/:?#])/gv, (host) =>
      host.replaceAll('.', '[.]'),
    )
    .replace(/(?<![\p{L}\p{N}])www\.(?:[\p{L}\p{N}\-.])+/giv, (host) => host.replaceAll('.', '[.]'))
    .replace(/@(?<host>[\p{L}\p{N}\-]{1,63}(?:\.[\p{L}\p{N}\-]{1,63})+)/gv, (host) =>
      host.replaceAll('.', '[.]'),
    );
}

/** One safe line of vendor text: inert, and without anything that becomes a link. */
export function vendorText(value: string, maxLength = 500): string {
  return withoutLinks(inertText(value, maxLength));
}

/** Only characters that have a shape; each run of breaks is one blank, trimmed. */
function removeHidden(value: string): string {
  return value
    .toWellFormed()
    .replace(shapeless, '')
    .replace(breaks, ' ')
    .replace(heapedMarks, '$<kept>')
    .trim();
}

/** Takes away the first half of a character whose second half was cut off. */
export function dropHalfCharacter(text: string): string {
  return /[\uD800-\uDBFF]$/.test(text) ? text.slice(0, -1) : text;
}
