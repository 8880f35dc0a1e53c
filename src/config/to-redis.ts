/** The `redis` part of `modelwarden.yaml`: one server, sentinels or a cluster. */
import type { RedisSettings } from './config.ts';
import type { ConfigProblem } from './problem.ts';
import type { SettingsFile } from './settings-file.ts';
import type { YamlFile } from './yaml-file.ts';

/** The connection settings, null when the queue is to use PostgreSQL; contradictions are added to `problems`. */
export function toRedis(
  file: YamlFile,
  written: SettingsFile['redis'],
  problems: ConfigProblem[],
): RedisSettings | null {
  const { url, sentinels, sentinelName, sentinelPassword, cluster } = written;
  if (url === undefined) {
    if (sentinels !== undefined) refuse('url', 'missing: sentinels need it for scheme, login and database');
    if (cluster) refuse('url', 'missing: a cluster needs one node to ask first');
    return null;
  }
  if ((sentinels === undefined) !== (sentinelName === undefined)) {
    refuse(
      sentinels === undefined ? 'sentinels' : 'sentinelName',
      'missing: `sentinels` and `sentinelName` go together',
    );
  }
  if (cluster && sentinels !== undefined)
    refuse('cluster', 'a cluster has no sentinels: give one or the other');
  return {
    url,
    cluster,
    ...(sentinels === undefined ? {} : { sentinels: toHosts(sentinels), sentinelName, sentinelPassword }),
  };

  function toHosts(list: string) {
    return list.split(',').flatMap((part) => {
      const match = /^\s*(\[[0-9a-f:]+\]|[\w.-]+)(?::(\d{1,5}))?\s*$/iu.exec(part);
      const host = match?.[1]?.replace(/^\[|\]$/gu, '');
      const port = Number(match?.[2] ?? 26_379);
      if (host !== undefined && port > 0 && port < 65_536) return [{ host, port }];
      refuse('sentinels', 'expected host:port, several separated by commas');
      return [];
    });
  }

  function refuse(key: keyof typeof written, message: string): void {
    problems.push(file.problem(['redis', key], message));
  }
}
