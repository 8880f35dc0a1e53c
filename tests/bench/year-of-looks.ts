/**
 * What a page leaves in the database in a year in which it is polled every hour and changes every week: the changes come
 * through the real pipeline, the looks between them are recorded as it records them, with headers as vendors send them,
 * are logged every hour, and are packed as the worker packs them.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Capture } from '../../src/domain/capture.ts';
import { sequenceLog } from '../../src/evidence/sequence-log.ts';
import { insertObservation } from '../../src/store/captures.ts';
import type { Database } from '../../src/store/database.ts';
import { packOldLooks } from '../../src/store/pack-looks.ts';
import { hourMs } from '../support/pipeline.ts';
import { atMost, type Figure, type Measure } from './measure.ts';
import { restamped, usingWatchedPage, type WatchedPage } from './real-pipeline.ts';
import { htmlPage } from './sample-pages.ts';

const pageBytes = 100_000;
const weeks = 52;
const hoursAWeek = 168;
const noisyLooks = 50;
/** Whole it would be a fifth of the page. */
const noiseLimit = 0.01;
/** Of a page that was looked at 8,760 times. */
const looksLimitBytes = 1_250_000;
/** With every version's bytes, its document and its change. */
const yearLimitBytes = 10_000_000;

export const yearOfLooksMeasure: Measure = {
  name: 'year-of-looks',
  run: () =>
    usingWatchedPage(async (page): Promise<readonly Figure[]> => {
      const { database } = page;
      const empty = await sizes(database);
      for (let week = 0; week < weeks; week += 1) {
        page.show(
          htmlPage(pageBytes).replace('</main>', `<p>Since week ${week} we keep ${week} logs.</p></main>`),
        );
        await page.poll(week === 0 ? 'first-seen' : 'changed');
        await lookForAWeek(page, week);
      }
      await database.pool.query('vacuum');
      const asRows = grown(empty, await sizes(database));
      // As the worker does it twice a day; what is seven days old by then stays rows.
      await packOldLooks(database.kysely, page.now(), new AbortController().signal);
      await database.pool.query('vacuum full observations, captures');
      const packed = grown(empty, await sizes(database));
      const noisyBytes = await lookAtNoise(page);
      const looks = weeks * (hoursAWeek - 1);
      const year = packed.looks + packed.contents + packed.log;
      return [
        {
          what: 'a year of hourly looks at a page, packed, against 1.25 MB',
          measured: `${megabytes(packed.looks)} MB, ${(packed.looks / looks).toFixed(0)} B a look; as rows ${megabytes(asRows.looks)} MB`,
          judged: atMost(packed.looks / looksLimitBytes, 1),
          raw: { looks, packedBytes: packed.looks, rowsBytes: asRows.looks },
        },
        {
          what: 'the log of them, of a source alone, an entry an hour',
          measured: `${megabytes(packed.log)} MB, ${(packed.log / looks).toFixed(0)} B an hour`,
          judged: null,
          raw: { logBytes: packed.log },
        },
        {
          what: 'a source-year with 51 changes, against 10 MB',
          measured: `${megabytes(year)} MB, ${megabytes(packed.contents)} MB of it bytes, documents and changes`,
          judged: atMost(year / yearLimitBytes, 1),
          raw: { yearBytes: year, contentsBytes: packed.contents },
        },
        {
          what: 'bytes of a look at a page with a build number, against the page',
          measured: `${noisyBytes.toFixed(0)} B kept of ${pageBytes / 1000} kB`,
          judged: atMost(noisyBytes / pageBytes, noiseLimit),
          raw: { noisyBytes, pageBytes },
        },
      ];
    }),
};

/** What the bytes of a look take whose page differs from the last one in a build number alone. */
async function lookAtNoise({ database, show, poll }: WatchedPage): Promise<number> {
  const kept = async (): Promise<number> => {
    const { rows } = await database.pool.query<{ bytes: string }>(
      'select sum(octet_length(zstd)) as bytes from bodies',
    );
    return Number(rows[0]?.bytes);
  };
  const html = htmlPage(pageBytes).replace('</main>', '<p>Since then we keep no logs.</p></main>');
  show(html);
  await poll('changed');
  const before = await kept();
  for (let look = 1; look <= noisyLooks; look += 1) {
    show(restamped(html, look));
    await poll('unchanged');
  }
  return ((await kept()) - before) / noisyLooks;
}

