/**
 * Reads PDFs at arm's length. A file is a program for its reader: a few kilobytes can unpack to gigabytes or
 * occupy a reader for hours. So each is read in a thread that is ended when it takes too long or too much.
 */
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Document } from '../domain/document.ts';
import type { ExtractError } from '../domain/errors.ts';
import { type ExtractErrorCode, extractError } from './extract-errors.ts';

export interface PdfLimits {
  /** Default 60 seconds; a system card of 200 pages takes about three on a small machine. */
  readonly timeoutMs?: number;
  /** What the thread may hold besides its program. Default 256 MiB. */
  readonly maxMemoryBytes?: number;
}

const lookEveryMs = 50;

/**
 * The document that a PDF holds. The same bytes give the same document; running into a limit, which depends on
 * the machine, is an error and never another document.
 * @throws ExtractError `malformed_pdf`, `too_costly`, `document_too_large`, `nested_too_deep`
 */
export async function readPdf(bytes: Uint8Array, limits: PdfLimits = {}): Promise<Document> {
  refuseOthers(bytes);
  return inTurn(() => readInThread(bytes, limits));
}

/** One file at a time, so that the limits hold for the whole program. */
let lastTurn: Promise<unknown> = Promise.resolve();

function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  const turn = lastTurn.then(work, work);
  lastTurn = turn.catch(() => undefined); // whoever waits for this turn hears of its failure
  return turn;
}

type Message =
  | { readonly document: Document }
  | { readonly error: { readonly code: ExtractErrorCode; readonly message: string } };

async function readInThread(bytes: Uint8Array, limits: PdfLimits): Promise<Document> {
  const { timeoutMs = 60_000, maxMemoryBytes = 256 * 1024 * 1024 } = limits;
  const thread = new Worker(new URL('./pdf-thread.ts', import.meta.url), {
    workerData: bytes,
    resourceLimits: { maxOldGenerationSizeMb: maxMemoryBytes / 1024 / 1024, maxYoungGenerationSizeMb: 32 },
  });
  const watch = new AbortController();
  try {
    const message = await Promise.race([
      messageOf(thread),
      watchThread(thread, { timeoutMs, maxMemoryBytes }, watch.signal),
    ]);
    if ('document' in message) return message.document;
    throw extractError(message.error.code, message.error.message);
  } catch (error) {
    if (isSystemError(error) && error.code === 'ERR_WORKER_OUT_OF_MEMORY')
      throw tooMuchMemory(maxMemoryBytes, error);
    throw error;
  } finally {
    watch.abort();
    await thread.terminate();
  }
}

/** What the thread says; rejects with what ended it when it says nothing. */
async function messageOf(thread: Worker): Promise<Message> {
  const [message]: Message[] = await once(thread, 'message');
  if (!message) throw new Error('the thread that read a PDF sent nothing');
  return message;
}

/** Rejects with the limit that the thread ran into; never settles otherwise but by its signal. */
async function watchThread(
  thread: Worker,
  { timeoutMs, maxMemoryBytes }: Required<PdfLimits>,
  signal: AbortSignal,
): Promise<never> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    if (performance.now() > deadline)
      throw extractError('too_costly', `the PDF was not read within ${timeoutMs / 1000} seconds`);
    // Buffers lie outside the heap that `resourceLimits` bounds, and unpacked streams are buffers.
    const heap = await thread.getHeapStatistics().catch(() => null); // the thread is starting or ending
    if (heap && heap.external_memory + heap.used_heap_size > maxMemoryBytes)
      throw tooMuchMemory(maxMemoryBytes);
    await setTimeout(lookEveryMs, undefined, { signal });
  }
}

function tooMuchMemory(maxMemoryBytes: number, cause?: unknown): ExtractError {
  const mebibytes = Math.round(maxMemoryBytes / 1024 / 1024);
  return extractError('too_costly', `reading the PDF took more than ${mebibytes} MiB of memory`, cause);
}

/**
 * Every PDF says what it is in its first kilobyte, and ends with a mark that one cut off does not have
 * (ISO 32000-2, 7.5.2 and 7.5.5, with the leeway that readers give).
 */
function refuseOthers(bytes: Uint8Array): void {
  if (!has(bytes.subarray(0, 1024), '%PDF-')) throw extractError('malformed_pdf', 'the answer is not a PDF');
  if (!has(bytes.subarray(-2048), '%%EOF'))
    throw extractError('malformed_pdf', `the PDF is cut off: no end mark in its ${bytes.length} bytes`);
}

function has(bytes: Uint8Array, mark: string): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(mark, 0, 'latin1');
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error;
}
