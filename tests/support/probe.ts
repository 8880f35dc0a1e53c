/** Asks of two small texts, read by the product's own adapters, what somebody would be told. */
import { compareDocuments } from '../../src/compare/compare-documents.ts';
import { understandChange } from '../../src/compare/understand-change.ts';
import type { Document } from '../../src/domain/document.ts';
import type { SourceRole } from '../../src/domain/source.ts';
import { kindOfFile } from '../../src/sources/kind-of-file.ts';
import { adapters } from '../../src/sources/registry.ts';
import { shippedRules } from './shipped-rules.ts';

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

const rules = shippedRules();

/** What edits without substance are recorded as. */
const editorial: ReadonlySet<string> = new Set(['terms.editorial', 'card.editorial']);

/** Categories, each with the models it names. */
export async function judgeProbe(probe: Probe): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const [before, after] = [await read(probe, probe.before), await read(probe, probe.after)];
  const comparison = compareDocuments(before, after);
  const told = new Map<string, Set<string>>();
  if (comparison.edits.length === 0) return told;
  const { findings } = understandChange({
    source: {
      id: `lumen/${probe.file}`,
      vendor: 'lumen',
      title: 'Lumen page',
      role: probe.role,
      kind: 'probe',
      url: `https://lumen.example/${probe.file}`,
      cadence: { kind: 'every', everyMs: 3_600_000 },
      headers: {},
      allowPrivate: [],
      announcedBy: [],
      options: null,
    },
    vendor: { id: 'lumen', name: 'Lumen', models: [], aliases: {}, graceMs: 0 },
    before,
    after,
    comparison,
    rules,
    now: new Date('2026-05-01T08:00:00Z'),
  });
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
