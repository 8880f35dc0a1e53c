/** Understands a change between two documents of a made-up vendor, by the rules as they are shipped. */
import { compareDocuments } from '../../src/compare/compare-documents.ts';
import { understandChange } from '../../src/compare/understand-change.ts';
import type { Understanding } from '../../src/domain/change.ts';
import type { Document } from '../../src/domain/document.ts';
import type { SourceRole } from '../../src/domain/source.ts';
import type { ModelPattern } from '../../src/domain/vendor.ts';
import { shippedRules } from './shipped-rules.ts';

/** The page that changed: whose it is, what it is called and for. */
interface Page {
  /** The vendor's name; its id is the same in small letters. */
  readonly vendor: string;
  readonly page: string;
  readonly role: SourceRole;
  /** Patterns by which the vendor's models are known; none unless given. */
  readonly models?: readonly ModelPattern[];
}

const rules = shippedRules();

export function understandPage(
  { vendor: name, page, role, models = [] }: Page,
  before: Document,
  after: Document,
): Understanding {
  const id = name.toLowerCase();
  return understandChange({
    source: {
      id: `${id}/${page}`,
      vendor: id,
      title: `${name} ${page}`,
      role,
      kind: 'html',
      url: `https://${id}.example/`,
      cadence: { kind: 'every', everyMs: 3_600_000 },
      headers: {},
      allowPrivate: [],
      announcedBy: [],
      options: null,
    },
    vendor: { id, name, models, aliases: {}, graceMs: 0 },
    before,
    after,
    comparison: compareDocuments(before, after),
    rules,
    now: new Date('2026-05-01T08:00:00Z'),
  });
}
