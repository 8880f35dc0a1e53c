/**
 * Imports what others witnessed of a document before we first saw it: each state with its bytes, its text and what differs
 * from the state before. Nothing of it is a look, a version, a change or an announcement of ours, so nobody is told of it
 * and no verdict rests on it.
 */
import { compareDocuments, documentHash } from '../compare/compare-documents.ts';
import { understandChange } from '../compare/understand-change.ts';
import type { Config } from '../config/config.ts';
import type { Capture } from '../domain/capture.ts';
import type { Document } from '../domain/document.ts';
import { ExtractError } from '../domain/errors.ts';
import type { Source } from '../domain/source.ts';
import { OverBudgetError, withinBudget } from '../facts/time-budget.ts';
import type { Reading, SourceAdapter } from '../sources/adapter.ts';
import { kindOfFile } from '../sources/kind-of-file.ts';
import { sha256, storeBodies } from '../store/bodies.ts';
import type { Db } from '../store/db.ts';
import {
  importKey,
  insertWitnessed,
  loadImported,
  loadWitnessed,
  type NewWitnessedVersion,
  witnessedId,
} from '../store/witnessed-versions.ts';
import { withHash } from './folder-history.ts';
import type { HistoryState } from './history.ts';

export type Imported =
  | { readonly kind: 'imported'; readonly number: number; readonly summary: string | null }
  /** Imported by an earlier run. */
  | { readonly kind: 'known' }
  /** Says what the one before it said. */
  | { readonly kind: 'same-text' }
  /** From when on our own looks tell. */
  | { readonly kind: 'after-our-first-look' }
  | { readonly kind: 'unreadable'; readonly reason: string };

export interface ImportDeps {
  readonly db: Db;
  readonly config: Pick<Config, 'vendors' | 'rules'>;
  readonly adapters: ReadonlyMap<string, SourceAdapter>;
  readonly now: () => Date;
  /** Who imports. */
  readonly by: string;
}

export interface ImportRequest {
  readonly source: Source;
  readonly states: readonly HistoryState[];
  /** Instead of what the file's name says. */
  readonly kind: string | null;
  readonly isDryRun: boolean;
  /** When we first saw the document ourselves; null when we never did. */
  readonly firstSightedAt: Date | null;
  readonly onState: (state: HistoryState, imported: Imported, done: number) => void;
}

/** The state before in the same history: what is compared with the next. */
interface Predecessor {
  readonly number: number;
  readonly documentHash: string;
  /** Of one that an earlier run imported the document is fetched when it is needed. */
  readonly document: Document | null;
}

const budgetMs = 20_000;

/**
 * Imports states in their order, each compared with the one before it in this history. Each is stored by itself, so that a
 * run that is interrupted is simply run again.
 */
export async function importHistory(
  deps: ImportDeps,
  request: ImportRequest,
  signal: AbortSignal,
): Promise<void> {
  const known = await loadImported(deps.db, request.source.id);
  let number = Math.max(0, ...[...known.values()].map((version) => version.number));
  let previous: Predecessor | null = null;
  for (const [index, state] of request.states.entries()) {
    signal.throwIfAborted();
    const taken: Taken = await takeState(
      deps,
      request,
      state,
      { known, number: number + 1, previous },
      signal,
    );
    previous = taken.standing ?? previous;
    if (taken.imported.kind === 'imported') number = taken.imported.number;
    request.onState(state, taken.imported, index + 1);
  }
}

interface Taken {
  readonly imported: Imported;
  /** What stands after it; null: what stood before. */
  readonly standing: Predecessor | null;
}

const passedOver = (imported: Imported): Taken => ({ imported, standing: null });

