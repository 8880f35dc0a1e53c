/** Instants as the vendors' interfaces write them. */

const iso = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?<zone>Z|[+-]\d{2}:?\d{2})?)?$/i;

/**
 * An ISO 8601 date or instant in UTC, null for anything else. A time without a zone is taken as UTC, so that the
 * same bytes give the same document on every machine.
 */
export function isoInstant(printed: string | null | undefined): string | null {
  const text = (printed ?? '').trim();
  const match = iso.exec(text);
  if (!match) return null;
  const hasTime = text.length > 'YYYY-MM-DD'.length;
  const instant = new Date(hasTime && match.groups?.['zone'] === undefined ? `${text}Z` : text);
  return Number.isNaN(instant.getTime()) ? null : instant.toISOString();
}
