/**
 * Reads a replay's revisions a few ahead, in a thread of its own, and weighs each against the one before it: both take
 * no less time than all else that the pipeline does, and need little that it knows. A weighing is a guess, taken when the
 * pipeline asks for just that and made anew when it asks for another.
 */
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Config } from '../config/config.ts';
import type { Capture } from '../domain/capture.ts';
import type { Document } from '../domain/document.ts';
import { ExtractError, type Fault, type Retry } from '../domain/errors.ts';
import type { Rules } from '../domain/rules.ts';
import type { Source } from '../domain/source.ts';
import type { Vendor } from '../domain/vendor.ts';
import { type Weigh, weighHere } from '../pipeline/weigh-sighting.ts';
import type { Reading, SourceAdapter } from '../sources/adapter.ts';
import type { Revision } from './read-folder.ts';
import { type Guess, isAsGuessed } from './weigh-ahead.ts';

export interface ReadRequest {
  readonly number: number;
  readonly document: string;
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

/** What became of weighing a revision; null: nothing. */
export interface WeighedAnswer {
  readonly number: number;
  readonly guess: Guess | null;
}

/** What the thread is given at its start. */
export interface ThreadData {
  readonly rules: Rules;
  readonly vendors: readonly Vendor[];
  readonly sources: readonly Source[];
}

type Adapters = ReadonlyMap<string, SourceAdapter>;

/** Reading makes much that is soon of no use; with room for it, less time goes into collecting it. */
const youngMegabytes = 192;

/** Bounds what is held of revisions whose turn has not come. */
const maxAhead = 16;

export class ReadAhead {
  /** The same kinds, which hand out what was read ahead and read by themselves what was not. */
  readonly adapters: Adapters;
  readonly #revisions: readonly Revision[];
  readonly #urlOf: (revision: Revision) => string;
  readonly #thread: Worker;
  readonly #waiting = new Map<number, PromiseWithResolvers<Reading>>();
  readonly #readings = new WeakMap<Uint8Array, Promise<Reading>>();
  readonly #weighing = new Map<number, PromiseWithResolvers<Guess | null>>();
  readonly #guesses = new WeakMap<Document, Promise<Guess | null>>();
  readonly #captures = new Map<number, Promise<Capture>>();
  #taken = 0;
  /** What ended the thread; nothing that is asked of it afterwards would be answered. */
  #ended: Error | null = null;

  /** @param urlOf the address that a revision's document stands under */
  constructor(
    revisions: readonly Revision[],
    adapters: Adapters,
    config: Pick<Config, 'rules' | 'vendors' | 'sources'>,
    urlOf: (revision: Revision) => string,
  ) {
    const { rules, vendors, sources } = config;
    const workerData: ThreadData = { rules, vendors: [...vendors.values()], sources };
    const script = new URL('./read-ahead-thread.ts', import.meta.url);
    const resourceLimits = { maxYoungGenerationSizeMb: youngMegabytes };
    this.#thread = new Worker(script, { workerData, resourceLimits });
    this.#revisions = revisions;
    this.#urlOf = urlOf;
    this.adapters = new Map([...adapters].map(([kind, adapter]) => [kind, this.#withReadings(adapter)]));
    this.#thread.on('message', (answer: ReadAnswer | WeighedAnswer) =>
      'guess' in answer ? this.#settleGuess(answer) : this.#settle(answer),
    );
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

  /** What was weighed ahead, if that is what is asked for; else weighed here. */
  readonly weigh: Weigh = async (input) => {
    const guess = await this.#guesses.get(input.after);
    return guess && isAsGuessed(guess, input) ? guess.weighing : weighHere(input);
  };

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
    const { path, at, kind, document } = revision;
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
    this.#weighing.set(number, Promise.withResolvers());
    this.#readings.set(capture.body, reading.promise);
    this.#thread.postMessage({ number, document, kind, capture } satisfies ReadRequest, []);
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
    if ('reading' in answer) {
      const guess = this.#weighing.get(answer.number);
      if (guess && answer.reading.kind === 'document')
        this.#guesses.set(answer.reading.document, guess.promise);
      waiting?.resolve(answer.reading);
    } else waiting?.reject(new ExtractError(answer.error.message, answer.error));
  }

  #settleGuess({ number, guess }: WeighedAnswer): void {
    this.#weighing.get(number)?.resolve(guess);
    this.#weighing.delete(number);
  }

  #fail(error: Error): void {
    this.#ended ??= error;
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
    // The pipeline weighs by itself what was not weighed ahead.
    for (const weighing of this.#weighing.values()) weighing.resolve(null);
    this.#weighing.clear();
  }
}
