/** Taking times so that they can be compared: warmed up, interleaved, as medians. */

export interface Pair {
  readonly smallMs: number;
  readonly largeMs: number;
  readonly ratio: number;
}

/** Makes the work of one round, with input that no other round has: what was seen before may be remembered. */
export type Prepare = (round: number) => () => unknown;

/**
 * Median processor time of a small and a large piece of the same computing; preparing is not counted. They take
 * turns, so that a busy spell of the machine meets both, and processor time leaves out what other programs take.
 */
export function computingPair(
  small: Prepare,
  large: Prepare,
  options: { readonly rounds: number; readonly warmUps: number },
): Pair {
  for (let round = 0; round < options.warmUps; round += 1) small(round)();
  const times: { readonly small: number; readonly large: number }[] = [];
  for (let round = 0; round < options.rounds; round += 1) {
    const [smallRound, largeRound] = [options.warmUps + 2 * round, options.warmUps + 2 * round + 1];
    times.push({ small: processorMs(small(smallRound)), large: processorMs(large(largeRound)) });
  }
  const smallMs = median(times.map((time) => time.small));
  const largeMs = median(times.map((time) => time.large));
  return { smallMs, largeMs, ratio: largeMs / smallMs };
}

/** Processor time of this thread, without the collector's and compiler's threads. */
function processorMs(work: () => unknown): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

/** Time on the clock, for work that waits for others. */
export async function elapsedMs(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** The middle value; of an even number, the mean of the middle two. NaN for none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
  return (lower + upper) / 2;
}
