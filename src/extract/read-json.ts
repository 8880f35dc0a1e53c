/** JSON answers of interfaces that we know, checked before anything is read from them. */
import type { z } from 'zod';
import { extractError } from './extract-errors.ts';
import { parseJson } from './json-value.ts';

/**
 * Numbers arrive as texts in their canonical spelling (see parseJson). `what` names the answer in the error.
 * @throws ExtractError `malformed_json`, `nested_too_deep`, `unexpected_shape`
 */
export function readJson<Shape>(text: string, shape: z.ZodType<Shape>, what: string): Shape {
  const result = shape.safeParse(parseJson(text));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const place = issue && issue.path.length > 0 ? ` at ${issue.path.join('.')}` : '';
  throw extractError(
    'unexpected_shape',
    `this is not ${what}${place}: ${issue?.message ?? ''}`,
    result.error,
  );
}
