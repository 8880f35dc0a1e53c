/**
 * Bounds synchronous work in time, the matching of patterns included: V8 ends a script that runs too long even within
 * the backtracking of a regular expression, which nothing else in JavaScript can. Patterns come from people who write
 * configuration, texts from the whole world; together they must not occupy a worker.
 */
import { createContext, Script } from 'node:vm';

/** The work was broken off; nothing of it has come about. */
export class OverBudgetError extends Error {}

const place: { work: () => unknown } = { work: () => undefined };
const context = createContext(place);
const script = new Script('work()');

/**
 * The result of `work`, which must be synchronous and without effects that would be left half done. May be nested.
 * @throws OverBudgetError when it takes longer than `budgetMs` by the wall clock; whatever `work` throws
 */
export function withinBudget<Result>(budgetMs: number, work: () => Result): Result {
  const results: { readonly value: Result }[] = [];
  place.work = () => void results.push({ value: work() });
  try {
    script.runInContext(context, { timeout: budgetMs });
  } catch (error) {
    if (!isTimeout(error)) throw error;
    throw new OverBudgetError(`it takes longer than ${budgetMs / 1000} s`, { cause: error });
  }
  const [result] = results;
  if (!result) throw new OverBudgetError('it left no result');
  return result.value;
}

/** The error comes from the script's own realm, whose Error is another class than ours. */
function isTimeout(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  );
}
