/** The thread in which a PDF is read: nothing that a file does to it reaches the program. See read-pdf.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { ExtractError } from '../domain/errors.ts';
import { extractPdf } from './pdf-document.ts';

const bytes: unknown = workerData;
if (!(bytes instanceof Uint8Array)) throw new TypeError('the thread was started without bytes');
try {
  parentPort?.postMessage({ document: await extractPdf(bytes) }, []);
} catch (error) {
  if (!(error instanceof ExtractError)) throw error;
  parentPort?.postMessage({ error: { code: error.code, message: error.message } }, []);
}
