/** The `actions` of a rules file: what a contact may do next, by category. */
import { z } from 'zod';
import { text } from './scalars.ts';

const category = z
  .string()
  .regex(
    /^(?:\*|[a-z]+\.(?:[a-z]+(?:_[a-z]+)*|\*))$/,
    'must read `group.name`, `group.*` or `*`, e.g. `terms.*`',
  );

export const actionList = z
  .array(
    z.strictObject({
      categories: z
        .array(category)
        .min(1, { error: 'expected at least one category' })
        .meta({ description: 'Categories of findings; `terms.*` stands for a group, `*` for all others.' }),
      suggest: z
        .array(text(300))
        .min(1, { error: 'expected at least one sentence' })
        .max(6, { error: 'expected at most six sentences' })
        .meta({ description: 'Sentences that e-mails show under "What you may do".' }),
    }),
  )
  .default([])
  .superRefine((list, context) => {
    const seen = new Set<string>();
    for (const [index, { categories }] of list.entries())
      for (const [position, name] of categories.entries()) {
        const path = [index, 'categories', position];
        if (seen.has(name))
          context.addIssue({ code: 'custom', message: 'another entry has this category already', path });
        seen.add(name);
      }
  });

/** Suggestions by category, group or `*`; of files that have the same key the last one holds. */
export function toActions(
  lists: readonly z.output<typeof actionList>[],
): ReadonlyMap<string, readonly string[]> {
  return new Map(
    lists.flat().flatMap(({ categories, suggest }) => categories.map((name) => [name, suggest] as const)),
  );
}
