/**
 * Paths and patterns of robots.txt (RFC 9309 §2.2.2–2.2.3): brought to one spelling of percent-encoding, and
 * matched with `*` and a closing `$` in time proportional to the path, whatever the pattern.
 */

/** Characters that stand for themselves however they are written (RFC 3986 §2.3). */
const unreserved = /^[A-Za-z0-9\-._~]$/;
/**
 * What is not written as it should be, or may not be: encoded bytes, and runs of characters that are neither
 * unreserved nor have a meaning of their own in paths and queries, where plain and encoded are two things.
 */
const needsSpelling = /%[0-9a-f]{2}|%|[^A-Za-z0-9\-._~/?:@&=+,;!'()#%]+/gi;

/**
 * One spelling for a path with its query as a request sends it. A `*` or `$` in it is encoded, as patterns have
 * to write those that are meant literally.
 */
export function normalisePath(path: string): string {
  return normalise(path);
}

/** One spelling for a pattern; `*` and a closing `$` keep their meaning, runs of `*` become one. */
export function normalisePattern(pattern: string): string {
  const isAnchored = pattern.endsWith('$');
  const body = isAnchored ? pattern.slice(0, -1) : pattern;
  const pieces = body.split(/\*+/).map((piece) => normalise(piece));
  return pieces.join('*') + (isAnchored ? '$' : '');
}

/** Whether a normalised pattern fits the beginning of a normalised path, or all of it when it ends in `$`. */
export function matchesPath(pattern: string, path: string): boolean {
  const isAnchored = pattern.endsWith('$');
  const [first = '', ...rest] = (isAnchored ? pattern.slice(0, -1) : pattern).split('*');
  if (!path.startsWith(first)) return false;
  const last = rest.pop();
  if (last === undefined) return !isAnchored || path.length === first.length;
  // The leftmost place for each piece leaves the most room for those after it.
  let end = first.length;
  for (const piece of rest) {
    const start = path.indexOf(piece, end);
    if (start < 0) return false;
    end = start + piece.length;
  }
  return isAnchored ? path.length - last.length >= end && path.endsWith(last) : path.includes(last, end);
}

function normalise(text: string): string {
  return text.replace(needsSpelling, (part) => {
    if (!part.startsWith('%')) return encoded(part);
    if (part === '%') return '%25';
    const character = String.fromCharCode(Number.parseInt(part.slice(1), 16));
    return unreserved.test(character) ? character : part.toUpperCase();
  });
}

function encoded(text: string): string {
  return Buffer.from(text, 'utf8').toString('hex').toUpperCase().replace(/../g, '%$&');
}
