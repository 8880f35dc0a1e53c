/** JSON on its way into jsonb columns. */

/**
 * Serialises a value for a jsonb column. PostgreSQL refuses NUL and lone surrogates in jsonb, and vendors'
 * texts may hold either, so both are replaced (NUL dropped, surrogates by U+FFFD).
 */
export function toJson(value: unknown): string {
  const text = JSON.stringify(value);
  // Both are written as escapes; what only looks like one costs a second time and changes nothing.
  if (text === undefined || !/\\u(?:0000|d[89a-f])/.test(text)) return text;
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'string' ? toStorableText(item) : item,
  );
}

/** The same for text columns. */
export function toStorableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '');
}
