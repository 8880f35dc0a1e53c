import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { deliver } from '../../jobs/deliver.ts';
import { reportLife, reportWatching } from '../../src/pipeline/report-watching.ts';
import { listAlerts } from '../../src/store/alert-list.ts';
import { endSilence, insertSilence } from '../../src/store/silences.ts';
import { hourMs, testConfig } from '../support/pipeline.ts';
import { startTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { clause, type SeenMail, type Stage, setStage, timeline } from '../support/timeline.ts';

let postgres: TestDatabase;
let stage: Stage;

beforeAll(async () => {
  postgres = await startTestDatabase();
});
afterAll(() => postgres.stop());
afterEach(() => stage.close());

const { route, tools } = testConfig([]);
/** What a mail says, however its lines are broken. */
function said(mail: SeenMail | undefined): string {
  return (mail?.parsed.text ?? '').replaceAll(/\s+(?:\* )?/g, ' ');
}

const tenNames = Array.from({ length: 10 }, (_, index) => `page-${index}`);

function held(contact = 'compliance') {
  return listAlerts(stage.pipeline.deps.db, { isOwed: true, isHeld: true, contact, limit: 50 });
}

describe('grouping', () => {
  it('makes one mail of ten documents that changed at once', async () => {
    stage = await setStage(postgres, tenNames, {
      config: { route: { ...route, groupWaitMs: 0.5 * hourMs } },
    });
    const { at, want, mails, run } = timeline(stage);
    for (const name of tenNames) at(1).see(`norvik/${name}`, clause('60'));
    want.between(1.5, 1.5).mail('compliance', /^\[HIGH\]\[unknown\] Norvik Health AI/);

    await run(3);
    for (const name of tenNames) expect(said(mails[0])).toContain(`Norvik ${name}`);
  });
});

describe('digests', () => {
  it('are not waited for by what is critical', async () => {
    stage = await setStage(postgres, ['terms'], {
      config: { route: { ...route, cadence: 'daily' }, tools },
    });
    const { at, want, run } = timeline(stage);
    at(1).see('norvik/terms', clause('60'));
    want.between(1, 1).mail('compliance', /^\[CRITICAL\]\[unknown\]/);

    await run(8);
  });

  // The story begins at 02:00 in Chicago; the digest comes at 08:00 there, six hours on.
  it('gather changes into one mail at the hour of the contact, and say what was checked and what cannot be seen', async () => {
    stage = await setStage(postgres, ['terms', 'privacy', 'policy'], {
      config: { route: { ...route, cadence: 'daily' } },
    });
    const { at, want, mails, run } = timeline(stage);
    at(1).see('norvik/terms', clause('60'));
    at(2).see('norvik/privacy', clause('90'));
    at(3).see('norvik/policy', 'gone', 404);
    want.between(6, 6).mail('compliance', /^\[HIGH\]\[digest\] Norvik Health AI · 2 changes/);

    await run(8);
    const parts = [
      'Norvik terms',
      'Norvik privacy',
      '3 sources watched, 6 polls made, 3 unchanged, 2 changed, 1 failing',
      'No verdict is open.',
      'Norvik policy Outcome: gone',
    ];
    for (const part of parts) expect(said(mails[0])).toContain(part);
  });
});

describe('quiet hours', () => {
  it('hold what is not critical until they end, and the mail says so', async () => {
    const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
    stage = await setStage(postgres, ['terms'], {
      compliance: { quietHours: [{ days, from: 19 * 60, to: 7 * 60 }] },
    });
    const { at, want, mails, run } = timeline(stage);
    at(1).see('norvik/terms', clause('60'));
    at(2).do(async () => {
      expect(await held()).toMatchObject([
        { state: 'held', held_by: 'quiet-hours', held_until: new Date('2026-03-04T13:00:00Z') },
      ]);
    });
    want.between(5, 5).mail('compliance', /Norvik terms|Visit Notes/);

    await run(6);
    expect(said(mails[0])).toMatch(/1 alert in this mail was held from [^.]*: quiet hours of compliance/);
    expect(await held()).toEqual([]);
  });
});

describe('quiet hours and digests together', () => {
  it('let each come at its own hour', async () => {
    const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
    const atOnce = { ...route, name: 'docs', match: { roles: ['docs'] } };
    stage = await setStage(postgres, ['guide', 'terms'], {
      roles: { terms: 'terms' },
      config: { route: { ...route, cadence: 'daily', routes: [atOnce] } },
      compliance: { quietHours: [{ days, from: 19 * 60, to: 7 * 60 }] },
    });
    const { at, want, run } = timeline(stage);
    at(1).see('norvik/guide', clause('60'));
    at(1).see('norvik/terms', clause('60'));
    want.between(5, 5).mail('compliance', /^\[HIGH\]\[unknown\]/);
    want.between(6, 6).mail('compliance', /^\[HIGH\]\[digest\]/);

    await run(7);
  });
});

describe('a contact who left', () => {
  it('leaves nothing owed behind: it goes to who is in the tree now', async () => {
    const night = { days: ['wed'], from: 0, to: 7 * 60 } as const;
    stage = await setStage(postgres, ['terms'], { compliance: { quietHours: [night] } });
    const { at, want, run } = timeline(stage);
    at(1).see('norvik/terms', clause('60'));
    at(2).do(async () => {
      const config = stage.pipeline.deps.config();
      stage.changeConfig({
        contacts: new Map([...config.contacts].filter(([id]) => id !== 'compliance')),
        route: { ...route, contacts: ['operator'] },
      });
    });
    want.between(5, 5.25).mail('operator', /^\[HIGH\]/);

    await run(6);
  });
});

describe('silences', () => {
  async function silence(
    match: Parameters<typeof insertSilence>[1]['match'],
    hours: number,
  ): Promise<string> {
    const { deps } = stage.pipeline;
    const createdAt = deps.now();
    const endsAt = new Date(createdAt.getTime() + hours * hourMs);
    const what = { match, author: 'Mara', reason: 'planned migration', isForced: false };
    return insertSilence(deps.db, { ...what, startsAt: createdAt, endsAt, createdAt });
  }

  it('hold what they match, and let it go when they end', async () => {
    stage = await setStage(postgres, ['terms', 'privacy']);
    await silence({ vendors: ['norvik'], tools: ['visit-notes'] }, 10);
    const { at, want, mails, run } = timeline(stage);
    at(1).see('norvik/terms', clause('60'));
    at(2).do(async () => {
      expect(await held()).toMatchObject([{ held_reason: 'silence 1 by Mara: planned migration' }]);
    });
    want.between(10, 10).mail('compliance', /^\[HIGH\]/);

    await run(11);
    expect(said(mails[0])).toContain('silence 1 by Mara: planned migration');
  });

  it('let go at once what they held when somebody ends them', async () => {
    stage = await setStage(postgres, ['terms']);
    const id = await silence({ vendors: ['norvik'] }, 100);
    const { at, want, run } = timeline(stage);
    at(1).see('norvik/terms', clause('60'));
    at(3).do(() => endSilence(stage.pipeline.deps.db, id, stage.pipeline.now()));
    want.between(3, 3).mail('compliance', /^\[HIGH\]/);

    await run(5);
  });

  it('hold nothing that they do not match', async () => {
    stage = await setStage(postgres, ['terms']);
    await silence({ vendors: ['acme'] }, 100);
    const { at, want, run } = timeline(stage);
    at(1).see('norvik/terms', clause('60'));
    want.between(1, 1).mail('compliance', /^\[HIGH\]/);

    await run(2);
  });
});

describe('the storm guard', () => {
  it('folds what comes after the limit into one mail that says how many, and loses nothing', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    stage = await setStage(postgres, names, {
      compliance: { maxMailsPerHour: { inAll: 2, ofOneVendor: 2 } },
    });
    const { at, want, mails, run } = timeline(stage);
    for (const [index, name] of names.entries()) at(1 + index * 0.25).see(`norvik/${name}`, clause('60'));
    want.between(1, 1).mail('compliance', /^\[HIGH\]\[unknown\]/);
    want.between(1.25, 1.25).mail('compliance', /^\[HIGH\]\[unknown\]/);
    want.between(2, 2).mail('compliance', /^\[HIGH\]\[folded\] Norvik Health AI · 3 changes/);

    await run(4);
    expect(said(mails[2])).toContain('3 alerts that came after them are folded into this one');
    for (const name of ['c', 'd', 'e']) expect(said(mails[2])).toContain(`Norvik ${name}`);
  });
});

