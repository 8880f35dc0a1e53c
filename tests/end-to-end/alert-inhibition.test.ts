import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { askStage } from '../support/ask-stage.ts';
import { startTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { clause, type Stage, setStage, timeline } from '../support/timeline.ts';

let postgres: TestDatabase;
let stage: Stage;

beforeAll(async () => {
  postgres = await startTestDatabase();
});
afterAll(() => postgres.stop());
afterEach(() => stage.close());

/** What `alerts --held` prints. */
async function held(): Promise<string> {
  return (await askStage(stage, 'alerts', '--held')).printed;
}

describe('a vendor out of sight', () => {
  it('is told of once, and its single pages only if they stay so', async () => {
    const names = ['a', 'b', 'c', 'd'];
    stage = await setStage(postgres, names);
    const { at, want, mails, run } = timeline(stage);
    for (const name of names) {
      at(1).see(`norvik/${name}`, 'down', 404);
      at(2).see(`norvik/${name}`, 'down', 404);
    }
    for (const name of ['a', 'b', 'c']) at(5).see(`norvik/${name}`, clause('30'));
    want.between(1, 1).mail('operator', /^\[HIGH\]\[cannot see\].*of 4 sources/);
    want.between(5, 5).mail('operator', /^\[HIGH\]\[cannot see\].*Norvik d/);
    want.between(5, 5).mail('operator', /seen again/);

    await run(6);
    expect(mails.filter((mail) => mail.at < 5)).toHaveLength(1);
  });
});

describe('a new edition of a document', () => {
  const titles = ['Scope', 'Accounts', 'Sharing', 'Security', 'Notice'];
  interface Edition {
    readonly updated: string;
    readonly partners: string;
    readonly contact: string;
  }
  const first: Edition = {
    updated: '1 January 2026',
    partners: 'partners',
    contact: 'Write to the desk in Oslo.',
  };
  /** Every paragraph under `titles` differs with the name of the partners. */
  const second: Edition = { ...first, updated: '1 March 2026', partners: 'resellers of our choice' };
  const bergen = 'Write to the office in Bergen, which also takes complaints about invoices.';

  function terms({ updated, partners, contact }: Edition): string {
    const sections = titles.map(
      (title) => `<h2>${title}</h2><p>${title} of the service is agreed with ${partners}.</p>`,
    );
    return `<main><h1>Terms of service</h1><p>Last updated: ${updated}</p>${sections.join('')}
      <h2>Contact</h2><p>${contact}</p></main>`;
  }

  /** The terms come out anew after an hour, and whoever is concerned is told. */
  async function publishEdition(anew: Edition) {
    stage = await setStage(postgres, ['terms'], {
      roles: { terms: 'terms' },
      pages: { terms: terms(first) },
    });
    const story = timeline(stage);
    story.at(1).see('norvik/terms', terms(anew));
    story.want.between(1, 1).mail('compliance', /^\[/);
    return story;
  }

  it('holds the line that is corrected in it within a day, and lets it go afterwards', async () => {
    const { at, want, run } = await publishEdition(second);
    at(4).see('norvik/terms', terms({ ...second, contact: bergen }));
    at(5).do(async () => {
      expect(await held()).toMatch(
        /held until 2026-03-05 12:00: the document came out anew at 2026-03-04T09:00:00\.000Z \(norvik\/terms@2\)/,
      );
    });
    want.between(28, 28).mail('compliance', /^\[/);

    await run(30);
    expect(await held()).toBe('nothing is held');
  });

  it('does not hold a line that is graver than the edition was', async () => {
    const { at, want, run } = await publishEdition(second);
    at(4).see('norvik/terms', terms({ ...second, contact: 'A preview of the new terms is on our site.' }));
    want.between(4, 4).mail('compliance', /^\[HIGH\]/);

    await run(30);
  });

  it('does not hold what changes more than a day after it', async () => {
    const { at, want, run } = await publishEdition(second);
    at(26).see('norvik/terms', terms({ ...second, contact: bergen }));
    want.between(26, 26).mail('compliance', /^\[/);

    await run(27);
  });
});

describe('text that vanishes while a vendor is out of sight', () => {
  const cut = '<main><h1>Data</h1><h2>Support</h2><p>Write to the desk.</p></main>';

  /** Three of four pages are out of sight from the first hour, and the fourth loses its clause after the third. */
  async function loseClause() {
    stage = await setStage(postgres, ['a', 'b', 'c', 'd']);
    const story = timeline(stage);
    for (const hour of [1, 2])
      for (const name of ['a', 'b', 'c']) story.at(hour).see(`norvik/${name}`, 'down', 404);
    // So much is missing that it is believed only when it has come again.
    for (const hour of [3, 3.5]) story.at(hour).see('norvik/d', cut);
    story.at(4).do(async () => {
      expect(await held()).toMatch(
        /held until .*: text was only removed, and the vendor as a whole is out of sight since 2026-03-04T09:00/,
      );
    });
    story.want.between(1, 1).mail('operator', /^\[HIGH\]\[cannot see\].*of 4 sources/);
    return story;
  }

  it('is told as soon as the vendor is seen again', async () => {
    const { at, want, run } = await loseClause();
    for (const name of ['a', 'b', 'c']) at(6).see(`norvik/${name}`, clause('30'));
    want.between(6, 6).mail('operator', /seen again/);
    want.between(6, 7).mail('compliance', /^\[HIGH\]/);

    await run(30);
  });

  it('is told after a day when the vendor stays out of sight', async () => {
    const { want, run } = await loseClause();
    want.between(25, 26).mail('operator', /cannot see/);
    want.between(27, 28).mail('compliance', /^\[HIGH\]/);

    await run(30);
  });
});
