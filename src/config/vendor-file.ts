/** `vendors/*.yaml`: one vendor of the catalogue, how its models are named, and its sources. */
import { z } from 'zod';
import { vendorSectors } from '../domain/vendor.ts';
import { commitmentKeys } from './commitment-keys.ts';
import { duration, identifier, modelPattern, text } from './scalars.ts';
import { sourceKeys } from './source-keys.ts';

const dayMs = 86_400_000;

export const vendorFile = z.strictObject({
  vendor: z
    .strictObject({
      id: identifier().meta({
        description: 'Unique; the file bears it too, for example `openai` in `openai.yaml`.',
      }),
      name: text(100).meta({ description: 'Name as e-mails show it.' }),
      sector: z.enum(vendorSectors).optional().meta({
        description:
          'What the vendor is: maker of `models`, `host` of them, `healthcare` product, `registry`.',
      }),
      noAnnouncements: text(500).optional().meta({
        description: 'Why no source of the vendor announces changes, where none does.',
      }),
      grace: duration({ minMs: 0, maxMs: 30 * dayMs })
        .optional()
        .meta({
          description:
            'How long an announcement may follow a change before it counts as unannounced; that of `modelwarden.yaml` when absent.',
        }),
      models: z
        .array(
          z.strictObject({
            pattern: modelPattern().meta({ description: 'Regular expression that finds the model in text.' }),
            family: text(80).toLowerCase().meta({ description: 'Family that the model belongs to.' }),
            examples: z.array(text(120)).prefault([]).meta({
              description: 'Names that must be found whole by the pattern; checked when the file is read.',
            }),
          }),
        )
        .prefault([])
        .meta({ description: 'How the models are written, the most particular pattern first.' }),
      examples: z.array(text(120)).prefault([]).meta({
        description:
          'Names of its models that must be recognised, by a pattern or by the shapes of model names.',
      }),
      aliases: z
        .record(z.string().max(120), text(120).toLowerCase())
        .prefault({})
        .meta({ description: 'Names that mean another name, `alias: name`.' }),
      commitments: z
        .array(commitmentKeys)
        .prefault([])
        .meta({ description: 'What the vendor has published about how and when it changes things.' }),
      hosts: z
        .array(identifier())
        .prefault([])
        .meta({ description: 'Vendors whose models it serves on its own platform, for example `openai`.' }),
    })
    .meta({ description: 'Who supplies the models.' }),
  sources: z
    .array(
      z.strictObject({
        id: identifier().meta({ description: 'Unique within the vendor; the full id is vendor/id.' }),
        ...sourceKeys,
      }),
    )
    .min(1, { error: 'expected at least one source' })
    .meta({ description: 'What can be watched.' }),
});
export type VendorFile = z.output<typeof vendorFile>;
