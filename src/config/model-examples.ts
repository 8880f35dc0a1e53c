/** Names that a vendor's file gives as examples, tried: one that is not found shows that something is wrong. */
import type { ModelPattern } from '../domain/vendor.ts';
import { findModelIdentifiers } from '../facts/model-identifiers.ts';
import type { ConfigProblem } from './problem.ts';
import type { VendorFile } from './vendor-file.ts';
import type { YamlFile } from './yaml-file.ts';

/** Examples that their pattern, or for those of the vendor any pattern or shape, does not find whole. */
export function exampleFaults(file: YamlFile, { vendor }: VendorFile): readonly ConfigProblem[] {
  const ofPatterns = vendor.models.flatMap(({ pattern, examples }, model) =>
    examples.flatMap((name, index) => {
      if (findsWhole(pattern, name)) return [];
      const path = ['vendor', 'models', model, 'examples', index];
      return [file.problem(path, `the pattern does not find this name: ${pattern}`)];
    }),
  );
  const ofVendor = vendor.examples.flatMap((name, index) =>
    familyOf(name, vendor.models) === null
      ? [file.problem(['vendor', 'examples', index], 'not recognised as a model: give a pattern in `models`')]
      : [],
  );
  return [...ofPatterns, ...ofVendor];
}

/** Whether a pattern by itself finds the whole of a name; the general shapes of names must not stand in for it. */
function findsWhole(pattern: string, name: string): boolean {
  return [...name.matchAll(new RegExp(pattern, 'gi'))].some(([found]) => found === name);
}

/** The family of the model that the whole name is; null when it is none. */
function familyOf(name: string, models: readonly ModelPattern[]): string | null {
  const found = findModelIdentifiers(name, { models, aliases: {} });
  return found.find(({ text }) => text === name)?.family ?? null;
}
