/** A folder for `replay`: 1,000 revisions of 10 documents, five vendors with a changelog and a model card each. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diceOf, sentence } from './sample-words.ts';

const vendors = ['alder', 'birch', 'cedar', 'elm', 'fir'] as const;
const revisions = 100;
const stepMs = 24 * 60 * 60 * 1000;
const start = new Date('2026-01-01T00:00:00Z');

/** Writes the folder, and removes it when the work has ended. */
export async function usingRevisionFolder<Result>(
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'modelwarden-bench-'));
  try {
    const manifest: object[] = [];
    for (const vendor of vendors) {
      for (let number = 0; number < revisions; number += 1) {
        const date = new Date(start.getTime() + number * stepMs).toISOString();
        const [card, changelog] = [`${vendor}-card-${number}.md`, `${vendor}-changelog-${number}.md`];
        await writeFile(join(folder, card), cardOf(vendor, number));
        await writeFile(join(folder, changelog), changelogOf(vendor, number));
        manifest.push(
          { doc: `${vendor}/changelog`, kind: 'changelog', file: changelog, date },
          {
            doc: `${vendor}/card`,
            kind: 'model-card',
            companion_changelog: `${vendor}/changelog`,
            file: card,
            date,
          },
        );
      }
    }
    await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * A card of 34 paragraphs. Every third revision says something new in one of them; the others only write the
 * date of the last review another way.
 */
function cardOf(vendor: string, number: number): string {
  const dice = diceOf(7);
  const news = Math.floor(number / 3);
  const paragraphs = Array.from({ length: 34 }, (_, index) => {
    const text = `${sentence(dice)} ${sentence(dice)}`;
    return index < news ? `${text} Since review ${index} the context window is ${16 + index}K tokens.` : text;
  });
  return `# ${vendor}-scribe-2 model card\n\nLast reviewed on ${reviewDate(number)}.\n\n${paragraphs.join('\n\n')}\n`;
}

/** The last 30 entries, newest first, one for each second change of the card; in between only a date's form. */
function changelogOf(vendor: string, number: number): string {
  const newest = Math.floor(number / 6);
  const entries: string[] = [];
  for (let entry = newest; entry >= Math.max(0, newest - 29); entry -= 1) {
    const day = new Date(start.getTime() + entry * 6 * stepMs).toISOString().slice(0, 10);
    const news = `The context window of ${vendor}-scribe-2 is now ${16 + 2 * entry}K tokens; its model card says more.`;
    entries.push(`## ${day}\n\n${news} ${sentence(diceOf(entry))}\n`);
  }
  return `# Changelog\n\nLast reviewed on ${reviewDate(number)}.\n\n${entries.join('\n')}`;
}

/** One day, written in three ways. */
function reviewDate(number: number): string {
  return ['2026-01-05', 'January 5, 2026', '5 January 2026'][number % 3] ?? '';
}
