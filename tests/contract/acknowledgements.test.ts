import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askAsOf } from '../../src/evidence/as-of.ts';
import { asOfSections } from '../../src/evidence/as-of-text.ts';
import { exportEvidence } from '../../src/evidence/export-evidence.ts';
import { verifyBundle } from '../../src/evidence/verify-bundle.ts';
import { openAlerts } from '../../src/store/acknowledgements.ts';
import { type ConfigFolder, makeConfigFolder } from '../support/config-folder.ts';
import { type EvidenceCase, startEvidenceCase } from '../support/evidence-case.ts';
import { type CommandAnswer, tryCommand } from '../support/try-command.ts';
import { problemsOf } from '../support/verify.ts';

const change = 'norvik/card@2';

let evidence: EvidenceCase;
let folder: ConfigFolder;
beforeAll(async () => {
  evidence = await startEvidenceCase();
  folder = await makeConfigFolder({ 'modelwarden.yaml': `databaseUrl: ${evidence.databaseUrl}\n` });
});
afterAll(async () => {
  await folder.remove();
  await evidence.close();
});

const command = (...argv: readonly string[]): Promise<CommandAnswer> => {
  const world = { env: {}, now: () => evidence.pipeline.now(), newId: () => 'id' };
  return tryCommand(['--config', folder.path, ...argv], world);
};

describe('an acknowledgement', () => {
  it('is asked for in the mail, and missing is seen', async () => {
    for (const { text } of evidence.pipeline.mails)
      expect(text.replaceAll(/\s+/g, ' ')).toContain(
        `npx modelwarden ack ${change} --by "Your name" --meaning reviewed`,
      );
    const open = await command('ack', 'open');
    expect(open.printed).toMatch(/compliance\s+norvik\/card@2: /);
    expect((await command('status')).printed).toMatch(/acknowledgements\s+2 open/);
    expect((await command('ack', 'show', change)).printed).toBe('nobody acknowledged it');
  });

  it.each([
    { argv: [change, '--meaning', 'reviewed'], says: /required option '--by/ },
    { argv: [change, '--by', 'Amy'], says: /required option '--meaning/ },
    {
      argv: [change, '--by', 'Amy', '--meaning', 'fine'],
      says: /Allowed choices are reviewed, no action needed/,
    },
    { argv: [change, '--by', '  ', '--meaning', 'reviewed'], says: /needs a name/ },
    { argv: ['norvik/card@3', '--by', 'Amy', '--meaning', 'reviewed'], says: /did you mean norvik\/card@2/ },
    { argv: ['77', '--by', 'Amy', '--meaning', 'reviewed'], says: /no alert of 77/ },
  ])('is refused: $argv', async ({ argv, says }) => {
    const answer = await command('ack', ...argv);
    expect(answer).toMatchObject({ code: 2 });
    expect(answer.remarked).toMatch(says);
    expect(await openAlerts(evidence.pipeline.deps.db, 10)).toHaveLength(2);
  });

  it('is refused for what nobody was told of', async () => {
    const { db } = evidence.pipeline.deps;
    const told = await db.selectFrom('receivers').select(['alert_id', 'told_at', 'delivery_id']).execute();
    await db.updateTable('receivers').set({ told_at: null }).execute();
    const answer = await command('ack', change, '--by', 'amy', '--meaning', 'reviewed');
    expect(answer).toMatchObject({ code: 2 });
    expect(answer.remarked).toContain(`nobody has been told of ${change} yet`);
    for (const { alert_id, told_at } of told)
      await db.updateTable('receivers').set({ told_at }).where('alert_id', '=', alert_id).execute();
  });

  it('is signed with name, time, meaning and note, and closes what it is about', async () => {
    const given = await command(
      'ack',
      change,
      '--by',
      'amy',
      '--meaning',
      'use suspended',
      '--note',
      'until re-validated',
    );
    expect(given).toMatchObject({ code: 0 });
    expect(given.printed).toMatch(
      /2 alerts of norvik\/card@2 acknowledged by Amy, 2026-03-08 08:00 UTC: use suspended/,
    );
    expect((await command('ack', 'open')).printed).toBe('nothing is open');
    expect((await command('ack', 'show', change)).printed).toContain(
      'Amy: use suspended (until re-validated)',
    );
    expect(JSON.parse((await command('ack', 'show', change, '--json')).printed)[0]).toMatchObject({
      contact_id: 'amy',
      meaning: 'use suspended',
      way: 'command',
    });
  });

  it('is evidence: never altered, in the log, in as-of and in the bundle', async () => {
    const { pipeline, places } = evidence;
    const { db, config } = pipeline.deps;
    await expect(db.updateTable('acknowledgements').set({ name: 'Eve' }).execute()).rejects.toThrow(
      /never altered/,
    );
    await expect(db.deleteFrom('acknowledgements').execute()).rejects.toThrow(/never altered/);
    const exported = await exportEvidence(db, {
      subject: { kind: 'change', id: change },
      watched: new Map(),
      places,
      program: 'test',
      exportedBy: null,
      now: pipeline.now(),
      explain: async () => null,
      onProgress: () => undefined,
    });
    expect((await verifyBundle(exported.zip, null)).problems).toEqual([]);
    expect(await problemsOf(db)).toEqual([]);
    const question = { at: pipeline.now(), vendor: null, model: null, tool: null };
    const answer = await askAsOf(db, config(), question, pipeline.now());
    const lines = asOfSections(answer).flatMap(({ entries }) => entries.flatMap((entry) => entry.lines));
    expect(lines.join('\n')).toContain('acknowledged by Amy: use suspended');
    const before = await askAsOf(
      db,
      config(),
      { ...question, at: new Date('2026-03-06T00:00:00Z') },
      pipeline.now(),
    );
    expect(before.alerts[0]?.acknowledged).toEqual([]);
  });
});
