/** The thread in which a replay's revisions are read. See read-ahead.ts. */
import { parentPort } from 'node:worker_threads';
import { ExtractError } from '../domain/errors.ts';
import { adapters } from '../sources/registry.ts';
import type { ReadAnswer, ReadRequest } from './read-ahead.ts';

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

parentPort?.on('message', (request: ReadRequest) => {
  // What is thrown there ends the thread, and with it the replay.
  void read(request).then((answer) => parentPort?.postMessage(answer, []));
});
