/** Whether two words are the same word in another form or with a typing slip. */

/** Endings that change a word's form and not its sense. */
const endings = /(?:'s|s'|ies|ied|es|ed|ing|s|y|e|d|ly)$/u;
/** Prefixes that turn a word into its opposite: never a slip. */
const opposites = /^(?:in|un|im|il|ir|non|dis|de|mis|a)-?/u;

/** Whether `left` and `right` (lower case) differ by hyphens, ending or one mistyped letter only. */
export function isSameWord(left: string, right: string): boolean {
  if (left.includes('_') || right.includes('_')) return left === right;
  const [a, b] = [bare(left), bare(right)];
  if (a === b || areSynonyms(a, b)) return true;
  if (/\d/.test(a + b)) return false;
  if (isOpposite(a, b) || isOpposite(b, a)) return false;
  if (stem(a) === stem(b) && stem(a).length >= 3) return true;
  return Math.min(a.length, b.length) >= 5 && isOneSlipApart(a, b);
}

/** Words of legal texts that editors exchange for one another and that laws use alike. */
const synonyms: readonly (readonly [string, string])[] = [['information', 'data']];

function areSynonyms(a: string, b: string): boolean {
  return synonyms.some(([one, other]) => (a === one && b === other) || (a === other && b === one));
}

function bare(word: string): string {
  return word.normalize('NFD').replace(/[^\p{L}\p{N}]+/gu, '');
}

function stem(word: string): string {
  return word.replace(endings, '');
}

function isOpposite(longer: string, shorter: string): boolean {
  return opposites.test(longer) && longer.replace(opposites, '') === shorter;
}

/** One letter missing, added, changed, or two neighbours swapped. */
function isOneSlipApart(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const [left, right] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}
