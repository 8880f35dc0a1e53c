/** The `evidence` part of `modelwarden.yaml`: the log of what was seen, decided and told. */
import { z } from 'zod';
import { duration, httpUrl, text } from './scalars.ts';

const hourMs = 3_600_000;

export const evidenceKeys = z
  .strictObject({
    key: text(1000).optional().meta({
      description:
        'File of the key that signs checkpoints of the evidence log, made at the first start. Absent: `evidence/log-key` in the data folder. Workers that share a database share this file; one without it signs nothing.',
    }),
    timestamps: z
      .strictObject({
        url: httpUrl().meta({ description: 'Where the authority takes requests (RFC 3161 over HTTP).' }),
        every: duration({ minMs: hourMs / 60, maxMs: 30 * 24 * hourMs })
          .prefault('24h')
          .meta({ description: 'How often the newest checkpoint is stamped, if there is a new one.' }),
        ca: text(1000).optional().meta({
          description:
            "PEM file of the roots that the authority's certificate must lead to; relative to the configuration folder. Absent: who signed is shown and not judged.",
        }),
      })
      .optional()
      .meta({
        description:
          'An authority that states when a checkpoint existed, so that not even we could have made the log later. Absent: none is asked. Only a hash goes there.',
      }),
  })
  .prefault({})
  .meta({ description: 'The append-only log of what was seen, decided and told.' });
