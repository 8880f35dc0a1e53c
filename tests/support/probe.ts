/** Asks of two small texts, read by the product's own adapters, what somebody would be told. */
import { compareDocuments } from '../../src/compare/compare-documents.ts';
import type { Document } from '../../src/domain/document.ts';
import type { SourceRole } from '../../src/domain/source.ts';
import { kindOfFile } from '../../src/sources/kind-of-file.ts';
import { adapters } from '../../src/sources/registry.ts';
import { understandPage } from './understand.ts';

/** Two states of a document of a vendor that nobody described. */
export interface Probe {
  readonly name: string;
  readonly role: SourceRole;
  /** Its ending tells the format. */
  readonly file: string;
  /** Stands before and after what differs, so that it is a document and not a line. */
  readonly before: string;
  readonly after: string;
  /** Categories that must be told, each with the model that must be named with it, if any; none: nobody is told. */
  readonly told: readonly (string | readonly [category: string, model: string])[];
  /** Categories that would be wrong. */
  readonly not?: readonly string[];
}

/** What edits without substance are recorded as. */
const editorial: ReadonlySet<string> = new Set(['terms.editorial', 'card.editorial']);

/** Categories, each with the models it names. */
export async function judgeProbe(probe: Probe): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const [before, after] = [await read(probe, probe.before), await read(probe, probe.after)];
  const told = new Map<string, Set<string>>();
  if (compareDocuments(before, after).edits.length === 0) return told;
  const { findings } = understandPage({ vendor: 'Lumen', page: 'page', role: probe.role }, before, after);
  for (const { category, severity, subjects } of findings) {
    if (severity === 'info' && editorial.has(category)) continue;
    const names = told.get(category) ?? new Set<string>();
    for (const { name } of subjects) names.add(name);
    told.set(category, names);
  }
  return told;
}

async function read({ file }: Probe, text: string): Promise<Document> {
  const adapter = adapters.get(kindOfFile(file));
  if (!adapter) throw new Error(`no adapter reads ${file}`);
  const at = new Date('2026-05-01T08:00:00Z');
  const url = `https://lumen.example/${file}`;
  const capture = {
    url,
    finalUrl: url,
    redirects: [],
    status: 200,
    headers: {},
    body: new TextEncoder().encode(text),
    startedAt: at,
    finishedAt: at,
    remoteAddress: null,
    certificate: null,
  };
  const reading = await adapter.read([capture], adapter.options.parse({}));
  if (reading.kind !== 'document') throw new Error(`${file} was taken for ${reading.kind}`);
  return reading.document;
}
