/**
 * Reads a replay's revisions a few ahead, in a thread of its own: reading takes no less time than all that the
 * pipeline does with what was read, and needs nothing that the pipeline knows.
 */
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Capture } from '../domain/capture.ts';
import { ExtractError, type Fault, type Retry } from '../domain/errors.ts';
import type { Reading, SourceAdapter } from '../sources/adapter.ts';
import type { Revision } from './read-folder.ts';

export interface ReadRequest {
  readonly number: number;
  readonly kind: string;
  readonly capture: Capture;
}

export type ReadAnswer = { readonly number: number } & (
  | { readonly reading: Reading }
  | {
      readonly error: {
        readonly code: string;
        readonly retry: Retry;
        readonly fault: Fault;
        readonly advice: string | undefined;
        readonly message: string;
      };
    }
);

type Adapters = ReadonlyMap<string, SourceAdapter>;

/** Bounds what is held of revisions whose turn has not come. */
const maxAhead = 16;

export class ReadAhead {
  /** The same kinds, which hand out what was read ahead and read by themselves what was not. */
  readonly adapters: Adapters;
  readonly #revisions: readonly Revision[];
  readonly #urlOf: (revision: Revision) => string;
  readonly #thread = new Worker(new URL('./read-ahead-thread.ts', import.meta.url));
  readonly #waiting = new Map<number, PromiseWithResolvers<Reading>>();
  readonly #readings = new WeakMap<Uint8Array, Promise<Reading>>();
  readonly #captures = new Map<number, Promise<Capture>>();
  #taken = 0;
  /** What ended the thread; nothing that is asked of it afterwards would be answered. */
  #ended: Error | null = null;

  /** @param urlOf the address that a revision's document stands under */
  constructor(revisions: readonly Revision[], adapters: Adapters, urlOf: (revision: Revision) => string) {
    this.#revisions = revisions;
    this.#urlOf = urlOf;
    this.adapters = new Map([...adapters].map(([kind, adapter]) => [kind, this.#withReadings(adapter)]));
    this.#thread.on('message', (answer: ReadAnswer) => this.#settle(answer));
    this.#thread.on('error', (error) => this.#fail(error));
    this.#thread.on('exit', (code) => this.#fail(new Error(`the reading thread ended with code ${code}`)));
  }

  /** The capture of the next revision; its reading may still be under way. Rejects when the file cannot be read. */
  take(): Promise<Capture> {
    const last = Math.min(this.#taken + maxAhead, this.#revisions.length - 1);
    for (let number = this.#taken; number <= last; number += 1) this.#begin(number);
    const capture = this.#captures.get(this.#taken);
    if (!capture) throw new RangeError('every revision was taken');
    this.#captures.delete(this.#taken);
    this.#taken += 1;
    return capture;
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    await this.#thread.terminate();
  }

  #begin(number: number): void {
    const revision = this.#revisions[number];
    if (!revision || this.#captures.has(number)) return;
    const capture = this.#request(number, revision);
    // A file that cannot be read is told when its turn comes.
    capture.catch(() => undefined);
    this.#captures.set(number, capture);
  }

  async #request(number: number, revision: Revision): Promise<Capture> {
    const { path, at, kind } = revision;
    const url = this.#urlOf(revision);
    const capture: Capture = {
      url,
      // Some kinds read a document as its extension says.
      finalUrl: url + extname(path),
      redirects: [],
      status: 200,
      headers: {},
      body: await readFile(path),
      startedAt: at,
      finishedAt: at,
      remoteAddress: null,
      certificate: null,
    };
    if (this.#ended) throw this.#ended;
    const reading = Promise.withResolvers<Reading>();
    // Told to the pipeline when it asks for the reading.
    reading.promise.catch(() => undefined);
    this.#waiting.set(number, reading);
    this.#readings.set(capture.body, reading.promise);
    this.#thread.postMessage({ number, kind, capture } satisfies ReadRequest, []);
    return capture;
  }

  #withReadings(adapter: SourceAdapter): SourceAdapter {
    return {
      ...adapter,
      read: (captures, options) => {
        const [capture] = captures;
        const reading = capture && this.#readings.get(capture.body);
        return reading ?? adapter.read(captures, options);
      },
    };
  }

  #settle(answer: ReadAnswer): void {
    const waiting = this.#waiting.get(answer.number);
    this.#waiting.delete(answer.number);
    if ('reading' in answer) waiting?.resolve(answer.reading);
    else waiting?.reject(new ExtractError(answer.error.message, answer.error));
  }

  #fail(error: Error): void {
    this.#ended ??= error;
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
  }
}
