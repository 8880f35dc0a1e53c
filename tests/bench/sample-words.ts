/** Prose made from a seed: the same seed gives the same words on every machine. */

const vocabulary = (
  'the a of to in and is are for with model models customer data request response provider region service ' +
  'retention period days notice tokens context window price limit version release stable preview retired ' +
  'training evaluation clinical note transcript consent processor agreement endpoint default parameter ' +
  'accuracy speech summary latency available deprecated replaced supported account usage policy storage'
).split(' ');

/** Gives whole numbers from 0 to below `bound`. */
export type Dice = (bound: number) => number;

/** A linear congruential generator (Numerical Recipes' constants): enough for filling pages. */
export function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  return (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

export function word(dice: Dice): string {
  return vocabulary[dice(vocabulary.length)] ?? '';
}

/** A sentence of 8 to 23 words with a figure in it. */
export function sentence(dice: Dice): string {
  const words = Array.from({ length: 8 + dice(16) }, () => word(dice));
  words.splice(dice(words.length), 0, `${1 + dice(900)}`);
  const text = words.join(' ');
  return `${text[0]?.toUpperCase()}${text.slice(1)}.`;
}
