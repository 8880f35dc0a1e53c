import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../../src/evaluate/main.ts';

/** A labelled folder of our own: two vendors, a card, terms, and a changelog that announces for the card. */
const files: Readonly<Record<string, string>> = {
  'card/1.md': card('2025-03', 'gpt-4o'),
  'card/2.md': card('2026-01', 'gpt-4o'),
  'card/3.md': card('2026-01', 'gpt-4o', 'mistral-large-2411'),
  'card/4.md': card('2026-01', 'gpt-4o', 'mistral-large-2411').replace('Models of Acme', 'Models of  Acme'),
  'log/1.md': '# Changes\n\n## March 2, 2026\n\n- We opened an office.\n',
  'log/2.md':
    '# Changes\n\n## March 20, 2026\n\n- We launched mistral-large-2411.\n\n## March 2, 2026\n\n- We opened an office.\n',
  'terms/1.md': terms('30 days'),
  'terms/2.md': terms('90 days'),
  'replay/N1.before.md': terms('30 days', '15 September 2025'),
  'replay/N1.after.md': terms('30 days', 'September 15, 2025'),
  'replay/R1.before.md': terms('30 days', '15 September 2025'),
  'replay/R1.after.md': terms('90 days', '15 September 2025'),
};

const manifest = [
  revision('acme/card', 'model-card', '1', '2026-03-01', 'acme/log'),
  revision('acme/card', 'model-card', '2', '2026-03-10', 'acme/log'),
  revision('acme/card', 'model-card', '3', '2026-03-20', 'acme/log'),
  revision('acme/card', 'model-card', '4', '2026-03-21', 'acme/log'),
  revision('acme/log', 'changelog', '1', '2026-03-01', null),
  revision('acme/log', 'changelog', '2', '2026-03-20', null),
  revision('norvik/terms', 'contract', '1', '2026-03-01', null),
  revision('norvik/terms', 'contract', '2', '2026-03-05', null),
];

const gold: Record<string, unknown>[] = [
  label('acme/card', '1', '2', { material: true, categories: ['training-data'], announced: false }),
  label('acme/card', '2', '3', { material: true, categories: ['model-added'], announced: true }),
  label('acme/card', '3', '4', { material: false, categories: ['editorial'], announced: null }),
  // A label that says little, and a wrong one that is not counted.
  label('norvik/terms', '1', '2', { material: true }),
  label('acme/card', '1', '2', { material: false, categories: ['pricing'], confidence: 'low' }),
];

const pairs = [
  { id: 'N1', kind: 'noise', why: 'the same day written otherwise' },
  { id: 'R1', kind: 'real', expected_announcement: 'silent', after_recorded: '2026-03-05T00:00:00Z' },
];

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modelwarden-evaluate-'));
  for (const [path, text] of Object.entries(files)) await write(path, text);
  await write('manifest.json', JSON.stringify(manifest));
  await write('gold.jsonl', gold.map((line) => JSON.stringify(line)).join('\n'));
  await write('replay/manifest.json', JSON.stringify(pairs));
});

afterEach(async () => rm(folder, { recursive: true, force: true }));

