import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { auditFollowUps } from '../../src/pipeline/audit-follow-ups.ts';
import { followUp as followUpAll } from '../../src/pipeline/follow-up.ts';
import { openAlerts, recordAcknowledgements } from '../../src/store/acknowledgements.ts';
import { eventsOf, standOfEscalations } from '../../src/store/escalations.ts';
import { insertSilence } from '../../src/store/silences.ts';
import { askStage } from '../support/ask-stage.ts';
import { followUpConfig } from '../support/follow-up-config.ts';
import { hourMs } from '../support/pipeline.ts';
import { startTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { clause, type SeenMail, type Stage, setStage, timeline } from '../support/timeline.ts';

let postgres: TestDatabase;
let stage: Stage;

beforeAll(async () => {
  postgres = await startTestDatabase();
});
afterAll(() => postgres.stop());
afterEach(() => stage.close());

const config = followUpConfig;
const { contacts, route } = config;

const subject = /Norvik terms|Visit Notes/;
function said(mail: SeenMail | undefined): string {
  return (mail?.parsed.text ?? '').replaceAll(/\s+/g, ' ');
}
const mailTo = (mails: readonly SeenMail[], at: number, to: string) =>
  mails.find((mail) => mail.at === at && mail.to === to);

async function acknowledge(contactId: string | null, name: string): Promise<void> {
  const { db } = stage.pipeline.deps;
  const open = await openAlerts(db, 50);
  await recordAcknowledgements(
    db,
    open.map(({ id }) => ({
      alertId: id,
      name,
      contactId,
      meaning: 'use suspended',
      note: 'until re-validated',
      way: 'command',
      account: 'test',
      at: stage.pipeline.now(),
    })),
  );
}

describe('what nobody acknowledges', () => {
  it('is reminded of in its thread, told to the next, and closed when somebody acknowledges', async () => {
    stage = await setStage(postgres, ['terms'], { config });
    const { at, want, mails, run } = timeline(stage);
    at(1).see('norvik/terms', clause('60'));
    want.between(1, 1).mail('compliance', /^\[HIGH\]\[unknown\]/);
    want.between(5, 5).mail('compliance', /^Re: \[HIGH\]\[unknown\]/);
    want.between(7, 7).mail('lead', /^\[HIGH\]\[escalated\]/);
    want.between(9, 9).mail('compliance', /^Re: /);
    at(10).do(() => acknowledge('compliance', 'Amy Osei'));
    want.between(10, 10).mail('lead', /^Re: \[HIGH\]\[escalated\]/);
    await run(40);

    const [first, reminder] = mails;
    expect(reminder?.parsed.inReplyTo).toBe(first?.parsed.messageId);
    expect(said(reminder)).toMatch(/Nobody has acknowledged this for 4 h/);
    expect(said(reminder)).toMatch(/Unless somebody acknowledges it, lead will be told as well, /);
    const escalated = mailTo(mails, 7, 'lead');
    expect(said(escalated)).toMatch(/You are told because nobody has acknowledged it\./);
    expect(said(escalated)).toMatch(/Told so far: compliance \(/);
    expect(said(escalated)).toMatch(/board will be told as well/);
    expect(said(escalated)).toMatch(/npx modelwarden ack norvik\/terms@2/);
    expect(said(mailTo(mails, 10, 'lead'))).toMatch(
      /Amy Osei acknowledged this, 4 Mar 2026, 18:00 UTC \(12:00 America\/Chicago\): use suspended\. Note: until re-validated/,
    );
    const { db } = stage.pipeline.deps;
    const chains = await db.selectFrom('escalations').selectAll().execute();
    expect(chains).toMatchObject([{ next_at: null, ended_at: stage.pipeline.now() && expect.any(Date) }]);
    const events = await db
      .selectFrom('escalation_events')
      .select(['event', 'contact_id'])
      .orderBy('id')
      .execute();
    expect(events.map(({ event, contact_id }) => `${event} ${contact_id}`)).toEqual([
      'started null',
      'reminded compliance',
      'escalated lead',
      'reminded compliance',
      'closed null',
    ]);
  });

  it('is shown with the alert: each reminder, each step, and who acknowledged', async () => {
    stage = await setStage(postgres, ['terms'], { config });
    const { at, pass } = timeline(stage);
    at(1).see('norvik/terms', clause('60'));
    at(8).do(async () => {
      const { id } = await stage.pipeline.deps.db
        .selectFrom('deliveries')
        .select('id')
        .where('reason', '=', 'escalated')
        .executeTakeFirstOrThrow();
      const answer = await askStage(stage, 'ack', id, '--by', 'Lee', '--meaning', 'use suspended');
      expect(answer.printed).toContain(`1 alert of ${id} acknowledged by Lee`);
    });
    await pass(9);
    const { printed } = await askStage(stage, 'alerts', 'show', '1');
    expect(printed).toContain('state     acknowledged, told 2026-03-04 09:00');
    expect(printed.slice(printed.indexOf('after the first mail')).split('\n')).toEqual([
      'after the first mail',
      '  2026-03-04 09:00 UTC  started',
      '  2026-03-04 13:00 UTC  reminded compliance',
      '  2026-03-04 15:00 UTC  escalated lead',
      '  2026-03-04 16:00 UTC  closed',
      '  2026-03-04 16:00 UTC  acknowledged by Lee, by command: use suspended',
    ]);
    const asJson = await askStage(stage, 'alerts', 'show', '1', '--json');
    expect(JSON.parse(asJson.printed)).toMatchObject({
      shares: [{ contact_id: 'compliance', state: 'closed' }],
      acknowledgements: [{ name: 'Lee', meaning: 'use suspended', way: 'command' }],
      followUps: [{ event: 'started' }, { event: 'reminded' }, { event: 'escalated' }, { event: 'closed' }],
    });
  });

  it('keeps to the chain that stood when the first mail went out', async () => {
    stage = await setStage(postgres, ['terms'], { config });
    const { at, want, run } = timeline(stage);
    at(1).see('norvik/terms', clause('60'));
    want.between(1, 1).mail('compliance', subject);
    at(2).do(async () =>
      stage.changeConfig({ route: { ...route, followUp: { remindEveryMs: {}, escalate: [] } } }),
    );
    want.between(5, 5).mail('compliance', subject);
    want.between(7, 7).mail('lead', subject);
    await run(7);
  });

  it('goes to the operators when those whom the chain names have left', async () => {
    stage = await setStage(postgres, ['terms'], { config });
    const { at, want, run } = timeline(stage);
    at(1).see('norvik/terms', clause('60'));
    want.between(1, 1).mail('compliance', subject);
    at(2).do(async () =>
      stage.changeConfig({ contacts: new Map([...contacts].filter(([id]) => id !== 'lead')) }),
    );
    want.between(5, 5).mail('compliance', subject);
    want.between(7, 7).mail('operator', /\[escalated\]/);
    await run(8);
  });

  it('waits while a silence covers it', async () => {
    stage = await setStage(postgres, ['terms'], { config });
    const { at, want, run } = timeline(stage);
    const { pipeline } = stage;
    at(1).see('norvik/terms', clause('60'));
    want.between(1, 1).mail('compliance', subject);
    at(2).do(() =>
      insertSilence(pipeline.deps.db, {
        match: { vendors: ['norvik'] },
        author: 'amy',
        reason: 'moving',
        startsAt: pipeline.now(),
        endsAt: new Date(pipeline.now().getTime() + 10 * hourMs),
        isForced: false,
        createdAt: pipeline.now(),
      }),
    );
    want.between(12, 12.5).mail('compliance', subject);
    want.between(12, 12.5).mail('lead', subject);
    want.between(12, 12.5).mail('board', subject);
    await run(13);
  });

  it('is not followed up twice by two workers', async () => {
    stage = await setStage(postgres, ['terms'], { config });
    const { at, want, run } = timeline(stage);
    at(1).see('norvik/terms', clause('60'));
    want.between(1, 1).mail('compliance', subject);
    at(5).do(async () => {
      const both = await Promise.all([followUpAll(stage.pipeline.deps), followUpAll(stage.pipeline.deps)]);
      expect(both.flat().flatMap(({ reminded }) => reminded)).toEqual(['compliance']);
    });
    want.between(5, 5).mail('compliance', subject);
    await run(6);
  });
});

describe('a chain that stopped', () => {
  it('is found: one that is missing begins, one that fails keeps no other waiting and is named', async () => {
    stage = await setStage(postgres, ['terms', 'guide'], { config });
    const { at, want, run } = timeline(stage);
    const { deps } = stage.pipeline;
    at(1).see('norvik/terms', clause('60'));
    want.between(1, 1).mail('compliance', subject);
    at(2).see('norvik/guide', clause('90'));
    want.between(2, 2).mail('compliance', /guide|Visit Notes/);
    at(3).do(async () => {
      const [first, second] = await deps.db.selectFrom('escalations').select('id').orderBy('id').execute();
      // The plan of the first is spoilt behind our back; that of the second is lost.
      await deps.db
        .insertInto('escalation_events')
        .values({
          escalation_id: first?.id ?? '',
          event: 'started',
          contact_id: null,
          delivery_id: null,
          detail: JSON.stringify({ plan: 'none' }),
          at: deps.now(),
        })
        .execute();
      await deps.db
        .updateTable('escalations')
        .set({ next_at: deps.now() })
        .where('id', '=', first?.id ?? '')
        .execute();
      await deps.db
        .deleteFrom('escalation_events')
        .where('escalation_id', '=', second?.id ?? '')
        .execute()
        .then(
          () => expect.unreachable('evidence was deleted'),
          (error: unknown) => expect(String(error)).toMatch(/evidence|refus|immutable|altered/i),
        );
      await deps.db
        .updateTable('escalations')
        .set({ next_at: null, ended_at: deps.now() })
        .where('id', '=', second?.id ?? '')
        .execute();
    });
    at(4).do(async () => {
      const audit = await auditFollowUps(deps);
      expect(audit.begun).toHaveLength(1);
      expect(audit.stopped).toMatchObject([
        { why: expect.stringMatching(/plan of escalation .* cannot be read/) },
      ]);
      const again = await auditFollowUps(deps);
      expect(again.begun).toEqual([]);
      const { running } = await standOfEscalations(deps.db, deps.now());
      expect(running).toBe(2);
      const second = await deps.db
        .selectFrom('escalations')
        .select('id')
        .orderBy('id', 'desc')
        .executeTakeFirst();
      expect((await eventsOf(deps.db, second?.id ?? '')).map(({ event }) => event)).toEqual([
        'started',
        'mended',
      ]);
    });
    want.between(6, 8).mail('compliance', /guide|Visit Notes/);
    await run(8);
  });
});
