/** The rules as shipped in config/rules, for tests and measurements. */
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { toRules } from '../../src/config/rules-file.ts';
import type { Rules } from '../../src/domain/rules.ts';

const folder = new URL('../../config/rules/', import.meta.url);

/** Reads every YAML file of config/rules. */
export function shippedRules(): Rules {
  const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  return toRules(
    names.map((name) => ({ name, parsed: parse(readFileSync(new URL(name, folder), 'utf8')) as unknown })),
  );
}
