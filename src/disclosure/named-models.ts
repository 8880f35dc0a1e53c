/** What a change is about are models, so that entries are understood that name them, whatever they look like. */
import type { Edit, Finding } from '../domain/change.ts';
import type { Vendor } from '../domain/vendor.ts';
import { findModelIdentifiers } from '../facts/model-identifiers.ts';

/** The vendor as before, or one that also knows the models that a change was found to be about. */
export function knowingModelsOf(
  vendor: Vendor,
  change: { readonly findings: readonly Finding[]; readonly edits: readonly Edit[] },
): Vendor {
  const subjects = change.findings.flatMap((finding) => finding.subjects);
  const names = new Set(subjects.filter(({ kind }) => kind === 'model').map(({ name }) => name));
  const unknown = [...names].filter((name) => !isKnown(name, vendor) || isWrittenJoined(name, change.edits));
  const listed = [...unknown, ...[...names].flatMap((name) => shortOf(name) ?? [])];
  return listed.length === 0 ? vendor : { ...vendor, listed: new Set(listed) };
}

/** `lumen-v4` for `lumen-v4.0`: entries write whole versions short. */
function shortOf(name: string): string | null {
  const short = name.replace(/(?<=\d)(?:\.0)+$/, '');
  return short === name ? null : short;
}

function isKnown(name: string, vendor: Vendor): boolean {
  return findModelIdentifiers(name, vendor).some(({ id }) => id === name);
}

/** Whether the document writes it with underscores, by which alone nothing is known as a model. */
function isWrittenJoined(name: string, edits: readonly Edit[]): boolean {
  const joined = name.replaceAll('-', '_');
  if (joined === name) return false;
  return edits.some((edit) => {
    const block = edit.kind === 'removed' ? edit.before : edit.after;
    return block.text.toLowerCase().includes(joined);
  });
}
