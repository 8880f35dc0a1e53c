/**
 * What the log says of what was seen: observations with their captures, bodies, versions. Written from what is about to be
 * stored and checked later against what is stored, so both must give the same record. What is absent is left out, so
 * that a column that is added later leaves older records as they were.
 */
import { digestOf } from '../domain/canonical-json.ts';
import type { ObservationOutcome } from '../domain/observation.ts';
import type { Fact } from './evidence-log.ts';
import { toJson } from './json.ts';

/** An observation as far as its record goes. */
export interface LoggedObservation {
  readonly id: string;
  readonly sourceId: string;
  readonly outcome: ObservationOutcome;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly code: string | null;
  readonly detail: string | null;
  readonly evidence: readonly unknown[];
  readonly seq: number | null;
  readonly noise: readonly unknown[];
  readonly worker: string;
  readonly appVersion: string | null;
  readonly rulesVersion: string | null;
  /** How far a request came that brought no answer. */
  readonly attempt: unknown;
}

export interface LoggedCapture {
  readonly url: string;
  readonly finalUrl: string;
  readonly redirects: readonly unknown[];
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodySha256: string | null;
  readonly remoteAddress: string | null;
  readonly certificate: string | null;
  readonly robots: string | null;
  readonly requestHeaders: Readonly<Record<string, string>> | null;
  readonly startedAt: Date;
  readonly finishedAt: Date;
}

/** Everything that is logged of a look, with its captures. */
export function observationRecord(
  observation: LoggedObservation,
  captures: readonly LoggedCapture[],
): Readonly<Record<string, unknown>> {
  const {
    sourceId: source,
    outcome,
    startedAt,
    finishedAt,
    code,
    detail,
    evidence,
    seq,
    noise,
  } = observation;
  const { worker, appVersion, rulesVersion, attempt } = observation;
  return present({
    source,
    outcome,
    startedAt,
    finishedAt,
    code,
    detail,
    evidence,
    seq,
    noise,
    worker,
    appVersion,
    rulesVersion,
    attempt,
    captures: captures.map(captureRecord),
  });
}

/**
 * The fact of one look. One that found nothing new is told by the digest of its full record and is gathered with others;
 * any other is told in full.
 */
export function observationFact(observation: LoggedObservation, captures: readonly LoggedCapture[]): Fact {
  const { id, sourceId: source, outcome, seq, finishedAt } = observation;
  const record = observationRecord(observation, captures);
  if (outcome !== 'unchanged') return { kind: 'observation', ref: id, at: finishedAt, record };
  return { kind: 'look', ref: id, at: finishedAt, record: { source, seq, sha256: digestOfStored(record) } };
}

function captureRecord(capture: LoggedCapture): Readonly<Record<string, unknown>> {
  const { headers, bodySha256, requestHeaders, ...others } = capture;
  return present({
    ...others,
    body: bodySha256,
    headers: digestOfStored(headers),
    requestHeaders: requestHeaders && digestOfStored(requestHeaders),
  });
}

/** Bytes that were stored; their name is their hash. */
export function bodyFact(body: {
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly storedAt: Date;
}): Fact {
  const { sha256, sizeBytes, storedAt } = body;
  return { kind: 'body', ref: sha256, at: storedAt, record: { sizeBytes, storedAt } };
}

/** A document state; `ref` is what people call it. */
export function versionFact(
  ref: string,
  version: {
    readonly observationId: string;
    readonly document: unknown;
    readonly documentHash: string;
    readonly bodyHashes: readonly string[];
    readonly firstSeenAt: Date;
  },
): Fact {
  const { observationId, document, documentHash, bodyHashes, firstSeenAt } = version;
  const record = {
    observation: observationId,
    document: digestOfStored(document),
    documentHash,
    bodies: bodyHashes,
    firstSeenAt,
  };
  return { kind: 'version', ref, at: firstSeenAt, record };
}

/** Digest of a value in the form in which the database gives it back. */
export function digestOfStored(value: unknown): string {
  return digestOf(JSON.parse(toJson(value)));
}

/** Without what is absent or empty. */
export function present(record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(record).filter(
      ([, value]) => value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0),
    ),
  );
}
