/** A configuration folder of our own on disk: a small valid one, with the files that a test wants different. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { loadConfig } from '../../src/config/load-config.ts';
import { type ConfigProblem, formatProblem, InvalidConfigError } from '../../src/config/problem.ts';

const names = z.union([z.string(), z.array(z.string())]).optional();
const paths = z.array(z.string()).optional();

/** Stand-ins for the adapters' option schemas, of the same shape. */
export const adapters = new Map([
  ['html', { options: z.strictObject({ select: names, drop: names }) }],
  ['markdown', { options: z.strictObject({}) }],
  ['feed', { options: z.strictObject({}) }],
  [
    'json',
    {
      options: z.strictObject({
        records: z.string().optional(),
        id: z.string().optional(),
        ignore: paths,
        keep: paths,
      }),
    },
  ],
]);

export const validFiles: Readonly<Record<string, string>> = {
  'watchlist.yaml': 'watch:\n  - vendor: norvik\n',
  'contacts.yaml': [
    'contacts:',
    '  - id: amy',
    '    name: Amy',
    '    email: amy@example.org',
    '    timeZone: Europe/Berlin',
    '  - id: bob',
    '    name: Bob',
    '    email: bob@example.org',
    'operators: [bob]',
    'route:',
    '  contacts: [amy]',
    '',
  ].join('\n'),
  'register.yaml': [
    'tools:',
    '  - id: scribe',
    '    name: Scribe',
    '    vendor: norvik',
    '    models: [Norvik-Scribe-2]',
    '    departments: [Surgery]',
    '    clinical: true',
    '',
  ].join('\n'),
  'vendors/norvik.yaml': [
    'vendor:',
    '  id: norvik',
    '  name: Norvik Health AI',
    'sources:',
    '  - id: changelog',
    '    title: Norvik changelog',
    '    role: changelog',
    '    kind: feed',
    '    url: https://norvik.example/feed.xml',
    '  - id: card',
    '    title: Norvik model card',
    '    role: model-card',
    '    kind: html',
    '    url: https://norvik.example/card',
    '    every: 12h',
    '    options:',
    '      select: main',
    '',
  ].join('\n'),
  'rules/terms.yaml': [
    'rules:',
    '  - id: data-use',
    '    category: terms.data_use',
    '    severity: high',
    "    passage: ['training']",
    "    summary: 'What may be done with data changed'",
    '',
  ].join('\n'),
};

export interface ConfigFolder {
  readonly path: string;
  write(name: string, text: string): Promise<void>;
  remove(): Promise<void>;
}

/** Makes the folder; a file given as null is left out. The caller removes it. */
export async function makeConfigFolder(
  changes: Readonly<Record<string, string | null>> = {},
): Promise<ConfigFolder> {
  const path = await mkdtemp(join(tmpdir(), 'modelwarden-config-'));
  for (const [name, text] of Object.entries({ ...validFiles, ...changes })) {
    if (text !== null) await write(name, text);
  }
  return { path, write, remove: () => rm(path, { recursive: true, force: true }) };

  async function write(name: string, text: string): Promise<void> {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), text);
  }
}

/** Loads the valid folder with `changes`, and removes it again. */
export async function loadWith(
  changes: Readonly<Record<string, string | null>> = {},
  env: Readonly<Record<string, string | undefined>> = {},
) {
  const folder = await makeConfigFolder(changes);
  try {
    return await loadConfig({ folder: folder.path, env, adapters });
  } finally {
    await folder.remove();
  }
}

/** The problems that loading the valid folder with `changes` ends in, one line each; none when it loads. */
export async function problemsWith(
  changes: Readonly<Record<string, string | null>>,
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<readonly string[]> {
  return (await problemObjectsWith(changes, env)).map(formatProblem);
}

export async function problemObjectsWith(
  changes: Readonly<Record<string, string | null>>,
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<readonly ConfigProblem[]> {
  try {
    await loadWith(changes, env);
    return [];
  } catch (error) {
    if (error instanceof InvalidConfigError) return error.problems;
    throw error;
  }
}