describe('P7: silence is an alarm', () => {
  it('says every week that we still watch, with figures', async () => {
    stage = await setStage(postgres, ['terms', 'privacy'], { compliance: { wantsWatchReport: true } });
    const { at, want, mails, run } = timeline(stage);
    const send = async () => {
      const { deps } = stage.pipeline;
      for (const delivery of await reportWatching(deps))
        await deliver(deps, { delivery }, AbortSignal.timeout(20_000));
    };
    for (let hour = 0; hour <= 8 * 24; hour += 12) at(hour).do(send);
    // Monday, 08:00 in Chicago, where the clocks went forward the night before, is hour 125; asked twelve-hourly.
    want
      .between(132, 132)
      .mail('compliance', /^\[STILL WATCHING\] Still watching 2 sources: 2 polls, 0 changed/);

    await run(8 * 24);
    expect(said(mails[0])).toMatch(/2 sources watched, 2 polls made, 2 unchanged, 0 changed, 0 failing/);
    expect(said(mails[0])).toMatch(/longest time for which a source was not seen was 5 d/);
  });

  it('says in the first mail after for how long no worker ran, and what was not watched', async () => {
    stage = await setStage(postgres, ['terms', 'privacy']);
    const { deps } = stage.pipeline;
    await reportLife(deps, stage.pipeline.now());
    const { at, want, mails, run } = timeline(stage);
    at(9).do(() => reportLife(deps, stage.pipeline.now()));
    at(10).see('norvik/terms', clause('60'));
    at(12).see('norvik/privacy', clause('60'));
    want.between(10, 10).mail('compliance', /^\[HIGH\]/);
    want.between(12, 12).mail('compliance', /^\[HIGH\]/);

    await run(13);
    expect(said(mails[0])).toMatch(
      /Nobody was watching for 9 h, from .* meanwhile: Norvik privacy, Norvik terms\./,
    );
    expect(said(mails[1])).not.toContain('Nobody was watching');
  });

  it('tells operators at once when that was long', async () => {
    stage = await setStage(postgres, ['terms']);
    const { deps } = stage.pipeline;
    await reportLife(deps, stage.pipeline.now());
    const { at, want, mails, run } = timeline(stage);
    at(3).do(async () => {
      await reportLife(deps, stage.pipeline.now());
      for (const delivery of await reportWatching(deps))
        await deliver(deps, { delivery }, AbortSignal.timeout(20_000));
    });
    want.between(3, 3).mail('operator', /^\[STILL WATCHING\]/);

    await run(4);
    expect(said(mails[0])).toContain('Nobody was watching for 3 h');
  });
});
