/**
 * Text as a reader sees it. Vendors' sites insert invisible characters by build and by locale; left in, each
 * of them would be a change that nobody can see, or hide one that everybody should.
 */

/** Control characters that are not white space (C0 without TAB…CR, DEL, C1 without NEL). */
// oxlint-disable-next-line no-control-regex -- removing them is the point
const controls = /[\u0000-\u0008\u000E-\u001F\u007F-\u0084\u0086-\u009F]/g;

/**
 * Invisible characters: soft hyphen, grapheme joiner, Arabic letter mark, Mongolian vowel separator, zero-width
 * space and joiners, word joiner and invisible operators, byte order mark, bidirectional controls, variation
 * selectors (they differ between two spellings of one sign) and tag characters (used to hide text).
 */
const invisibles =
  /[\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFEFF\u{E0000}-\u{E007F}]|\u034F|[\uFE00-\uFE0F]/gu;

/** White space that `\s` does not know: next line and the blank Braille pattern. */
const whiteSpace = /[\s\u0085\u2800]+/g;

/** Remarks for screen readers that sites append to links in plain text. */
const newWindowRemark = /\s*\(opens? in (?:an? )?new (?:tab|window)\)/gi;

/**
 * Folds white space to single blanks, trims, removes invisible and control characters, replaces lone
 * surrogates by U+FFFD and brings the rest into Unicode NFC. Idempotent.
 */
export function normaliseText(text: string): string {
  const visible = text.toWellFormed().replaceAll(controls, '').replaceAll(invisibles, '').normalize('NFC');
  const folded = visible.replaceAll(whiteSpace, ' ');
  return folded.replaceAll(newWindowRemark, '').trim();
}
