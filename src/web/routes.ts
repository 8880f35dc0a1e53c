/** Which page an address leads to. */
import type { Config } from '../config/config.ts';
import type { Db } from '../store/db.ts';
import { gatherMetrics } from '../store/metrics.ts';
import { acknowledgePage } from './acknowledge-page.ts';
import type { Answer, Question } from './answer.ts';
import { changePage, consolePage } from './console.ts';
import { health } from './health.ts';
import { metricsAnswer } from './metrics.ts';
import { faultPage } from './page.ts';

export interface WebParts {
  readonly db: Db;
  readonly config: () => Config;
  readonly now: () => Date;
  readonly workerId: string;
}

/** Answers a question; everything but the form of the acknowledge page only shows. */
export async function answer(parts: WebParts, question: Question): Promise<Answer> {
  const { path, method } = question;
  const token = /^\/ack\/(?<token>[^/]{1,200})$/.exec(path)?.groups?.['token'];
  if (token !== undefined) return acknowledgePage(parts, token, question);
  if (method === 'POST') return faultPage(405, 'Nothing is taken here', 'This address only shows.');
  if (path === '/health') return health(parts);
  if (path === '/metrics') return metricsAnswer(await gatherMetrics(parts.db, parts.now()));
  if (parts.config().settings.web.hasConsole) {
    if (path === '/') return consolePage(parts);
    const change = /^\/changes\/(?<id>.{1,300})$/.exec(path)?.groups?.['id'];
    if (change !== undefined) return changePage(parts, change);
  }
  return faultPage(404, 'There is nothing here', 'Follow the link in the mail.');
}
