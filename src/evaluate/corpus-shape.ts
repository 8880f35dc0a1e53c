/** The files of a labelled folder as they are written. Only what is used is asked for; the rest may be missing. */
import { z } from 'zod';

const day = z.iso.datetime({ offset: true }).or(z.iso.date());

const path = z
  .string()
  .min(1)
  .refine(
    (text) => !/^(?:[/\\]|[a-z]:)|(?:^|[/\\])\.\.(?:[/\\]|$)/iu.test(text),
    'must lie within the folder',
  );

/** `manifest.json`: one entry a revision. */
export const manifestFile = z.array(
  z.object({
    doc: z.string().min(1),
    kind: z.string().nullish(),
    companion_changelog: z.string().nullish(),
    file: path,
    date: day,
  }),
);

/** One line of `gold.jsonl`: what a reader made of two revisions. */
export const goldLine = z.object({
  doc: z.string().min(1),
  from: path,
  to: path,
  from_date: day.nullish(),
  to_date: day.nullish(),
  material: z.boolean().nullish(),
  categories: z.array(z.string()).nullish(),
  announced: z.boolean().nullish(),
  summary: z.string().nullish(),
  confidence: z.string().nullish(),
});

/** `replay/manifest.json`: pairs of files named after their ids. */
export const replayFile = z.array(
  z.object({
    id: z.string().regex(/^[\w-]+$/, 'must be a plain name'),
    kind: z.string(),
    why: z.string().nullish(),
    before_recorded: day.nullish(),
    after_recorded: day.nullish(),
    expected_announcement: z.string().nullish(),
  }),
);
