/**
 * Rows of evidence as the facts that they are logged as: what `verify` compares with the log, in both directions. Each row
 * goes through the function that wrote its fact, so the two differ only if one of them was altered.
 */
import type { LoggedRows } from './logged-row-kinds.ts';
import { rowsOfLooks } from './logged-rows-of-looks.ts';
import { rowsOfTelling } from './logged-rows-of-telling.ts';

/** Every kind of row that is evidence. */
export const loggedRows: readonly LoggedRows[] = [...rowsOfLooks, ...rowsOfTelling];
