/**
 * Reads a body under two budgets, bytes on the wire and bytes decoded, counted while they arrive, so that
 * neither an endless body nor a decompression bomb takes more memory than the budget.
 */
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createDecoder, type Encoding } from './content-decoding.ts';
import { Trouble } from './trouble.ts';

export type BodyWanted = 'whole' | 'beginning' | 'what-comes';

export interface BodyOptions {
  readonly encoding: Encoding | null;
  /** Budget of wire bytes and, again, of decoded bytes. */
  readonly maxBytes: number;
  /**
   * `whole`: a body that is not complete is an error. `what-comes`: as much as arrives before any trouble,
   * for answers whose status is the outcome and whose body is only evidence. `beginning`: complete, or the
   * first `maxBytes` of more.
   */
  readonly want: BodyWanted;
}

/**
 * The decoded body. The source is destroyed in every case.
 * @throws Trouble `too_large` or `bad_encoding`; errors of the source are passed on. Never for `what-comes`.
 */
export async function readBody(source: Readable, options: BodyOptions): Promise<Uint8Array> {
  const { encoding, maxBytes, want } = options;
  const chunks: Uint8Array[] = [];
  try {
    const wire = limited(source, maxBytes, 'the body is longer');
    const plain =
      encoding === null ? wire : limited(decoded(wire, encoding), maxBytes, 'the body decodes to more');
    for await (const chunk of plain) {
      chunks.push(chunk);
    }
  } catch (error) {
    const isJustLong = want === 'beginning' && error instanceof Trouble && error.failure === 'too_large';
    if (want !== 'what-comes' && !isJustLong) {
      throw error;
    }
  } finally {
    source.destroy();
  }
  return Buffer.concat(chunks);
}

/** Passes on up to `maxBytes`, then throws. */
async function* limited(
  source: AsyncIterable<Uint8Array>,
  maxBytes: number,
  words: string,
): AsyncGenerator<Uint8Array> {
  let left = maxBytes;
  for await (const chunk of source) {
    yield chunk.subarray(0, left);
    left -= chunk.length;
    if (left < 0) {
      throw new Trouble('too_large', `${words} than the ${maxBytes} bytes allowed`);
    }
  }
}

async function* decoded(wire: AsyncIterable<Uint8Array>, encoding: Encoding): AsyncGenerator<Uint8Array> {
  const chunks = wire[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done === true) {
    // No bytes at all are an empty body, whatever encoding the server declares for it.
    return;
  }
  const decoder = createDecoder(encoding, first.value[0] ?? 0);
  let wireError: unknown;
  const feeding = pipeline(async function* feed() {
    try {
      yield first.value;
      yield* { [Symbol.asyncIterator]: () => chunks };
    } catch (error) {
      wireError = error;
      throw error;
    }
  }, decoder).catch((error: unknown) => {
    // Seen by whoever reads the decoder; here it only must not go unhandled.
    decoder.destroy(
      error instanceof Error ? error : new Error('feeding the decoder failed', { cause: error }),
    );
  });
  try {
    for await (const chunk of decoder) {
      yield chunk;
    }
  } catch (error) {
    throw wireError ?? new Trouble('bad_encoding', `the body is not valid ${encoding}`, error);
  } finally {
    decoder.destroy();
    await feeding;
  }
}
