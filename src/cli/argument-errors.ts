/** Arguments that are well-formed and yet cannot be meant: each says what would do. */
import type { Config } from '../config/config.ts';
import { nearest } from '../config/nearest.ts';
import { ConfigError } from '../domain/errors.ts';

/** An argument that does not fit; exit code 2. */
export function badArgument(message: string, advice: string): ConfigError {
  return new ConfigError(message, { code: 'bad_argument', retry: 'never', fault: 'config', advice });
}

/** No change of that id. */
export function unknownChange(id: string): ConfigError {
  return new ConfigError(`there is no change called ${id}`, {
    code: 'unknown_change',
    retry: 'never',
    fault: 'config',
    advice: 'run `npx modelwarden changes list` for the ids that exist',
  });
}

/** Refuses a vendor of whom nothing is watched. @throws ConfigError */
export function checkVendor(vendor: string | undefined, config: Pick<Config, 'sources'>): void {
  const known = new Set(config.sources.map((source) => source.vendor));
  if (vendor === undefined || known.has(vendor)) return;
  throw unknownName(`no watched source is of a vendor called ${vendor}`, {
    code: 'unknown_vendor',
    name: vendor,
    known,
    advice: 'run `npx modelwarden sources` for what is watched',
  });
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
