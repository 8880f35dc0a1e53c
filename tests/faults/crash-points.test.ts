import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { demoSources } from '../../src/demo/demo-config.ts';
import { baselinesTaken, silentChangeDetected } from '../../src/demo/expectations.ts';
import { changeCardSilently } from '../../src/demo/pages.ts';
import { type RealWorker, setUpRealWorker } from '../support/real-worker.ts';

let real: RealWorker;

beforeEach(async () => {
  real = await setUpRealWorker();
});
afterEach(async () => {
  await real.clear();
});

const crashPoints = [
  'poll:fetched',
  'poll:bodies-stored',
  'poll:before-commit',
  'poll:committed',
  'dispatch:before-commit',
  'dispatch:committed',
  'deliver:before-send',
  'deliver:sent',
  'deliver:recorded',
];

it.each(crashPoints)(
  'P1, P2: tells of a change once although the worker was killed at %s',
  { timeout: 120_000 },
  async (point) => {
    const first = real.start();
    await real.until('baselines', (record) => baselinesTaken(record) === null);
    await first.stop();

    real.site.publish(changeCardSilently);
    const doomed = real.start({ CRASH_AT: point });
    expect(await doomed.exited, 'the worker dies at the point rather than ending by itself').toBeNull();

    real.start();
    const record = await real.until('the mail', (seen) => silentChangeDetected(seen) === null);

    expect(record.changes.get(demoSources.card)).toHaveLength(1);
    const stored = await real.query((db) =>
      db
        .selectFrom('deliveries')
        .select(['raw_sha256', 'attempts'])
        .where('reason', '=', 'detected')
        .execute(),
    );
    expect(stored).toHaveLength(1);
    const contents = await Promise.all(
      (await real.mailFiles()).map((name) => readFile(join(real.folder, 'data', 'mail', name))),
    );
    const hashes = contents.map((bytes) => createHash('sha256').update(bytes).digest('hex'));
    expect(hashes.filter((hash) => hash === stored[0]?.raw_sha256)).toHaveLength(1);
  },
);
