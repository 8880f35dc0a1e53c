/** The thread in which a replay's revisions are read and weighed. See read-ahead.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Capture } from '../domain/capture.ts';
import { ExtractError } from '../domain/errors.ts';
import { adapters } from '../sources/registry.ts';
import type { ReadAnswer, ReadRequest, ThreadData, WeighedAnswer } from './read-ahead.ts';
import { WeighAhead } from './weigh-ahead.ts';

const { rules, vendors, sources }: ThreadData = workerData;
const weigher = new WeighAhead(rules, vendors, sources);

async function read({ number, kind, capture }: ReadRequest): Promise<ReadAnswer> {
  const adapter = adapters.get(kind);
  if (!adapter) throw new TypeError(`no adapter is called ${kind}`);
  try {
    return { number, reading: await adapter.read([capture], adapter.options.parse({})) };
  } catch (error) {
    if (!(error instanceof ExtractError)) throw error;
    const { code, retry, fault, advice, message } = error;
    return { number, error: { code, retry, fault, advice, message } };
  }
}

/** Reads, and tells what was read before it is weighed: the pipeline may have no use for the weighing. */
async function work(request: ReadRequest): Promise<void> {
  const answer = await read(request);
  parentPort?.postMessage(answer, []);
  const document = 'reading' in answer && answer.reading.kind === 'document' ? answer.reading.document : null;
  const capture: Capture = request.capture;
  const guess = document && weigher.weigh(request.document, document, capture);
  parentPort?.postMessage({ number: request.number, guess } satisfies WeighedAnswer, []);
}

let last = Promise.resolve();
parentPort?.on('message', (request: ReadRequest) => {
  // One after the other: each is weighed against the one before it. What is thrown there ends the thread, and with it the replay.
  last = last.then(() => work(request));
});
