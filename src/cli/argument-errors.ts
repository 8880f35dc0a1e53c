/** Arguments that are well-formed and yet cannot be meant: each says what would do. */
import { nearest } from '../config/nearest.ts';
import { ConfigError } from '../domain/errors.ts';

/** An argument that does not fit; exit code 2. */
export function badArgument(message: string, advice: string): ConfigError {
  return new ConfigError(message, { code: 'bad_argument', retry: 'never', fault: 'config', advice });
}

/** A name that nothing has, with the one that was most likely meant. */
export function unknownName(
  message: string,
  detail: {
    readonly code: string;
    readonly name: string;
    readonly known: Iterable<string>;
    readonly advice: string;
  },
): ConfigError {
  const meant = nearest(detail.name, detail.known);
  return new ConfigError(meant === null ? message : `${message}; did you mean ${meant}?`, {
    code: detail.code,
    retry: 'never',
    fault: 'config',
    advice: detail.advice,
  });
}