async function lookForAWeek({ database, advance, now, source }: WatchedPage, week: number): Promise<void> {
  for (let hour = 1; hour < hoursAWeek; hour += 1) {
    advance(hourMs);
    const finishedAt = now();
    await database.kysely.transaction().execute((db) =>
      insertObservation(
        db,
        {
          sourceId: source.id,
          outcome: 'unchanged',
          seq: week + 1,
          startedAt: new Date(finishedAt.getTime() - 731),
          finishedAt,
          code: null,
          detail: null,
          evidence: [],
          noise: [],
          worker: 'ip-10-0-4-17-4711-5be0cd19',
          appVersion: '1.4.0',
          rulesVersion: createHash('sha256').update('rules').digest('hex'),
          attempt: null,
        },
        [answer(source.url, finishedAt, week)],
      ),
    );
    await sequenceLog(database.kysely, { now: finishedAt, isComplete: false });
  }
}

/** A 304 as a content network gives it: half of the headers are about this answer alone. */
function answer(url: string, at: Date, week: number): Capture {
  const startedAt = new Date(at.getTime() - 700);
  return {
    url,
    finalUrl: url,
    redirects: [],
    status: 304,
    headers: {
      date: at.toUTCString(),
      connection: 'close',
      etag: `W/"${createHash('md5').update(String(week)).digest('hex')}"`,
      'cache-control': 'public, max-age=0, must-revalidate',
      'content-security-policy':
        "default-src 'self'; script-src 'self' 'unsafe-inline' https://cdn.vendor.example",
      'strict-transport-security': 'max-age=63072000; includeSubDomains; preload',
      'cf-cache-status': 'DYNAMIC',
      'cf-ray': `${randomBytes(8).toString('hex')}-ORD`,
      'x-request-id': randomBytes(16).toString('hex'),
      'x-vercel-cache': 'HIT',
      age: String(at.getTime() % 86_400),
      vary: 'accept-encoding',
      server: 'cloudflare',
    },
    body: new Uint8Array(),
    startedAt,
    finishedAt: at,
    remoteAddress: `104.18.32.${at.getUTCHours() % 4}`,
    certificate: createHash('sha256')
      .update('certificate')
      .digest('hex')
      .toUpperCase()
      .replace(/..(?=.)/g, '$&:'),
    robots: 'allowed: no rule of robots.txt speaks of it',
    requestHeaders: {
      accept: 'text/html,application/xhtml+xml',
      'accept-encoding': 'gzip, deflate, br, zstd',
      'user-agent': 'Modelwarden/1.4.0 (AI model change monitor; compliance@clinic.example)',
      'if-none-match': `W/"${createHash('md5').update(String(week)).digest('hex')}"`,
    },
  };
}

interface Sizes {
  readonly looks: number;
  readonly log: number;
  readonly contents: number;
}

/** With indexes and what lies outside the rows. */
async function sizes(database: Database): Promise<Sizes> {
  const sizeOf = async (names: readonly string[]): Promise<number> => {
    const { rows } = await database.pool.query<{ bytes: string }>(
      `select sum(pg_total_relation_size(name::regclass)) as bytes from unnest($1::text[]) as name`,
      [names],
    );
    return Number(rows[0]?.bytes);
  };
  return {
    looks: await sizeOf(['observations', 'captures', 'look_ranges']),
    log: await sizeOf(['log_entries', 'log_queue']),
    contents: await sizeOf(['bodies', 'versions', 'changes', 'verdicts', 'announcements']),
  };
}

function grown(from: Sizes, to: Sizes): Sizes {
  return { looks: to.looks - from.looks, log: to.log - from.log, contents: to.contents - from.contents };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(2);
}
