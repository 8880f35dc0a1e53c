/**
 * The queue in Redis or Valkey: for many workers on many hosts. Plain, TLS (`rediss://`), Sentinel and
 * Cluster. A process holds one connection for producers, one for workers, and one more per lane that waits.
 */
import { createRedisBackend as createBullmqRedisBackend } from 'bullmq';
import type { CommonRedisOptions } from 'ioredis';
import { Cluster, Redis } from 'ioredis';
import type { Backend } from './backend.ts';
import type { QueueLog } from './queue-log.ts';

export interface RedisSettings {
  readonly kind: 'redis';
  /** `redis://` or `rediss://`, with user, password and database number where needed. */
  readonly url: string;
  readonly sentinels?: readonly { readonly host: string; readonly port: number }[] | undefined;
  readonly sentinelName?: string | undefined;
  readonly sentinelPassword?: string | undefined;
  /** The URL names one node of a Redis Cluster. */
  readonly cluster?: boolean | undefined;
  /** Beginning of every key. Braces keep all keys in one slot, which Cluster needs. */
  readonly prefix?: string | undefined;
}

/** Makes the Redis side. Connects in the background: Redis may come up after us. */
export function createRedisBackend(
  settings: RedisSettings,
  silenceMs: number,
  log: QueueLog,
  onError: (lane: string, error: unknown) => void,
): Backend {
  const producer = connect(settings, {
    maxRetriesPerRequest: 1,
    commandTimeout: 4_000,
    enableOfflineQueue: false,
  });
  const worker = connect(settings, { maxRetriesPerRequest: null, socketTimeout: silenceMs });
  for (const [role, client] of Object.entries({ producer, worker })) {
    client.on('error', (error: unknown) => {
      onError(`redis ${role}`, error);
    });
    // A Cluster client tells of its nodes apart, and of nothing else while it cannot reach any.
    client.on('node error', (error: unknown) => {
      onError(`redis ${role}`, error);
    });
  }
  producer.on('ready', () => {
    warnOfEviction(producer, log).catch((error: unknown) => {
      onError('redis producer', error);
    });
  });
  return {
    kind: 'redis',
    prefix: settings.prefix ?? '{modelwarden}',
    prepare: async () => {},
    access: (name, options, consumer) =>
      createBullmqRedisBackend(
        name,
        { ...options, connection: consumer?.withBlockingConnection ? worker : producer },
        consumer,
      ),
    close: async () => {
      producer.disconnect();
      worker.disconnect();
    },
  };
}

/**
 * Producers fail at once while Redis is away, because the database holds the work and will ask again; a
 * worker's commands wait, because a finished job must be marked finished.
 */
function connect(settings: RedisSettings, patience: CommonRedisOptions): Redis | Cluster {
  const common: CommonRedisOptions = {
    ...patience,
    connectTimeout: 4_000,
    keepAlive: 10_000,
    retryStrategy: (times) => Math.min(100 * 2 ** Math.min(times, 10), 2_000),
    // After a failover the old master may answer as a replica until the connection is made anew.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  };
  if (settings.cluster) return connectCluster(settings, common);
  if (!settings.sentinels) return new Redis(settings.url, common);
  const isEncrypted = settings.url.startsWith('rediss:');
  return new Redis(settings.url, {
    ...common,
    sentinels: settings.sentinels.map(({ host, port }) => ({ host, port })),
    name: settings.sentinelName ?? 'mymaster',
    ...(settings.sentinelPassword === undefined ? {} : { sentinelPassword: settings.sentinelPassword }),
    ...(isEncrypted ? { sentinelTLS: {}, enableTLSForSentinelMode: true } : {}),
  });
}

function connectCluster(settings: RedisSettings, common: CommonRedisOptions): Cluster {
  const { hostname, port, username, password, protocol } = new URL(settings.url);
  const isEncrypted = protocol === 'rediss:';
  const { retryStrategy: _, enableOfflineQueue = true, ...nodeOptions } = common;
  return new Cluster([{ host: hostname.replaceAll(/[[\]]/g, ''), port: Number(port || 6379) }], {
    enableOfflineQueue,
    clusterRetryStrategy: (times) => Math.min(100 * 2 ** Math.min(times, 10), 2_000),
    redisOptions: {
      ...nodeOptions,
      ...(username ? { username: decodeURIComponent(username) } : {}),
      ...(password ? { password: decodeURIComponent(password) } : {}),
      ...(isEncrypted ? { tls: {} } : {}),
    },
    // Certificates name hosts, so with TLS nodes are reached by name and not by looked-up address.
    ...(isEncrypted ? { dnsLookup: (address, callback) => callback(null, address) } : {}),
  });
}

/** Redis that may evict keys may evict jobs. */
async function warnOfEviction(client: Redis | Cluster, log: QueueLog): Promise<void> {
  const memory = await client.info('memory');
  const policy = /^maxmemory_policy:(?<policy>\S+)/m.exec(memory)?.groups?.['policy'];
  if (policy === undefined || policy === 'noeviction') return;
  log('queue.eviction_possible', {
    policy,
    advice:
      'Set maxmemory-policy to noeviction: with any other, Redis drops jobs and schedules when memory is short.',
  });
}
