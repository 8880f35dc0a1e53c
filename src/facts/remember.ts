/**
 * Remembers what a pure function made of a text. Successive versions of a document share nearly all of their
 * blocks, so most texts come again and again.
 */

const maxEntries = 20_000;
/** Longer texts are rare and would make the memory large. */
const maxLength = 4_000;

/** The same function, answering from memory where it can. Holds at most 20,000 short texts, oldest out first. */
export function rememberByText<Result>(compute: (text: string) => Result): (text: string) => Result {
  const known = new Map<string, Result>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const result = compute(text);
    if (text.length <= maxLength) {
      if (known.size >= maxEntries) known.delete(known.keys().next().value ?? '');
      known.set(text, result);
    }
    return result;
  };
}
