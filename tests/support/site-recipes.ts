/** Pages that misbehave as real servers do, one function each, for `site.page(path, recipe)`. */
import { createHash } from 'node:crypto';
import { brotliCompressSync, constants, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { type Page, type PageHandler, sendPage } from './site.ts';

/** Sends headers, then `chunk` every `everyMs` until the other side goes away. */
export function slowDrip(everyMs: number, chunk = 'drip ', status = 200): PageHandler {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'text/html' });
    response.flushHeaders();
    const timer = setInterval(() => response.write(chunk), everyMs);
    response.once('close', () => clearInterval(timer));
  };
}

/** Sends as fast as the other side reads, without a length and without an end. */
export function endlessBody(): PageHandler {
  const chunk = Buffer.alloc(64 * 1024, 'x');
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    const pump = (): void => {
      while (!response.destroyed && response.write(chunk)) {
        // Goes on until the buffer is full; `drain` resumes it.
      }
    };
    response.on('drain', pump);
    pump();
  };
}

/** Sends a body in HTTP chunks of one byte each. */
export function crumbs(count: number): PageHandler {
  return raw(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${'1\r\nx\r\n'.repeat(count)}0\r\n\r\n`);
}

/** Accepts the request and never answers. */
export function silence(): PageHandler {
  return () => undefined;
}

const compressors = {
  gzip: (bytes: Buffer) => gzipSync(bytes),
  deflate: (bytes: Buffer) => deflateSync(bytes),
  br: (bytes: Buffer) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
  zstd: (bytes: Buffer) => zstdCompressSync(bytes),
};
export type SiteEncoding = keyof typeof compressors;

/** A small body that decodes to `decodedBytes` of zeros. */
export function bomb(encoding: SiteEncoding, decodedBytes: number): Page {
  return {
    headers: { 'content-encoding': encoding, 'content-type': 'text/html' },
    body: compressors[encoding](Buffer.alloc(decodedBytes)),
  };
}

/** A text under one content encoding. */
export function compressed(encoding: SiteEncoding, text: string): Page {
  return {
    headers: { 'content-encoding': encoding, 'content-type': 'text/html; charset=utf-8' },
    body: compressors[encoding](Buffer.from(text)),
  };
}

/** gzip inside gzip, declared so: the way to hide a bomb from a single budget. */
export function stackedEncoding(text: string): Page {
  return { headers: { 'content-encoding': 'gzip, gzip' }, body: gzipSync(gzipSync(text)) };
}

/** The same around `decodedBytes` of zeros: some hundred bytes on the wire. */
export function stackedBomb(decodedBytes: number): Page {
  return {
    headers: { 'content-encoding': 'gzip, gzip' },
    body: gzipSync(gzipSync(Buffer.alloc(decodedBytes))),
  };
}

/** Sends the reader elsewhere. */
export function redirectTo(location: string, status = 302): Page {
  return { status, headers: { location } };
}

/** Drops the connection with a TCP reset before any answer. */
export function resetBeforeAnswer(): PageHandler {
  return (request) => void request.socket.resetAndDestroy();
}

/** Promises a length, sends a part, then resets the connection. */
export function resetInBody(): PageHandler {
  return (request, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('the beginning', () => request.socket.resetAndDestroy());
  };
}

/** Promises `contentLength` bytes, sends `body` and closes politely. */
export function wrongContentLength(contentLength: number, body: string): PageHandler {
  return raw(`HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: ${contentLength}\r\n\r\n${body}`);
}

/** Sends a chunked body and closes before its last chunk. */
export function halfClose(): PageHandler {
  return raw('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nbegin\r\n');
}

/** Writes these bytes in place of an answer and closes. */
export function raw(bytes: string): PageHandler {
  return (request) => void request.socket.end(bytes, 'latin1');
}

/** Answers with headers of about `bytes` bytes. */
export function hugeHeaders(bytes: number): PageHandler {
  return raw(`HTTP/1.1 200 OK\r\nx-filler: ${'y'.repeat(bytes)}\r\ncontent-length: 0\r\n\r\n`);
}

/** Answers 304 to a matching If-None-Match, else the body with an ETag made from it. */
export function withEtag(body: () => string): PageHandler {
  return (request, response) => {
    const text = body();
    const etag = `"${createHash('sha256').update(text).digest('hex').slice(0, 16)}"`;
    const isSame = request.headers['if-none-match'] === etag;
    sendPage(isSame ? { status: 304, headers: { etag } } : { headers: { etag }, body: text }, response);
  };
}

/** Keeps one ETag whatever the body says: answers 304 though the body has changed. */
export function lyingEtag(body: () => string, etag = '"constant"'): PageHandler {
  return (request, response) => {
    const isSame = request.headers['if-none-match'] === etag;
    sendPage(isSame ? { status: 304, headers: { etag } } : { headers: { etag }, body: body() }, response);
  };
}

/** 429 or 503 with a Retry-After, or without one. */
export function comeBackLater(status: 429 | 503, retryAfter?: string): Page {
  return { status, headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter }, body: 'not now' };
}
