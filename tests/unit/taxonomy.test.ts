/** Every kind of finding comes from somewhere, is tried through the pipeline, and is told of in the documentation. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { shippedRules } from '../support/shipped-rules.ts';
import { kinds, rulesOf, writeTable } from '../support/taxonomy-table.ts';

/** Kinds that rules make beyond the taxonomy. */
const besides = [
  'card.capability_changed',
  'card.editorial',
  'card.intended_use_changed',
  'document.changed',
  'model.availability_changed',
  'model.recommended_changed',
  'terms.safety_changed',
];

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

describe('the taxonomy', () => {
  it('is documented as the rules are', () => {
    expect(read('docs/taxonomy.md'), 'write it with `node tests/support/write-taxonomy.ts`').toBe(
      writeTable(),
    );
  });

  it.each(kinds.map((kind) => [kind.id, kind] as const))('%s has a rule or code, and a test', (id, kind) => {
    if (kind.code === undefined) expect(rulesOf(id).length).toBeGreaterThan(0);
    else expect(read(kind.code)).toMatch(/category: /);
    expect(read(kind.test[0])).toContain(kind.test[1]);
  });

  it('leaves out no category of the rules', () => {
    const named = new Set([...kinds.map(({ id }) => id), ...besides]);

    expect(
      shippedRules()
        .rules.filter(({ category }) => !named.has(category))
        .map(({ category }) => category),
    ).toEqual([]);
  });
});
