/** JSON answers of interfaces that we know, checked before anything is read from them. */
import { z } from 'zod';
import { extractError } from './extract-errors.ts';
import { parseJson } from './json-value.ts';
import { normaliseText } from './normalise-text.ts';

/** A name or id: text as a reader sees it, and not empty. Blocks normalise what they show, not what names them. */
export const NameText = z.string().transform(normaliseText).pipe(z.string().min(1));

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
