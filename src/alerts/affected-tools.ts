/** Which registered tools rest on what a change is about, and by which tie. */
import type { Subject } from '../domain/change.ts';
import type { AffectedTool, Tool } from '../domain/register.ts';
import type { SourceRole } from '../domain/source.ts';
import type { Vendor } from '../domain/vendor.ts';
import { modelFamily } from '../facts/model-canonical.ts';
import { findModelIdentifiers } from '../facts/model-identifiers.ts';

/** Roles whose documents bind every tool of the vendor, whatever model lies beneath. */
const vendorWideRoles: ReadonlySet<SourceRole> = new Set(['terms', 'policy', 'status']);

/** What may follow an alias to make a dated or numbered snapshot of the same model. */
const snapshotSuffix = /^[-@:._]?v?\d[\d.:-]*$/;

/** What a change is about and whose document says so. */
export interface Concern {
  /** The vendor whose document changed. */
  readonly vendor: Vendor;
  readonly role: SourceRole;
  readonly subjects: readonly Subject[];
}

/**
 * Names the tools that a change touches: directly, through an alias or a dated snapshot of it, through a family,
 * or because the tool's own vendor is a platform that serves the model. Terms and policies touch every tool of
 * the vendor, and so does a change that names no model; those of a model's maker do not bind whoever uses it
 * through a platform.
 */
export function affectedTools(
  tools: readonly Tool[],
  concern: Concern,
  vendors: ReadonlyMap<string, Vendor>,
): readonly AffectedTool[] {
  const { vendor, role } = concern;
  const models = concern.subjects.filter(({ kind }) => kind === 'model' || kind === 'family');
  return tools.flatMap((tool) => {
    if (tool.vendor === vendor.id) {
      if (vendorWideRoles.has(role))
        return [{ ...tool, basis: `what ${vendor.name} lays down holds for every tool on it` }];
      if (models.length === 0)
        return [{ ...tool, basis: `it uses ${vendor.name}, and the change names no single model` }];
    }
    const platform = tool.vendor === vendor.id ? null : vendors.get(tool.vendor);
    if (platform === undefined || (platform !== null && !platform.hosts?.includes(vendor.id))) return [];
    const tie = tieOf(tool, models, vendor);
    if (tie === null) return [];
    return [{ ...tool, basis: platform === null ? tie : `${tie}, through the platform ${platform.name}` }];
  });
}

/** How the first tie between a tool and the models runs, in words; null when there is none. */
function tieOf(tool: Tool, subjects: readonly Subject[], vendor: Vendor): string | null {
  for (const model of tool.models) {
    for (const subject of subjects) {
      const tie = tieBetween(model.toLowerCase(), subject, vendor);
      if (tie !== null) return tie;
    }
  }
  return null;
}

function tieBetween(named: string, subject: Subject, vendor: Vendor): string | null {
  const mention = findModelIdentifiers(named, vendor)[0];
  const resolved = vendor.aliases[named] ?? mention?.id ?? named;
  const { name } = subject;
  if (named === name || (mention?.id === name && vendor.aliases[named] === undefined))
    return `it rests on ${name}`;
  if (resolved === name) return `it rests on ${named}, an alias of ${name}`;
  const family = hyphened(name);
  if (subject.kind === 'family') {
    return mention?.family !== undefined && hyphened(mention.family) === family
      ? `it rests on ${named}, of the family ${name}`
      : null;
  }
  if ([named, resolved].some((own) => isSnapshot(own, name)))
    return `it rests on ${named}, of which ${name} is a version`;
  const ofVendor = findModelIdentifiers(name, vendor)[0]?.family ?? modelFamily(name);
  return hyphened(named) === hyphened(ofVendor) ? `it rests on ${named}, the family of ${name}` : null;
}

function isSnapshot(own: string, name: string): boolean {
  return name.startsWith(own) && snapshotSuffix.test(name.slice(own.length));
}

/** Families are written with blanks in prose and with hyphens in ids. */
function hyphened(name: string): string {
  return name.replaceAll(/[\s_]+/g, '-');
}

/**
 * Every name that a route may know a change's models by: the names themselves, their undated stems, their families
 * and the aliases that lead to them.
 */
export function modelNames(subjects: readonly Subject[], vendor: Vendor): readonly string[] {
  const names = new Set<string>();
  for (const { kind, name } of subjects) {
    if (kind !== 'model' && kind !== 'family') continue;
    const known = hyphened(name);
    names.add(known);
    if (kind === 'family') continue;
    names.add(known.replace(/[-@]\d{4}-?\d{2}-?\d{2}$/, ''));
    names.add(hyphened(findModelIdentifiers(name, vendor)[0]?.family ?? modelFamily(name)));
    for (const [alias, target] of Object.entries(vendor.aliases)) if (target === name) names.add(alias);
  }
  return [...names];
}
