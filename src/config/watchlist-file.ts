/** `watchlist.yaml`: which of the catalogue's vendors and sources are watched, how often, and sources of one's own. */
import { z } from 'zod';
import { cadenceKeys } from './cadence-keys.ts';
import { identifier, sourceReference } from './scalars.ts';
import { sourceKeys } from './source-keys.ts';

function namesOfSources(description: string) {
  return z
    .array(identifier())
    .min(1, { error: 'expected at least one source' })
    .optional()
    .meta({ description });
}

export const watchlistFile = z.strictObject({
  defaults: z
    .strictObject(cadenceKeys)
    .prefault({ every: '6h' })
    .meta({ description: 'How often sources are polled that say nothing themselves.' }),
  watch: z
    .array(
      z.strictObject({
        vendor: identifier().meta({ description: 'A vendor of the catalogue, for example `openai`.' }),
        only: namesOfSources('Watch only these of its sources.'),
        except: namesOfSources('Leave these of its sources out.'),
        enable: namesOfSources('Watch these although the catalogue has them disabled.'),
        ...cadenceKeys,
      }),
    )
    .prefault([])
    .meta({
      description: 'Vendors to watch: all their enabled sources, unless `only` or `except` says otherwise.',
    }),
  sources: z
    .array(
      z.strictObject({
        id: sourceReference().meta({
          description: 'Full id, vendor/name, for example `openai/our-agreement`.',
        }),
        ...sourceKeys,
      }),
    )
    .prefault([])
    .meta({ description: "Sources of one's own, for vendors of the catalogue." }),
});
export type WatchlistFile = z.output<typeof watchlistFile>;
