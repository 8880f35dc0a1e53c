/**
 * A labelled document as a watched source, and its vendor. Nothing is known of the vendor but its name, so that
 * what is measured holds for vendors that nobody has described.
 */
import type { Source } from '../domain/source.ts';
import type { Vendor } from '../domain/vendor.ts';
import type { CorpusDocument } from './read-corpus.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** The grace before `unannounced` is claimed, as shipped. */
export const graceMs = 3 * dayMs;

/** The source that a document stands for. Adapters are asked directly, so `kind` is never looked up. */
export function sourceOf({ id, role }: Pick<CorpusDocument, 'id' | 'role'>): Source {
  return {
    id,
    vendor: vendorIdOf(id),
    title: id,
    role,
    kind: 'evaluated',
    url: `https://evaluation.invalid/${id}`,
    cadence: { kind: 'every', everyMs: dayMs },
    headers: {},
    allowPrivate: [],
    announcedBy: [],
    options: null,
  };
}

/** The vendor of a document: what stands before the first slash of its id. */
export function vendorOf({ id }: Pick<CorpusDocument, 'id'>): Vendor {
  const vendor = vendorIdOf(id);
  return { id: vendor, name: vendor, models: [], aliases: {}, graceMs };
}

export function vendorIdOf(documentId: string): string {
  return documentId.split('/')[0] ?? documentId;
}
