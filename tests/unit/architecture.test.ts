import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findBreaches, importsOf, type SourceFile } from '../support/architecture.ts';

const root = new URL('../../', import.meta.url);

describe('the program', () => {
  const files = ['src', 'jobs'].flatMap(readFolder);

  it('is found', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(files.map(({ path }) => path)).toContain('src/domain/source.ts');
  });

  it('keeps to its own architecture', () => {
    expect(findBreaches(files)).toEqual([]);
  });
});

describe('the rules', () => {
  it.each([
    {
      name: 'an arrow upwards',
      path: 'src/domain/a.ts',
      text: "import { x } from '../store/b.ts';",
      says: 'domain must not import store',
    },
    {
      name: 'a pure folder that reaches the world',
      path: 'src/compare/a.ts',
      text: "import type { X } from '../fetch/b.ts';",
      says: 'compare must not import fetch',
    },
    {
      name: 'peers that see each other',
      path: 'src/mail/a.ts',
      text: "import {\n  x,\n  y,\n} from '../store/b.ts';",
      says: 'mail must not import store',
    },
    {
      name: 'a re-export from above',
      path: 'src/store/a.ts',
      text: "export { x } from '../pipeline/b.ts';",
      says: 'store must not import pipeline',
    },
    {
      name: 'a dynamic import from above',
      path: 'src/queue/a.ts',
      text: "const x = await import('../../jobs/poll.ts');",
      says: 'queue must not import jobs',
    },
    {
      name: 'jobs that know who builds them',
      path: 'jobs/poll.ts',
      text: "import { compose } from '../src/compose.ts';",
      says: 'jobs must not import compose.ts',
    },
    {
      name: 'a pipeline that knows of the log',
      path: 'src/pipeline/a.ts',
      text: "import { x } from '../evidence/b.ts';",
      says: 'pipeline must not import evidence',
    },
    {
      name: 'a folder that nobody placed',
      path: 'src/utils/a.ts',
      text: '',
      says: 'the folder "utils" has no place',
    },
    {
      name: 'a second user of undici',
      path: 'src/sources/a.ts',
      text: "import { request } from 'undici';",
      says: 'only src/fetch uses undici',
    },
    {
      name: 'a deep import of nodemailer',
      path: 'jobs/deliver.ts',
      text: "import x from 'nodemailer/lib/mime-node';",
      says: 'only src/mail uses nodemailer',
    },
    {
      name: 'a second user of bullmq, for a type',
      path: 'src/pipeline/a.ts',
      text: "import type { Job } from 'bullmq';",
      says: 'only src/queue uses bullmq',
    },
    {
      name: 'a second user of ioredis',
      path: 'src/compose.ts',
      text: "import 'ioredis';",
      says: 'only src/queue uses ioredis',
    },
    {
      name: 'a second user of pg',
      path: 'src/queue/a.ts',
      text: "const { Pool } = require('pg');",
      says: 'only src/store uses pg',
    },
    {
      name: 'a second user of kysely',
      path: 'src/pipeline/a.ts',
      text: "import { Kysely } from 'kysely';",
      says: 'only src/store uses kysely',
    },
    {
      name: 'SQL in a template',
      path: 'src/pipeline/a.ts',
      text: 'const rows = await sql<{ n: number }>`select 1`.execute(db);',
      says: 'SQL outside src/store',
    },
    {
      name: 'SQL in a query',
      path: 'src/cli/a.ts',
      text: "await pool.query('select 1');",
      says: 'SQL outside src/store',
    },
    {
      name: 'a default export',
      path: 'src/mail/a.ts',
      text: 'export default function send() {}',
      says: 'a default export',
    },
    {
      name: 'a default export by another name',
      path: 'src/mail/a.ts',
      text: 'export { send as default };',
      says: 'a default export',
    },
    {
      name: 'a console call',
      path: 'src/fetch/a.ts',
      text: "  console.log('here');",
      says: 'a console call',
    },
    {
      name: 'a file that is too long',
      path: 'src/store/a.ts',
      text: 'x();\n'.repeat(401),
      says: '401 lines',
    },
  ])('name the file with $name', ({ path, text, says }) => {
    const breaches = findBreaches([{ path, text }]);
    expect(breaches).toHaveLength(1);
    expect(breaches[0]).toContain(`${path}: `);
    expect(breaches[0]).toContain(says);
  });

  it.each([
    { name: 'arrows downwards', path: 'src/alerts/a.ts', text: "import { x } from '../domain/b.ts';" },
    { name: 'imports within a folder', path: 'src/store/a.ts', text: "import { x } from './b.ts';" },
    { name: 'owners of packages', path: 'src/fetch/a.ts', text: "import { request } from 'undici';" },
    { name: 'sources that extract', path: 'src/sources/a.ts', text: "import { x } from '../extract/b.ts';" },
    { name: 'SQL in the store', path: 'src/store/a.ts', text: 'await sql`select 1`.execute(db);' },
    { name: 'printing by the command line', path: 'src/cli/a.ts', text: "console.log('done');" },
    {
      name: 'words in comments',
      path: 'src/mail/a.ts',
      text: " * console.log('x'); import('undici')\n// sql`x`",
    },
    { name: 'files of the greatest length', path: 'src/store/a.ts', text: 'x();\n'.repeat(400) },
  ])('allow $name', ({ path, text }) => {
    expect(findBreaches([{ path, text }])).toEqual([]);
  });

  it('name every file of an import cycle', () => {
    const files = [
      { path: 'src/mail/a.ts', text: "import { b } from './b.ts';" },
      { path: 'src/mail/b.ts', text: "import type { C } from './c.ts';" },
      { path: 'src/mail/c.ts', text: "import { a } from './a.ts';" },
      { path: 'src/mail/d.ts', text: "import { a } from './a.ts';\nimport { c } from './c.ts';" },
    ];
    expect(findBreaches(files)).toEqual([
      expect.stringContaining('src/mail/a.ts → src/mail/b.ts → src/mail/c.ts → src/mail/a.ts'),
    ]);
  });

  it('see every form of import', () => {
    const text = [
      "import one from 'one';",
      "import type { Two } from 'two';",
      "import { a, type B } from 'three';",
      "import * as four from 'four';",
      "import 'five';",
      "export * from 'six';",
      "export type { Seven } from 'seven';",
      "const eight = await import('eight');",
      "type Nine = import('nine').Nine;",
      "const ten = require('ten');",
      "// import 'eleven';",
    ].join('\n');
    expect(importsOf(text).toSorted()).toEqual(
      ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'].toSorted(),
    );
  });
});

function readFolder(folder: string): readonly SourceFile[] {
  return readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.ts'))
    .map((path) => ({ path, text: readFileSync(fileURLToPath(new URL(path, root)), 'utf8') }));
}