describe('an evaluation', () => {
  it('scores what would be told, of what, and whether it was announced', async () => {
    const { code, json } = await evaluate('--json');

    expect(code).toBe(0);
    expect(json).toMatchObject({
      pairs: 5,
      material: { precision: 1, recall: 1, f1: 1, n: 4, trueNegatives: 1 },
      categories: {
        micro: { precision: 1, recall: 1, f1: 1, n: 3 },
        'training-data': { n: 1, recall: 1 },
        'model-added': { n: 1, recall: 1 },
      },
      disclosure: { accuracy: 1, n: 2, falseUnannounced: 0, missedUnannounced: 0 },
      noise: { pairs: 1, mailed: 0 },
      silentEdit: { correct: 1, n: 1 },
      vendors: { acme: { material: { n: 3 } }, norvik: { material: { n: 1 } } },
    });
  });

  it('leaves out labels of low confidence, but lists what they disagree with', async () => {
    const { json } = await evaluate('--json', '--errors');

    expect(json['errors']).toMatchObject([
      {
        document: 'acme/card',
        isCounted: false,
        faults: ['not material, but somebody is told', 'missed pricing; too many: training-data'].flatMap(
          (fault) => fault.split('; '),
        ),
        diff: [expect.stringContaining('[-2025-03-]{+2026-01+}')],
      },
    ]);
  });

  it('tells what it could not make sense of', async () => {
    await write('gold.jsonl', JSON.stringify(label('acme/card', '1', '9', {})));
    const { json } = await evaluate('--json');

    expect(json['remarks']).toEqual([
      expect.stringContaining('kind "contract" is unknown'),
      expect.stringContaining('names no revision of the manifest'),
    ]);
    expect(json).toMatchObject({ pairs: 0, material: { precision: null, recall: null, n: 0 } });
  });

  it('shows for each vendor how far it lies from all the others', async () => {
    const { json } = await evaluate('--json');

    expect(json['crossValidation']).toMatchObject({
      folds: {
        acme: { n: 3, own: { material: 1 }, others: { material: 1 }, difference: { material: 0 } },
        norvik: { n: 1, own: { material: 1, disclosure: null }, difference: { disclosure: null } },
      },
      mean: { material: 1 },
      spread: { material: 0 },
      meanDifference: { material: 0 },
    });
  });

  it('does not compare a vendor with nobody', async () => {
    const { json } = await evaluate('--json', '--vendor', 'norvik');

    expect(json['crossValidation']).toMatchObject({ folds: {}, mean: { material: null } });
  });

  it('keeps to one vendor', async () => {
    const { json } = await evaluate('--json', '--vendor', 'norvik');

    expect(json).toMatchObject({ pairs: 1, material: { recall: 1, n: 1 } });
  });

  it('goes without pairs to replay', async () => {
    await rm(join(folder, 'replay'), { recursive: true });
    const { json } = await evaluate('--json');

    expect(json).toMatchObject({ noise: { pairs: 0, mailed: 0 }, silentEdit: { correct: 0, n: 0 } });
  });

  it('prefers silence to a change when a capture cannot be read', async () => {
    await write('card/2.md', '');
    const { json } = await evaluate('--json');

    expect(json).toMatchObject({
      material: { counts: { truePositives: 1, falseNegatives: 2, falsePositives: 0 } },
    });
  });

  it('writes the same object to a file, and figures for readers to the terminal', async () => {
    const out = join(folder, 'figures.json');
    const { printed } = await evaluate('--out', out);

    expect(printed).toContain('noise pairs that would have mailed somebody: 0 of 1');
    expect(JSON.parse(await readFile(out, 'utf8'))).toMatchObject({ pairs: 5, noise: { pairs: 1 } });
  });
});

describe('an evaluation that cannot be made', () => {
  it.each([
    ['a folder that is not there', ['missing'], 'manifest.json cannot be read'],
    ['an option that nobody knows', ['--fast'], 'Usage: npm run eval'],
    ['two folders', ['a', 'b'], 'one folder at most'],
  ])('ends with code 2 for %s', async (_, args, message) => {
    const { code, notes, printed } = await runIn(args);

    expect(code).toBe(2);
    expect(notes).toContain(message);
    expect(printed).toBe('');
  });

  it('ends with code 2 for labels that are no labels, and names the line', async () => {
    await write('gold.jsonl', '{"doc": "acme/card"}');
    const { code, notes } = await runIn([folder]);

    expect(code).toBe(2);
    expect(notes).toContain('gold.jsonl, line 1');
  });

  it('reads nothing outside the folder', async () => {
    const outside = { ...revision('acme/card', 'model-card', '1', '2026-03-01', null), file: '../secret.md' };
    await write('manifest.json', JSON.stringify([outside]));

    expect((await runIn([folder])).notes).toContain('must lie within the folder');
  });
});

async function evaluate(...args: readonly string[]) {
  const ran = await runIn([folder, ...args]);
  const json: Record<string, unknown> = args.includes('--json') ? JSON.parse(ran.printed) : {};
  return { ...ran, json };
}

async function runIn(args: readonly string[]) {
  let [printed, notes] = ['', ''];
  const code = await run(args, {
    directory: folder,
    print: (text) => {
      printed += text;
    },
    note: (text) => {
      notes += text;
    },
  });
  return { code, printed, notes };
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}

function card(cutOff: string, ...models: readonly string[]): string {
  const rows = models.map((model) => `| ${model} | 128,000 |`).join('\n');
  return `# Models of Acme\n\nThese are the models that we serve to everybody.\n\nTraining data cutoff: ${cutOff}\n\n| Model | Context |\n| --- | --- |\n${rows}\n`;
}

function terms(kept: string, updated = '1 June 2025'): string {
  return `# Terms of service\n\nUpdated ${updated}\n\nThese are the terms under which you use what we offer.\n\nWe retain your content for ${kept} after you delete it.\n`;
}

function revision(doc: string, kind: string, number: string, date: string, companion: string | null) {
  const file = `${doc.split('/')[1] ?? ''}/${number}.md`;
  return { doc, kind, companion_changelog: companion, file, date: `${date}T00:00:00Z` };
}

function label(doc: string, from: string, to: string, said: Record<string, unknown>) {
  const name = doc.split('/')[1] ?? '';
  return { doc, from: `${name}/${from}.md`, to: `${name}/${to}.md`, ...said };
}
