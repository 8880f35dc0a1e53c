/** What an operator is told at a terminal while a story is going on. */
import { makeConfigFolder } from './config-folder.ts';
import type { Stage } from './timeline.ts';
import { type CommandAnswer, tryCommand } from './try-command.ts';

/** Runs a command on the stage's database, by the stage's clock; its configuration folder is the small valid one. */
export async function askStage(stage: Stage, ...command: readonly string[]): Promise<CommandAnswer> {
  const folder = await makeConfigFolder({ 'modelwarden.yaml': `databaseUrl: ${stage.databaseUrl}\n` });
  try {
    const world = { env: {}, now: () => stage.pipeline.now(), newId: () => 'id' };
    return await tryCommand(['--config', folder.path, ...command], world);
  } finally {
    await folder.remove();
  }
}
