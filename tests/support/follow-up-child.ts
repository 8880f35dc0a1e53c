/**
 * Follows up what is due on the stage of a test and sends it, as a worker would, in a process that the test may kill:
 * `<database> <site's host> <relay's port> <time>`.
 */
import { tmpdir } from 'node:os';
import { openDatabase } from '../../src/store/database.ts';
import { followUpConfig } from './follow-up-config.ts';
import { quickTransport } from './mail-desk.ts';
import { startPipeline } from './pipeline.ts';
import { stageConfig } from './timeline.ts';

const [databaseUrl = '', host = '', port = '', time = ''] = process.argv.slice(2);
const database = await openDatabase({
  databaseUrl,
  dataFolder: tmpdir(),
  log: () => undefined,
  role: 'worker',
});
const config = stageConfig({ url: `http://${host}`, host }, ['terms'], { config: followUpConfig });
const transport = quickTransport({ host: '127.0.0.1', port: Number(port) });
const pipeline = await startPipeline(database, () => config, transport);
pipeline.advance(Date.parse(time) - pipeline.now().getTime());
await pipeline.settleAndMail();
await transport.close();
await pipeline.close();
await database.close();