async function takeState(
  deps: ImportDeps,
  { source, kind, isDryRun, firstSightedAt }: ImportRequest,
  state: HistoryState,
  soFar: {
    readonly known: Awaited<ReturnType<typeof loadImported>>;
    readonly number: number;
    readonly previous: Predecessor | null;
  },
  signal: AbortSignal,
): Promise<Taken> {
  const { db, config } = deps;
  if (firstSightedAt !== null && state.witnessedAt >= firstSightedAt)
    return passedOver({ kind: 'after-our-first-look' });
  const isKnown = (reference: string): Taken | null => {
    const version = soFar.known.get(importKey(state.witness, reference));
    return version ? { imported: { kind: 'known' }, standing: { ...version, document: null } } : null;
  };
  const byCommit = state.witness === 'git' ? isKnown(state.reference) : null;
  if (byCommit) return byCommit;
  const bytes = await state.load(signal);
  if ('remark' in bytes) return passedOver({ kind: 'unreadable', reason: bytes.remark });
  const reference = state.witness === 'git' ? state.reference : withHash(state.reference, bytes);
  const byHash = isKnown(reference);
  if (byHash) return byHash;
  const capture = toCapture(source, state, bytes);
  const reading = await readAs(deps, source, kind ?? kindFor(source, state.name), capture);
  if (typeof reading === 'string') return passedOver({ kind: 'unreadable', reason: reading });
  const { document } = reading;
  const hash = documentHash(document);
  const before = soFar.previous;
  if (before?.documentHash === hash) return passedOver({ kind: 'same-text' });
  let change: NewWitnessedVersion['change'] = null;
  if (before) {
    const old = before.document ?? (await loadWitnessed(db, source.id, before.number))?.document;
    if (!old) throw new Error(`${witnessedId(source.id, before.number)} is not there any more`);
    const comparison = compareDocuments(old, document);
    if (comparison.edits.length === 0) return passedOver({ kind: 'same-text' });
    const vendor = config.vendors.get(source.vendor);
    if (!vendor) return passedOver({ kind: 'unreadable', reason: `no vendor is called ${source.vendor}` });
    try {
      const understanding = withinBudget(budgetMs, () =>
        understandChange({
          source,
          vendor,
          before: old,
          after: document,
          comparison,
          rules: config.rules,
          now: state.witnessedAt,
        }),
      );
      change = { before: before.number, edits: comparison.edits, understanding };
    } catch (error) {
      if (!(error instanceof OverBudgetError)) throw error;
      return passedOver({
        kind: 'unreadable',
        reason: `it took longer than ${budgetMs / 1000} s to understand`,
      });
    }
  }
  const version: NewWitnessedVersion = {
    witness: state.witness,
    origin: state.origin,
    reference,
    witnessedAt: state.witnessedAt,
    authoredAt: state.authoredAt,
    sourceId: source.id,
    number: soFar.number,
    vendor: source.vendor,
    bodySha256: sha256(bytes),
    document,
    documentHash: hash,
    change,
    importedAt: deps.now(),
    importedBy: deps.by,
  };
  if (!isDryRun) {
    await storeBodies(db, [{ ...capture, finishedAt: version.importedAt }]);
    await insertWitnessed(db, version);
  }
  const summary = change?.understanding.summary ?? null;
  return { imported: { kind: 'imported', number: version.number, summary }, standing: version };
}

/** A page's source may lie in a repository in another format than it is published in. */
function kindFor(source: Source, name: string): string {
  const byName = kindOfFile(name);
  return byName === 'text' || byName === 'json' || byName === source.kind ? source.kind : byName;
}

/** As the adapter sees it. It is never stored as a capture: we did not receive it. */
function toCapture(source: Source, { witnessedAt, name }: HistoryState, body: Uint8Array): Capture {
  return {
    url: source.url,
    // Some kinds read a document as its extension says.
    finalUrl: `${source.url.replace(/[?#].*$/s, '')}/${encodeURIComponent(name)}`,
    redirects: [],
    status: 200,
    headers: {},
    body,
    startedAt: witnessedAt,
    finishedAt: witnessedAt,
    remoteAddress: null,
    certificate: null,
  };
}

/** The document, or why there is none. */
async function readAs(
  { adapters }: ImportDeps,
  source: Source,
  kind: string,
  capture: Capture,
): Promise<Extract<Reading, { kind: 'document' }> | string> {
  const adapter = adapters.get(kind);
  if (!adapter) return `there is no kind ${kind}`;
  if (capture.body.length === 0) return 'it is empty';
  const options = kind === source.kind ? source.options : adapter.options.safeParse({}).data;
  if (options === undefined) return `the kind ${kind} needs settings that only the source can give`;
  try {
    const reading = await adapter.read([capture], options);
    if (reading.kind === 'document') return reading;
    return `it is ${reading.kind}, not the document (${reading.evidence.map(({ sign }) => sign).join(', ')})`;
  } catch (error) {
    if (error instanceof ExtractError) return error.message;
    throw error;
  }
}
