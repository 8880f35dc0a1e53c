/** Announcements: the dated entries of a changelog, deprecation page, status page or feed. */
import type { Subject } from '../domain/change.ts';
import type { Announcement } from '../domain/disclosure.ts';
import type { Document } from '../domain/document.ts';
import type { Source } from '../domain/source.ts';
import type { Vendor } from '../domain/vendor.ts';
import { findModelIdentifiers } from '../facts/model-identifiers.ts';
import { keyDrafts } from './entry-draft.ts';
import { readEntries } from './entry-reader.ts';

/** Entries longer than this are cut for matching; the version keeps the whole text. */
const maxTextLength = 20_000;

/**
 * Reads the entries of an announcing source's document. The same entry has the same key in every later version,
 * so the entries that are new in a version are those whose key was not stored before.
 */
export function readAnnouncements(input: {
  readonly document: Document;
  readonly source: Source;
  readonly vendor: Vendor;
  readonly firstSeenAt: Date;
  readonly isFromBaseline: boolean;
}): readonly Announcement[] {
  const { document, source, vendor, firstSeenAt, isFromBaseline } = input;
  const drafts = readEntries(document.blocks);
  const keys = keyDrafts(drafts);
  return drafts.map((draft, index) => {
    const text = draft.lines.join('\n').slice(0, maxTextLength);
    return {
      key: keys[index] ?? '',
      sourceId: source.id,
      date: draft.date,
      title: draft.title,
      text,
      url: draft.url ?? source.url,
      subjects: findSubjects(`${draft.title}\n${text}`, vendor),
      firstSeenAt,
      isFromBaseline,
    };
  });
}

/** The models and families that a text names, each once, in order. */
function findSubjects(text: string, vendor: Pick<Vendor, 'models' | 'aliases'>): readonly Subject[] {
  const subjects = new Map<string, Subject>();
  for (const mention of findModelIdentifiers(text, vendor)) {
    subjects.set(`model ${mention.id}`, { kind: 'model', name: mention.id });
    subjects.set(`family ${mention.family}`, { kind: 'family', name: mention.family });
  }
  return [...subjects.values()];
}
