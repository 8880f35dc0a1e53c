/**
 * The history of one file in a git repository, read with the `git` command. The repository is a stranger's: whatever its
 * configuration, attributes or replaced objects say, no program is run for it and no network is asked.
 */
import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { promisify } from 'node:util';
import { ConfigError } from '../domain/errors.ts';
import { printable } from '../fetch/safe-url.ts';
import { type History, type HistoryState, maxFileBytes, maxStates } from './history.ts';

const run = promisify(execFile);

/** Of the log alone; a line of it is some 300 bytes. */
const maxLogBytes = 64 * 1024 * 1024;
const timeoutMs = 120_000;

/** Settings that could make git run something or ask somebody, each switched off. */
const hardened = [
  '--no-pager',
  '--no-replace-objects',
  '--no-optional-locks',
  '--literal-pathspecs',
  ...[
    'core.fsmonitor=false',
    'core.hooksPath=/dev/null',
    'core.sshCommand=false',
    'core.attributesFile=/dev/null',
    'gpg.program=false',
    'log.showSignature=false',
    'protocol.allow=never',
    'credential.helper=',
  ].flatMap((setting) => ['-c', setting]),
];

/** What git is told by its surroundings: nothing of the user's, and to ask nobody for anything. */
function surroundings(env: Readonly<Record<string, string | undefined>>): NodeJS.ProcessEnv {
  return {
    PATH: env['PATH'],
    LC_ALL: 'C',
    HOME: '/nonexistent',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_GRAFT_FILE: '/dev/null',
  };
}

interface Repository {
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads when a file was changed on the branch that is checked out (merges count as one step, followed through renames).
 * A state stood by the committer's date; where that lies before the one of its parent, by its parent's.
 * @throws ConfigError `backfill_git` when there is no such repository or file, or git is missing
 */
export async function readGitHistory(
  repository: Repository,
  path: string,
  signal: AbortSignal,
): Promise<History> {
  const folder = resolve(repository.folder);
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder)
    throw unusable(`${repository.folder} is no folder`, 'clone the repository first, and give its folder');
  const log = await git(
    { ...repository, folder },
    [
      'log',
      '--follow',
      '--first-parent',
      '--diff-merges=first-parent',
      '--no-show-signature',
      '--no-ext-diff',
      '--no-textconv',
      '--no-color',
      '--raw',
      '--no-abbrev',
      '-z',
      `--max-count=${maxStates}`,
      '--format=%x01%H %cI %aI',
      '--',
      path,
    ],
    maxLogBytes,
    signal,
  );
  const origin = printable(basename(folder.replace(/(?:\/|\.git)+$/, ''))) || 'repository';
  const { steps, remarks } = parseLog(log.toString('utf8'));
  if (steps.length === 0)
    throw unusable(
      `the repository ${repository.folder} has no history of ${path}`,
      'give the path from the root of the repository, with upper and lower case as there',
    );
  return { states: toStates(steps, origin, { ...repository, folder }), remarks };
}

/** One commit that changed the file. */
interface Step {
  readonly commit: string;
  readonly committedAt: Date;
  readonly authoredAt: Date;
  readonly blob: string;
  readonly name: string;
}

/** `-z --raw`: `\x01<commit> <dates>\0` and `:<modes> <blobs> <status>\0<path>\0`, with a second path after renames. */
function parseLog(log: string): {
  readonly steps: readonly Step[];
  readonly remarks: readonly string[];
} {
  const steps: Step[] = [];
  const remarks: string[] = [];
  for (const record of log.split('\x01').slice(1)) {
    const [head = '', ...fields] = record.split('\0').map((field) => field.replace(/^\n+/, ''));
    const { commit, committed, authored } =
      /^(?<commit>[0-9a-f]{40,64}) (?<committed>\S+) (?<authored>\S+)/.exec(head)?.groups ?? {};
    const at = fields.findIndex((field) => field.startsWith(':'));
    const raw = /^:\d{6} (?<mode>\d{6}) [0-9a-f]{40,64} (?<blob>[0-9a-f]{40,64}) (?<status>[A-Z])/.exec(
      fields[at] ?? '',
    )?.groups;
    if (!commit || !raw) continue;
    const committedAt = new Date(committed ?? '');
    const authoredAt = new Date(authored ?? '');
    const short = commit.slice(0, 12);
    const isMove = raw['status'] === 'R' || raw['status'] === 'C';
    const name = fields[at + (isMove ? 2 : 1)] ?? '';
    if (raw['status'] === 'D') remarks.push(`commit ${short} removed the file`);
    else if (!raw['mode']?.startsWith('100')) remarks.push(`in commit ${short} it is no plain file`);
    else if (Number.isNaN(committedAt.getTime()) || Number.isNaN(authoredAt.getTime()))
      remarks.push(`commit ${short} has no date that can be read`);
    else steps.push({ commit, committedAt, authoredAt, blob: raw['blob'] ?? '', name });
  }
  return { steps: steps.reverse(), remarks };
}

function toStates(steps: readonly Step[], origin: string, repository: Repository): readonly HistoryState[] {
  let latest = new Date(0);
  return steps.map(({ commit, committedAt, authoredAt, blob, name }) => {
    if (committedAt > latest) latest = committedAt;
    return {
      witness: 'git',
      origin,
      reference: `commit ${commit}`,
      witnessedAt: latest,
      authoredAt,
      name,
      load: async (signal) => {
        const size = Number((await git(repository, ['cat-file', '-s', blob], 100, signal)).toString('utf8'));
        if (!(size <= maxFileBytes)) return { remark: `it has ${size} bytes, ${maxFileBytes} are allowed` };
        const bytes = await git(repository, ['cat-file', 'blob', blob], maxFileBytes + 1, signal);
        return bytes.subarray(0, 60).toString('latin1').startsWith('version https://git-lfs.github.com/spec/')
          ? { remark: 'the repository holds only a pointer to it (Git LFS)' }
          : bytes;
      },
    };
  });
}

async function git(
  { folder, env }: Repository,
  words: readonly string[],
  maxBytes: number,
  signal: AbortSignal,
): Promise<Buffer> {
  try {
    const { stdout } = await run('git', ['-C', folder, ...hardened, ...words], {
      encoding: 'buffer',
      env: surroundings(env),
      maxBuffer: maxBytes,
      timeout: timeoutMs,
      windowsHide: true,
      signal,
    });
    return stdout;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw unusable('the command git is not there', 'install git, or give an archive with --folder');
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    const line = printable(said.trim().split('\n')[0] ?? '').slice(0, 300);
    throw unusable(
      `git cannot read ${folder}: ${line}`,
      'look whether `git log` works there; clone a repository of another user (`git clone --bare`) as yourself first',
    );
  }
}

function unusable(message: string, advice: string): ConfigError {
  return new ConfigError(message, { code: 'backfill_git', retry: 'never', fault: 'config', advice });
}
