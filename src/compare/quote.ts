/** Quotations in sentences. */

const maxQuote = 90;

/** The text on one line between quotation marks, cut at a word when it is long. */
export function quote(text: string): string {
  const plain = text.replace(/\s+/gu, ' ').trim();
  if (plain === '') return '(nothing)';
  if (plain.length <= maxQuote) return `“${plain}”`;
  const cut = plain.slice(0, maxQuote);
  const lastBlank = cut.lastIndexOf(' ');
  return `“${cut.slice(0, lastBlank > maxQuote / 2 ? lastBlank : maxQuote).trimEnd()}…”`;
}
