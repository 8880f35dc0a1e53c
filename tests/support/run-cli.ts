/** Runs a command of ours in this process, with an output that keeps what it is given. */
import type { Output } from '../../src/cli/output.ts';
import { runCli } from '../../src/cli.ts';
import type { World } from '../../src/compose.ts';

export interface CliAnswer {
  readonly code: number;
  /** What came to standard output. */
  readonly printed: string;
  /** What came to standard error. */
  readonly remarked: string;
  /** What the progress bar said, `done/total what`. */
  readonly progress: readonly string[];
}

export const cliWorld: World = { env: {}, now: () => new Date('2026-03-01T00:00:00Z'), newId: () => 'id' };

export async function runCommand(argv: readonly string[], world: World = cliWorld): Promise<CliAnswer> {
  const printed: string[] = [];
  const remarked: string[] = [];
  const progress: string[] = [];
  const output: Output = {
    line: (text = '') => void printed.push(text),
    json: (value) => void printed.push(JSON.stringify(value)),
    progress: (done, total, what) => void progress.push(`${done}/${total} ${what}`.trimEnd()),
    remark: (text) => void remarked.push(text),
    style: (_style, text) => text,
    clip: (text) => text,
  };
  const code = await runCli(argv, world, output);
  return { code, printed: printed.join('\n'), remarked: remarked.join('\n'), progress };
}
