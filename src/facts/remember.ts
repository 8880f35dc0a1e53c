/**
 * Remembers what a pure function made of a text. Successive versions of a document share nearly all of their
 * blocks, so most texts come again and again.
 */

/** What may be remembered; each of the few functions that remember stays within some tens of megabytes. */
interface Bounds {
  /** Characters of all texts together. */
  readonly maxCharacters: number;
  /** Longer texts are not remembered: they are rare among blocks and would drive out many short ones. */
  readonly maxLength: number;
}

const blockBounds: Bounds = { maxCharacters: 4_000_000, maxLength: 4_000 };
/** What an entry costs beside its text. */
const overhead = 40;

/** The same function, answering from memory where it can. Bounded by the size of the texts, oldest out first. */
export function rememberByText<Result>(
  compute: (text: string) => Result,
  bounds: Partial<Bounds> = {},
): (text: string) => Result {
  const { maxCharacters, maxLength } = { ...blockBounds, ...bounds };
  const known = new Map<string, Result>();
  let held = 0;
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const result = compute(text);
    if (text.length > maxLength) return result;
    known.set(text, result);
    held += text.length + overhead;
    for (const oldest of known.keys()) {
      if (held <= maxCharacters) break;
      known.delete(oldest);
      held -= oldest.length + overhead;
    }
    return result;
  };
}
