/** Exports evidence: brings the log up to date, gathers and proves the case, writes the bundle, and logs that it was taken away. */
import { createHash } from 'node:crypto';
import type { Db } from '../store/db.ts';
import { noteForLog } from '../store/evidence-log.ts';
import type { Manifest } from './bundle-manifest.ts';
import { writeZip } from './bundle-zip.ts';
import { type CaseSource, gatherCase, type Subject } from './gather-case.ts';
import { keepLog, type LogPlaces } from './keep-log.ts';
import { proveCase } from './prove-case.ts';
import { type BundleRequest, writeBundle } from './write-bundle.ts';

export interface ExportRequest
  extends Pick<BundleRequest, 'program' | 'exportedBy' | 'explain' | 'onProgress'> {
  readonly subject: Subject;
  readonly watched: ReadonlyMap<string, CaseSource>;
  readonly places: LogPlaces;
  readonly now: Date;
}

export interface Exported {
  readonly zip: Uint8Array;
  readonly sha256: string;
  readonly manifest: Manifest;
}

/**
 * Exports a case. Once more, with nothing new about it in the log, the bytes are the same.
 * @throws EvidenceError as `gatherCase`
 */
export async function exportEvidence(db: Db, request: ExportRequest): Promise<Exported> {
  await keepLog(db, request.places, { now: request.now, isComplete: true });
  const matter = await gatherCase(db, request.subject, request.watched);
  const proof = await proveCase(db, matter);
  const { files, manifest } = await writeBundle(db, { ...request, matter, proof });
  const zip = writeZip(files);
  return { zip, sha256: createHash('sha256').update(zip).digest('hex'), manifest };
}

/** Notes in the log that a bundle was taken away, once it lies where it was to be written. */
export async function noteExport(
  db: Db,
  exported: Exported,
  custody: { readonly by: string | null; readonly at: Date; readonly worker: string },
): Promise<void> {
  const { manifest, sha256, zip } = exported;
  await noteForLog(db, {
    kind: 'export',
    ref: sha256,
    at: custody.at,
    record: {
      sha256,
      bytes: zip.length,
      files: manifest.files.length,
      subject: manifest.subject,
      window: manifest.window,
      by: custody.by,
      on: custody.worker,
      at: custody.at.toISOString(),
    },
  });
}
