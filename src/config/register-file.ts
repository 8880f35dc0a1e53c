/** `register.yaml`: the AI tools that the organisation uses. */
import { z } from 'zod';
import { calendarDate, flag, identifier, text, wholeNumber } from './scalars.ts';
import { toolRecord } from './tool-record-keys.ts';

export const registerFile = z.strictObject({
  tools: z
    .array(
      z.strictObject({
        id: identifier().meta({ description: 'Unique; routes refer to it.' }),
        name: text(150).meta({ description: 'Name as colleagues know it.' }),
        vendor: identifier().meta({
          description: 'The vendor whose models it rests on, as in the catalogue.',
        }),
        models: z
          .array(text(120).toLowerCase())
          .min(1, { error: 'expected at least one model' })
          .meta({ description: 'Model ids, aliases or families, for example `gpt-4o`.' }),
        departments: z.array(text(100)).prefault([]).meta({ description: 'Who uses it.' }),
        jurisdictions: z
          .array(identifier())
          .prefault([])
          .meta({ description: 'Where it is used, as routes match it: `eu`, `us-ca`.' }),
        owner: text(150).optional().meta({ description: 'Who answers for it.' }),
        clinical: flag().prefault(false).meta({ description: 'Whether it bears on the care of patients.' }),
        phi: flag()
          .prefault(false)
          .meta({ description: 'Whether protected health information flows through it.' }),
        noticeDays: wholeNumber({ min: 0, max: 1000 })
          .optional()
          .meta({ description: 'Days of notice of changes that the contract promises.' }),
        lastApproved: z
          .strictObject({
            version: text(120).meta({ description: 'Version that was approved.' }),
            on: calendarDate().meta({ description: 'Day of the approval, for example `2026-03-31`.' }),
          })
          .optional()
          .meta({ description: 'The last approval for use.' }),
        record: toolRecord,
      }),
    )
    .prefault([])
    .meta({ description: 'Tools in use. Severity rises for clinical ones and for those that handle PHI.' }),
});
export type RegisterFile = z.output<typeof registerFile>;
