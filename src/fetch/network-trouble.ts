/** Turns what node and undici throw into `Trouble`, by error code, never by guessing from a message's words. */
import { errors } from 'undici';
import type { FetchFailureCode } from '../domain/capture.ts';
import { Trouble } from './trouble.ts';

/** Outcome and words by error code; `@` stands for the host. */
const troubles: Readonly<Record<string, readonly [FetchFailureCode, string]>> = {
  ECONNREFUSED: ['connection_refused', '@ refused the connection'],
  EHOSTUNREACH: ['connection_refused', '@ cannot be reached: there is no way to the host'],
  ENETUNREACH: ['connection_refused', '@ cannot be reached: there is no way to its network'],
  EADDRNOTAVAIL: ['connection_refused', '@ cannot be reached: its address cannot be used from here'],
  EACCES: ['connection_refused', '@ cannot be reached: this machine forbids the connection'],
  EPERM: ['connection_refused', '@ cannot be reached: this machine forbids the connection'],
  ETIMEDOUT: ['timed_out', '@ did not answer the attempt to connect'],
  UND_ERR_CONNECT_TIMEOUT: ['timed_out', '@ did not answer the attempt to connect'],
  ECONNRESET: ['connection_lost', '@ broke off the connection'],
  EPIPE: ['connection_lost', '@ broke off the connection'],
  UND_ERR_SOCKET: ['connection_lost', '@ closed the connection before the answer was complete'],
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: [
    'connection_lost',
    'the body of @ is not as long as its Content-Length says',
  ],
  UND_ERR_HEADERS_OVERFLOW: ['too_large', 'the headers of @ are larger than is allowed'],
  UND_ERR_RES_EXCEEDED_MAX_SIZE: ['too_large', 'the body of @ is larger than is allowed'],
  CERT_HAS_EXPIRED: ['tls_invalid', 'the certificate of @ has expired'],
  CERT_NOT_YET_VALID: [
    'tls_invalid',
    'the certificate of @ is not valid yet (is the clock of this machine right?)',
  ],
  CERT_REVOKED: ['tls_invalid', 'the certificate of @ has been revoked'],
  ERR_TLS_CERT_ALTNAME_INVALID: ['tls_invalid', 'the certificate shown is for another host than @'],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['tls_invalid', 'the certificate of @ is self-signed'],
  SELF_SIGNED_CERT_IN_CHAIN: [
    'tls_invalid',
    'the certificate of @ leads to an authority that is not trusted',
  ],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: [
    'tls_invalid',
    'the certificate of @ comes from an authority that is not trusted',
  ],
  UNABLE_TO_GET_ISSUER_CERT: ['tls_invalid', 'the certificate of @ comes without its issuer'],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: [
    'tls_invalid',
    'the certificate of @ comes from an authority that is not trusted',
  ],
};

/** Families of codes, for those that have no line of their own. */
const families: readonly (readonly [RegExp, FetchFailureCode, string])[] = [
  [
    /^(ERR_SSL_|ERR_TLS_|ERR_OSSL_|EPROTO$|CERT_|UNABLE_TO_)/,
    'tls_invalid',
    'no trusted TLS connection to @ could be made',
  ],
];

/**
 * The trouble behind an error of the network; trouble already known is passed on.
 * An error with an unknown code counts as a lost connection and shows the code.
 */
export function networkTrouble(error: unknown, host: string): Trouble {
  if (error instanceof Trouble) {
    return error;
  }
  if (error instanceof errors.HTTPParserError) {
    return new Trouble('http_error', `the answer of ${host} is not HTTP`, error);
  }
  const code = codeOf(error);
  const family = families.find(([pattern]) => pattern.test(code));
  const [failure, words] =
    troubles[code] ?? (family ? [family[1], family[2]] : ['connection_lost', 'the connection to @ failed']);
  return new Trouble(failure, `${words.replaceAll('@', host)}${code === '' ? '' : ` (${code})`}`, error);
}

/** The same for errors that come once the headers are there: then broken framing is a body cut short. */
export function bodyTrouble(error: unknown, host: string): Trouble {
  return error instanceof errors.HTTPParserError
    ? new Trouble('connection_lost', `the body of ${host} breaks off`, error)
    : networkTrouble(error, host);
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return '';
  }
  if ('code' in error && typeof error.code === 'string') {
    return error.code;
  }
  return error instanceof AggregateError ? codeOf(error.errors[0]) : codeOf(error.cause);
}
