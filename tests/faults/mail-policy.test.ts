/** One test for each row of the policy on what a relay answers, and for what follows from it. */
import { simpleParser } from 'mailparser';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { listDeliveries } from '../../src/store/deliveries.ts';
import { listDoubtfulRelays, resumeRelay } from '../../src/store/relays.ts';
import { liftSuppression, listSuppressions } from '../../src/store/suppressions.ts';
import { deskConfig, type MailDesk, minuteMs, openMailDesk, quickTransport } from '../support/mail-desk.ts';
import { startTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { type Smtp, type SmtpOptions, startSmtp } from '../support/smtp.ts';

let postgres: TestDatabase;
const open: { desks: MailDesk[]; relays: Smtp[] } = { desks: [], relays: [] };

beforeAll(async () => {
  postgres = await startTestDatabase();
});
afterAll(() => postgres.stop());
afterEach(async () => {
  for (const desk of open.desks.splice(0)) await desk.close();
  for (const relay of open.relays.splice(0)) await relay.stop();
});

async function startRelay(options: SmtpOptions = {}): Promise<Smtp> {
  const relay = await startSmtp(options);
  open.relays.push(relay);
  return relay;
}

async function openDesk(script: SmtpOptions['script'] = {}): Promise<{ desk: MailDesk; relay: Smtp }> {
  const relay = await startRelay({ script });
  const desk = await openMailDesk(await postgres.newDatabase(), quickTransport(relay));
  open.desks.push(desk);
  return { desk, relay };
}

const times = <Item>(count: number, item: Item): readonly Item[] => Array.from({ length: count }, () => item);
const receivers = (relay: Smtp) => relay.mails.flatMap((mail) => mail.to);

describe('250 after DATA', () => {
  it('is sent, with the answer and the queue id kept, from a return address of its own', async () => {
    const { desk, relay } = await openDesk();
    const id = await desk.put('d-00000001');
    await desk.work();
    expect(await desk.load(id)).toMatchObject({
      state: 'sent',
      response: '250 queued as test-1',
      attempts: 1,
    });
    expect(relay.mails[0]?.from).toBe('bounce+d-00000001@clinic.example');
  });
});

describe('greylisting at RCPT', () => {
  it('is tried again after 5, 15, 30 and 60 minutes with the same bytes (P2)', async () => {
    const { desk, relay } = await openDesk({ rcptTo: times(4, { code: 451, text: 'greylisted' }) });
    const id = await desk.put('d-00000001');
    for (const waitMinutes of [5, 15, 30, 60]) {
      await desk.work();
      const { due_at: dueAt } = await desk.load(id);
      expect(dueAt.getTime() - desk.now().getTime()).toBe(waitMinutes * minuteMs);
      desk.advance(waitMinutes * minuteMs);
    }
    await desk.work();
    expect((await desk.load(id)).state).toBe('sent');
    expect(relay.mails[0]?.bytes.equals((await desk.load(id)).raw)).toBe(true);
    expect(await listDoubtfulRelays(desk.deps.db)).toEqual([]);
  });

  it('is given up after 72 hours, and the mail goes to the owner and the stand-in with a note', async () => {
    const { desk, relay } = await openDesk({ rcptTo: times(40, { code: 451, text: 'mailbox full' }) });
    const id = await desk.put('d-00000001');
    while ((await desk.load(id)).state === 'due') {
      await desk.work();
      desk.advance(4 * 60 * minuteMs);
    }
    const given = await desk.load(id);
    expect(given).toMatchObject({ state: 'given-up', response: '451 mailbox full' });
    expect(given.attempts).toBeGreaterThan(12);
    for (let round = 0; round < 20; round += 1) {
      await desk.work();
      desk.advance(4 * 60 * minuteMs);
    }
    expect(receivers(relay).toSorted()).toEqual(['deputy@clinic.example', 'owner@clinic.example']);
    expect(relay.mails[0]?.bytes.toString()).toContain('handed over for three days');
    expect(await listSuppressions(desk.deps.db)).toEqual([]);
  }, 120_000);
});

describe('550 at RCPT', () => {
  it('suppresses the address at once and hands the mail to the owner and the stand-in, whole', async () => {
    const { desk, relay } = await openDesk({ rcptTo: [{ code: 550, text: 'no such user' }] });
    const id = await desk.put('d-00000001');
    await desk.work();
    expect(await desk.load(id)).toMatchObject({
      state: 'refused',
      response: '550 no such user',
      attempts: 1,
    });
    expect(await listSuppressions(desk.deps.db)).toMatchObject([
      { address: 'compliance@clinic.example', reason: 'refused', detail: '550 no such user' },
    ]);
    expect(receivers(relay).toSorted()).toEqual(['deputy@clinic.example', 'owner@clinic.example']);
    const mail = await simpleParser(relay.mails[0]?.bytes ?? '');
    expect(mail.subject).toMatch(/^\[not delivered to compliance\] \[CRITICAL\]\[pending\]/);
    expect(mail.text).toContain('550 no such user');
    expect(mail.text).toContain('npx modelwarden contacts restore compliance');
    expect(mail.text).toContain('Your tools and departments');
    const original = mail.attachments.find((part) => part.contentType === 'message/rfc822');
    expect(original?.content.toString('latin1').trimEnd()).toBe(
      (await desk.load(id)).raw.toString('latin1').trimEnd(),
    );
    expect(desk.log.map((line) => line.msg)).toContain(
      'address suppressed: it gets no mail until it is restored',
    );
  });

  it('lets the next mail go straight to the others, and to the contact again once restored', async () => {
    const { desk, relay } = await openDesk({ rcptTo: [{ code: 550, text: 'no such user' }] });
    await desk.put('d-00000001');
    await desk.work();
    const second = await desk.put('d-00000002');
    await desk.work();
    expect(await desk.load(second)).toMatchObject({ state: 'refused' });
    expect(receivers(relay).filter((to) => to.startsWith('compliance'))).toEqual([]);
    expect(receivers(relay)).toHaveLength(4);

    await liftSuppression(desk.deps.db, 'Compliance@clinic.example', { who: 'test', now: desk.now() });
    const third = await desk.put('d-00000003');
    await desk.work();
    expect((await desk.load(third)).state).toBe('sent');
    expect(receivers(relay).at(-1)).toBe('compliance@clinic.example');
  });

  it('ends with the operators, and then says aloud that nobody is left', async () => {
    const { desk, relay } = await openDesk({ rcptTo: times(20, { code: 550, text: 'all gone' }) });
    await desk.put('d-00000001');
    await desk.work();
    expect(relay.mails).toEqual([]);
    expect((await listSuppressions(desk.deps.db)).map((row) => row.contact_id).toSorted()).toEqual([
      'compliance',
      'deputy',
      'operator',
      'owner',
    ]);
    expect(desk.log.map((line) => line.msg)).toContain(
      'mail reaches nobody: no other contact is left to hand it to',
    );
  });
});

describe.each([552, 554])('%i after DATA', (code) => {
  it('sends the text alone, once, in the same thread', async () => {
    const { desk, relay } = await openDesk({ data: [{ code, text: 'not like this' }] });
    const id = await desk.put('d-00000001');
    await desk.work();
    expect(await desk.load(id)).toMatchObject({ state: 'refused', attempts: 1 });
    const [refused, reduced, ...others] = relay.mails;
    expect(others).toEqual([]);
    expect([refused?.isAcknowledged, reduced?.isAcknowledged]).toEqual([false, true]);
    const mail = await simpleParser(reduced?.bytes ?? '');
    expect(mail.html).toBe(false);
    expect(mail.attachments).toEqual([]);
    expect(mail.text).toContain('Before and after');
    expect(mail.messageId).not.toBe('<d-00000001@clinic.example>');
    expect(reduced?.to).toEqual(['compliance@clinic.example']);
    expect(await listSuppressions(desk.deps.db)).toEqual([]);
  });

  it('goes to the owner when the text is refused too, and the address stays good', async () => {
    const { desk, relay } = await openDesk({ data: times(2, { code, text: 'not at all' }) });
    await desk.put('d-00000001');
    await desk.work();
    expect(relay.mails.filter((mail) => mail.isAcknowledged).map((mail) => mail.to[0])).toContain(
      'owner@clinic.example',
    );
    expect(await listSuppressions(desk.deps.db)).toEqual([]);
  });
});

describe('a relay in trouble', () => {
  it('is left alone after five failures, then tried with one mail, and all is sent when it is well', async () => {
    const { desk, relay } = await openDesk({ mailFrom: times(6, { code: 421, text: 'too busy' }) });
    for (let index = 1; index <= 8; index += 1) await desk.put(`d-0000000${index}`);
    await desk.work();
    const triedAtFirst = relay.connectionCount;
    expect(triedAtFirst).toBe(5);
    expect(await listDoubtfulRelays(desk.deps.db)).toMatchObject([{ failures: 5, held_since: null }]);
    expect(desk.log.map((line) => line.msg)).toContain('relay paused');

    await desk.work();
    expect(relay.connectionCount).toBe(triedAtFirst);
    desk.advance(6 * minuteMs);
    await desk.work();
    expect(relay.connectionCount).toBe(triedAtFirst + 1);

    desk.advance(60 * minuteMs);
    await desk.work();
    desk.advance(60 * minuteMs);
    await desk.work();
    expect(relay.mails).toHaveLength(8);
    expect(await listDoubtfulRelays(desk.deps.db)).toEqual([]);
  });

  it('never makes mail be given up, however long it is away', async () => {
    const relay = await startRelay();
    const { host, port } = relay;
    const desk = await openMailDesk(await postgres.newDatabase(), quickTransport({ host, port }));
    open.desks.push(desk);
    await relay.stop();
    const id = await desk.put('d-00000001');
    for (let day = 0; day < 8; day += 1) {
      for (let hour = 0; hour < 6; hour += 1) {
        await desk.work();
        desk.advance(4 * 60 * minuteMs);
      }
    }
    expect(await desk.load(id)).toMatchObject({ state: 'due' });
    expect(await listSuppressions(desk.deps.db)).toEqual([]);
  }, 60_000);

  it.each([
    ['cuts the connection after DATA', 'drop'],
    ['says nothing after DATA', 'hang'],
  ] as const)('gets the same bytes again when it %s, and that is shown', async (_name, act) => {
    const { desk, relay } = await openDesk({ data: [act] });
    const id = await desk.put('d-00000001');
    await desk.work();
    expect(await desk.load(id)).toMatchObject({ state: 'due', attempts: 1 });
    desk.advance(10 * minuteMs);
    await desk.work();
    expect((await desk.load(id)).state).toBe('sent');
    const [first, second] = relay.mails;
    expect(second?.bytes.equals(first?.bytes ?? Buffer.alloc(0))).toBe(true);
    expect(await listDeliveries(desk.deps.db, { limit: 5 })).toMatchObject([{ is_possible_duplicate: true }]);
  });
});

describe('a fault of our settings', () => {
  it('holds all mail, marks no address, tells the log, and sends everything once it is mended', async () => {
    const relay = await startRelay({ login: { user: 'warden', password: 'right' } });
    const wrong = quickTransport(relay, { user: 'warden', password: 'wrong-secret' });
    const desk = await openMailDesk(await postgres.newDatabase(), wrong);
    open.desks.push(desk);
    for (let index = 1; index <= 4; index += 1) await desk.put(`d-0000000${index}`);
    await desk.work();
    expect(await listDoubtfulRelays(desk.deps.db)).toMatchObject([
      { code: 'EAUTH', response: '535 authentication failed', held_since: desk.now() },
    ]);
    expect(relay.connectionCount, 'one try shows it; the others wait').toBe(1);
    expect(desk.log.some((line) => line.level === 50 && line.msg.startsWith('ALL MAIL IS HELD'))).toBe(true);
    expect(JSON.stringify(desk.log)).not.toContain('wrong-secret');
    for (let day = 0; day < 5; day += 1) {
      desk.advance(24 * 60 * minuteMs);
      await desk.work();
    }
    expect(await listSuppressions(desk.deps.db)).toEqual([]);

    desk.use(quickTransport(relay, { user: 'warden', password: 'right' }));
    await resumeRelay(desk.deps.db, desk.deps.transport.description);
    desk.advance(10 * minuteMs);
    await desk.work();
    expect(relay.mails).toHaveLength(4);
    expect(await listDoubtfulRelays(desk.deps.db)).toEqual([]);
  });

  it('is what a relay without STARTTLS is, where TLS is asked for', async () => {
    const relay = await startRelay();
    const desk = await openMailDesk(
      await postgres.newDatabase(),
      quickTransport(relay, { security: 'starttls' }),
    );
    open.desks.push(desk);
    const id = await desk.put('d-00000001');
    await desk.work();
    expect(await desk.load(id)).toMatchObject({ state: 'due' });
    expect(await listDoubtfulRelays(desk.deps.db)).toMatchObject([{ code: 'ETLS' }]);
    expect(relay.mails).toEqual([]);
  });
});

describe('many mails for one contact', () => {
  it('wait beyond the hourly number, except for urgent ones, and none is lost', async () => {
    const base = deskConfig();
    const config = {
      ...base,
      settings: { ...base.settings, mail: { ...base.settings.mail, maxPerHour: 3 } },
    };
    const relay = await startRelay();
    const desk = await openMailDesk(await postgres.newDatabase(), quickTransport(relay), config);
    open.desks.push(desk);
    for (let index = 1; index <= 5; index += 1) await desk.put(`d-0000000${index}`);
    await desk.put('d-urgent01', 'compliance', true);
    await desk.put('d-other001', 'deputy');
    await desk.work();
    expect(relay.mails).toHaveLength(5);
    expect((await desk.load('d-urgent01')).state).toBe('sent');
    expect((await desk.load('d-other001')).state).toBe('sent');
    desk.advance(61 * minuteMs);
    await desk.work();
    expect(relay.mails).toHaveLength(7);
  });
});

describe('a clock that jumps', () => {
  it('a day ahead and back loses no mail and gives none up', async () => {
    const { desk, relay } = await openDesk({ rcptTo: times(2, { code: 451, text: 'greylisted' }) });
    const id = await desk.put('d-00000001');
    await desk.work();
    desk.advance(5 * 24 * 60 * minuteMs);
    await desk.work();
    expect((await desk.load(id)).state, 'five days on the clock, and hardly tried').toBe('due');
    desk.advance(-5 * 24 * 60 * minuteMs);
    await desk.work();
    expect((await desk.load(id)).state).toBe('sent');
    expect(relay.mails).toHaveLength(1);
  });

  it('leaves no relay paused for the time that it jumped', async () => {
    const { desk, relay } = await openDesk({ mailFrom: times(5, { code: 421, text: 'too busy' }) });
    desk.advance(3 * 24 * 60 * minuteMs);
    for (let index = 1; index <= 5; index += 1) await desk.put(`d-0000000${index}`);
    await desk.work();
    expect(await listDoubtfulRelays(desk.deps.db)).toHaveLength(1);
    desk.advance(-3 * 24 * 60 * minuteMs);
    await desk.work();
    await desk.work();
    expect(relay.mails).toHaveLength(5);
  });
});
