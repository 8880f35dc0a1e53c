/** Runs a command in this process and keeps what it prints. */
import type { Output } from '../../src/cli/output.ts';
import { runCli } from '../../src/cli.ts';
import type { World } from '../../src/compose.ts';

export const commandWorld: World = {
  env: {},
  now: () => new Date('2026-03-01T00:00:00Z'),
  newId: () => 'id',
};

export interface CommandAnswer {
  readonly code: number;
  readonly printed: string;
  readonly remarked: string;
  /** What the progress bar said, `done/total what`. */
  readonly progress: readonly string[];
}

/** The exit code, what went to standard output, and what went to standard error, without colours. */
export async function tryCommand(
  argv: readonly string[],
  world: World = commandWorld,
): Promise<CommandAnswer> {
  const printed: string[] = [];
  const remarked: string[] = [];
  const progress: string[] = [];
  const output: Output = {
    line: (text = '') => void printed.push(text),
    json: (value) => void printed.push(JSON.stringify(value)),
    progress: (done, total, what) => void progress.push(`${done}/${total} ${what}`),
    remark: (text) => void remarked.push(text),
    style: (_style, text) => text,
    clip: (text) => text,
  };
  const code = await runCli(argv, world, output);
  return { code, printed: printed.join('\n'), remarked: remarked.join('\n'), progress };
}
