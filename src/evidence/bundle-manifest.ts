/** What a bundle says of itself: the file `manifest.json`. */
import { z } from 'zod';

/** Another form gets another number. */
export const bundleForm = 'modelwarden-evidence/1';

export const manifest = z.object({
  form: z.literal(bundleForm),
  subject: z.record(z.string(), z.unknown()),
  window: z.object({ from: z.iso.datetime(), to: z.iso.datetime() }),
  timeZone: z.literal('UTC'),
  program: z.string(),
  exportedBy: z.string().nullable(),
  log: z
    .object({ origin: z.string(), size: z.number(), signedAt: z.iso.datetime(), keys: z.array(z.string()) })
    .nullable(),
  /** What is in the bundle and in no signed state of the log. */
  unproven: z.array(z.string()),
  /** Files that were removed when their retention ended; their SHA-256 is in the log. */
  gone: z.array(z.string()),
  files: z.array(z.object({ path: z.string(), bytes: z.number(), sha256: z.string(), about: z.string() })),
});

export type Manifest = z.infer<typeof manifest>;
