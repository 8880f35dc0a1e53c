/** What had been announced by a day: the entries of an announcing document, from all its revisions until then. */
import { readAnnouncements } from '../disclosure/read-announcements.ts';
import type { Announcement } from '../domain/disclosure.ts';
import type { DocumentReader } from './document-reader.ts';
import { sourceOf, vendorOf } from './evaluated-source.ts';
import type { CorpusDocument, CorpusRevision } from './read-corpus.ts';

export class AnnouncementRecord {
  readonly #document: CorpusDocument;
  readonly #reader: DocumentReader;
  readonly #entries = new Map<string, readonly Announcement[]>();

  constructor(document: CorpusDocument, reader: DocumentReader) {
    this.#document = document;
    this.#reader = reader;
  }

  /** The first revision that there is; null for a document without any. */
  get firstSeenAt(): Date | null {
    return this.#document.revisions[0]?.at ?? null;
  }

  /**
   * Entries seen up to a day, reading as they did last, as the product keeps them; those of the first revision
   * are its baseline. Mirrors miss days: an entry that bears a day after the revision before the one that
   * brought it is taken to have been seen on that day.
   */
  async entriesUntil(day: Date): Promise<readonly Announcement[]> {
    const known = new Map<string, Announcement>();
    let previous: Date | null = null;
    for (const revision of this.#document.revisions) {
      for (const entry of await this.#entriesOf(revision)) {
        const earlier = known.get(entry.key);
        const firstSeenAt = earlier?.firstSeenAt ?? firstSeen(entry, previous, revision.at);
        if (firstSeenAt > day || (earlier && revision.at > day)) continue;
        known.set(entry.key, { ...entry, firstSeenAt, isFromBaseline: (earlier ?? entry).isFromBaseline });
      }
      previous = revision.at;
    }
    return [...known.values()];
  }

  async #entriesOf(revision: CorpusRevision): Promise<readonly Announcement[]> {
    const kept = this.#entries.get(revision.file);
    if (kept) return kept;
    const read = await this.#reader.read(revision);
    const entries =
      read.kind === 'document'
        ? readAnnouncements({
            document: read.document,
            source: sourceOf(this.#document),
            vendor: vendorOf(this.#document),
            firstSeenAt: revision.at,
            isFromBaseline: revision === this.#document.revisions[0],
          })
        : [];
    this.#entries.set(revision.file, entries);
    return entries;
  }
}

/** The day that an entry bears, kept between the revision before and the one that brought it. */
function firstSeen(entry: Announcement, previous: Date | null, brought: Date): Date {
  if (entry.date === null || previous === null) return brought;
  const day = new Date(entry.date);
  return day > previous && day < brought ? day : brought;
}
