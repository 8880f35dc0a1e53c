/** How a value is quoted in messages: short, on one line, and never a secret that someone wrote in plain text. */

const secretKey = /^key$|password|passphrase|secret|token|credential|authorization|cookie|api-?key|headers/iu;
const maxLength = 80;

/** The source text of a value, fit to be printed: secrets hidden, white space folded, long ones shortened. */
export function showWritten(written: string, path: readonly PropertyKey[]): string {
  if (path.some((step) => secretKey.test(String(step)))) {
    // A variable's name gives nothing away; what stands around it or is its default may.
    const names = [...written.matchAll(/\$\{[A-Za-z_][A-Za-z0-9_]*\}/gu)].map(([name]) => name);
    return names.length === 0 ? '(hidden)' : names.join(' ');
  }
  const folded = maskUrl(written)
    .replace(/[\s\p{C}]+/gu, ' ')
    .trim();
  return folded.length > maxLength ? `${folded.slice(0, maxLength)}…` : folded;
}

/** Hides the user part and secret query values of a URL. */
function maskUrl(text: string): string {
  return text
    .replace(/:\/\/[^/\s]*@/gu, '://(hidden)@')
    .replace(/([?&][^=&\s]*(?:key|token|secret|password|signature)[^=&\s]*=)[^&\s"']+/giu, '$1(hidden)');
}
