/** The `regulations` of a rules file: each with its status, and when that was last checked. */
import { z } from 'zod';
import { type Regulation, regulationStatuses, toolTraits } from '../domain/regulation.ts';
import { nearest } from './nearest.ts';
import type { ConfigProblem } from './problem.ts';
import { calendarDate, flag, identifier, text } from './scalars.ts';
import type { YamlFile } from './yaml-file.ts';

const category = z
  .string()
  .regex(/^[a-z]+\.(?:[a-z]+(?:_[a-z]+)*|\*)$/, 'must read `group.name` or `group.*`, e.g. `terms.*`');

const regulation = z
  .strictObject({
    id: identifier().meta({ description: 'Unique.' }),
    title: text(120).meta({ description: 'What people call it.' }),
    citation: text(160).meta({ description: 'Where it is written: `45 CFR 164.308(a)(8)`.' }),
    jurisdiction: text(40).meta({ description: 'Where it holds: `US`, `US-CO`, `EU`, `international`.' }),
    status: z.enum(regulationStatuses).meta({ description: 'Where it stands; e-mails show it.' }),
    effective: calendarDate().optional().meta({ description: 'With `upcoming`: from when on it applies.' }),
    note: text(300).optional().meta({ description: 'What to know about its status.' }),
    lastVerified: calendarDate()
      .optional()
      .meta({ description: 'When somebody last checked the status; e-mails say so when nobody did.' }),
    categories: z
      .array(category)
      .min(1, { error: 'expected at least one category' })
      .meta({ description: 'Categories of findings that it bears on; `terms.*` stands for a group.' }),
    onlyFor: z
      .array(z.enum(toolTraits))
      .prefault([])
      .meta({ description: 'Only where an affected tool is used so; absent: always.' }),
    enabled: flag().prefault(true).meta({ description: 'false: not shown.' }),
  })
  .refine((entry) => entry.status !== 'upcoming' || entry.effective !== undefined, {
    error: 'missing: what is upcoming needs the date from which it applies',
    path: ['effective'],
  });

export const regulationList = z
  .array(regulation)
  .default([])
  .superRefine((list, context) => {
    for (const [index, { id }] of list.entries()) {
      if (list.findIndex((other) => other.id === id) === index) continue;
      context.addIssue({ code: 'custom', message: 'another entry has this id already', path: [index, 'id'] });
    }
  });

/** The entries that are to be shown. */
export function toRegulations(written: z.output<typeof regulationList>): readonly Regulation[] {
  return written
    .filter((entry) => entry.enabled)
    .map(({ enabled: _enabled, effective, note, lastVerified, ...entry }) => ({
      ...entry,
      effective: effective ?? null,
      note: note ?? '',
      lastVerified: lastVerified ?? null,
    }));
}

/** Categories that no rule makes findings of: such an entry would never be shown. */
export function regulationFaults(
  files: readonly YamlFile[],
  known: ReadonlySet<string>,
): readonly ConfigProblem[] {
  return files.flatMap((file) => {
    const list = regulationList.safeParse(file.valueAt(['regulations']) ?? []);
    return (list.data ?? []).flatMap((entry, index) =>
      entry.categories.flatMap((name, position) =>
        known.has(name)
          ? []
          : [
              file.problem(
                ['regulations', index, 'categories', position],
                'no rule makes findings of this category',
                { suggestion: nearest(name, known) },
              ),
            ],
      ),
    );
  });
}
