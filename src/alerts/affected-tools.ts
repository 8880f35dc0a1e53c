/** Which registered tools rest on what a change is about. */
import type { Subject } from '../domain/change.ts';
import type { Tool } from '../domain/register.ts';
import type { SourceRole } from '../domain/source.ts';
import type { Vendor } from '../domain/vendor.ts';
import { findModelIdentifiers } from '../facts/model-identifiers.ts';

/** Roles whose documents bind every tool of the vendor, whatever model lies beneath. */
const vendorWideRoles: ReadonlySet<SourceRole> = new Set(['terms', 'policy', 'status']);

/** What may follow an alias to make a dated or numbered snapshot of the same model. */
const snapshotSuffix = /^[-@:._]?v?\d[\d.:-]*$/;

/**
 * Names the tools that a change touches: directly, through an alias or a dated snapshot of it, or through a
 * family. Terms and policies touch every tool of the vendor, and so does a change that names no model.
 */
export function affectedTools(
  tools: readonly Tool[],
  vendor: Vendor,
  role: SourceRole,
  subjects: readonly Subject[],
): readonly Tool[] {
  const ofVendor = tools.filter((tool) => tool.vendor === vendor.id);
  const models = subjects.filter((subject) => subject.kind === 'model' || subject.kind === 'family');
  if (vendorWideRoles.has(role) || models.length === 0) return ofVendor;
  return ofVendor.filter((tool) =>
    tool.models.some((model) => models.some((subject) => restsOn(model, subject, vendor))),
  );
}

function restsOn(model: string, subject: Subject, vendor: Vendor): boolean {
  const named = model.toLowerCase();
  const resolved = vendor.aliases[named] ?? named;
  const mention = findModelIdentifiers(model, vendor)[0];
  const names = new Set([named, resolved, ...(mention ? [mention.id] : [])]);
  if (subject.kind === 'family') return mention?.family === subject.name || names.has(subject.name);
  if (names.has(subject.name)) return true;
  return [...names].some(
    (name) => subject.name.startsWith(name) && snapshotSuffix.test(subject.name.slice(name.length)),
  );
}
