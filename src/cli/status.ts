/** `modelwarden status`: is anybody watching, what is open, what is wrong. */
import { hostname } from 'node:os';
import type { Command } from 'commander';
import { isStale } from '../alerts/source-trouble.ts';
import type { Config } from '../config/config.ts';
import { authorityOf } from '../evidence/stamp-log.ts';
import { overdueMs } from '../pipeline/audit-follow-ups.ts';
import { openAlerts } from '../store/acknowledgements.ts';
import { loadInboxState } from '../store/answers.ts';
import type { Db } from '../store/db.ts';
import { standOfEscalations } from '../store/escalations.ts';
import { loadAuthority } from '../store/log-timestamps.ts';
import { listDoubtfulRelays, type StoredRelay } from '../store/relays.ts';
import { loadSourceStates } from '../store/source-states.ts';
import { listSuppressions, type Suppression } from '../store/suppressions.ts';
import { lastVerification } from '../store/verifications.ts';
import { countEverything, listWorkers } from '../store/workers.ts';
import { type CommandContext, withStore } from './context.ts';
import { counted, roughDuration, shortTime } from './output.ts';

/** A worker reports every minute; after three it counts as gone. */
const aliveForMs = 3 * 60 * 1000;

export function addStatus(program: Command, context: CommandContext): void {
  program
    .command('status')
    .description('say whether a worker is watching and what is open; exit code 1 when something is wrong')
    .option('--json', 'print as JSON')
    .option('--health', 'print one line only, for health checks')
    .action(async (options: { json?: boolean; health?: boolean }, command: Command) => {
      const { output, world } = context;
      const now = world.now();
      const status = await withStore(command, context, async (config, database) => {
        const states = await loadSourceStates(database.kysely);
        const watched = new Map(config.sources.map((source) => [source.id, source]));
        const unseen = states.flatMap((state) => {
          const source = watched.get(state.source_id);
          if (!source) return [];
          if (state.trouble_outcome)
            return [
              {
                source: source.id,
                state: state.trouble_outcome,
                since: state.trouble_since,
                nextLookAt: state.due_at,
              },
            ];
          return isStale(source, state.last_sighted_at, state.watched_since, now)
            ? [{ source: source.id, state: 'stale', since: state.last_sighted_at, nextLookAt: state.due_at }]
            : [];
        });
        const seen = new Set(states.filter((state) => state.last_sighted_at).map((state) => state.source_id));
        const inTrouble = new Set(unseen.map(({ source }) => source));
        const notPolledYet = [...watched.keys()].filter((id) => !seen.has(id) && !inTrouble.has(id)).length;
        const flapping = states.flatMap((state) =>
          watched.has(state.source_id) && state.flapping_since
            ? [{ source: state.source_id, since: state.flapping_since }]
            : [],
        );
        const workers = await listWorkers(database.kysely, new Date(now.getTime() - aliveForMs));
        const counts = await countEverything(database.kysely);
        return {
          isWatched: workers.length > 0,
          workers,
          sources: watched.size,
          unseen,
          flapping,
          notPolledYet,
          unacknowledged: (await openAlerts(database.kysely, 10_000)).length,
          followUps: await standOfEscalations(database.kysely, new Date(now.getTime() - overdueMs)),
          inbox: await loadInboxState(database.kysely),
          stamping: await stampingOf(database.kysely, config),
          ownerRights: database.ownerRights,
          verified: await lastVerification(database.kysely),
          relays: await listDoubtfulRelays(database.kysely),
          suppressed: await listSuppressions(database.kysely),
          ...counts,
        };
      });
      // A container is healthy while its worker watches; sources in trouble are told by mail, not by restarts.
      if (options.health) {
        const isHere = status.workers.some((worker) => worker.host === hostname());
        if (!isHere) context.setExitCode(1);
        return output.line(isHere ? 'healthy' : 'no worker is watching on this host');
      }
      if (!status.isWatched) context.setExitCode(1);
      const isMailAmiss = [status.relays, status.suppressed].some((list) => list.length > 0);
      const isAltered = (status.verified?.problems ?? 0) > 0;
      const isStopped = status.followUps.stopped.length > 0 || Boolean(status.inbox?.failed_since);
      if (isAltered || isStopped || status.unseen.length > 0 || status.failedMails > 0 || isMailAmiss)
        context.setExitCode(1);
      if (options.json) return output.json(status);
      const watching = status.isWatched
        ? output.style(
            'green',
            `${counted(status.workers.length, 'worker')} watching ${counted(status.sources, 'source')}`,
          )
        : `${output.style('red', 'no worker is watching')}; \`npx modelwarden start\` starts one`;
      const newest = status.lastSightedAt
        ? `${shortTime(status.lastSightedAt)} UTC, ${roughDuration(now.getTime() - status.lastSightedAt.getTime())} ago`
        : 'never';
      output.line(watching);
      output.line(`latest sighting   ${newest}`);
      output.line(`versions kept     ${status.versions}`);
      output.line(`changes           ${status.changes}, verdict open on ${status.openVerdicts}`);
      output.line(
        `mail              ${status.sentMails} sent, ${status.dueMails} to send, ${status.waitingAlerts} alerts being gathered, ${status.failedMails} failed`,
      );
      if (status.unacknowledged > 0)
        output.line(`acknowledgements  ${status.unacknowledged} open; \`npx modelwarden ack open\``);
      if (status.followUps.running > 0)
        output.line(`follow-ups        ${status.followUps.running} running until somebody acknowledges`);
      for (const { groupId, since, why } of status.followUps.stopped)
        output.line(
          output.style('red', `follow-up stopped group ${groupId}, since ${shortTime(since)} UTC: ${why}`),
        );
      if (status.stamping?.failedSince)
        output.line(
          output.style(
            'yellow',
            `log not stamped   since ${shortTime(status.stamping.failedSince)} UTC by ${status.stamping.authority}: ${status.stamping.error ?? ''}`,
          ),
        );
      if (status.inbox?.failed_since)
        output.line(
          output.style(
            'red',
            `inbox unread      since ${shortTime(status.inbox.failed_since)} UTC, so neither returns nor answers are taken: ${status.inbox.error ?? ''}`,
          ),
        );
      if (status.ownerRights !== null)
        output.line(
          output.style(
            'yellow',
            `database rights   of its owner, only triggers keep evidence: ${status.ownerRights}`,
          ),
        );
      if (status.verified)
        output.line(
          isAltered
            ? output.style(
                'red',
                `EVIDENCE ALTERED  found ${shortTime(status.verified.verified_at)} UTC: ${status.verified.detail}; run \`npx modelwarden verify\``,
              )
            : `evidence          verified ${shortTime(status.verified.verified_at)} UTC, ${status.verified.entries} entries of the log`,
        );
      for (const line of mailTrouble(status.relays, status.suppressed))
        output.line(output.style('red', line));
      if (status.notPolledYet > 0)
        output.line(`not polled yet    ${status.notPolledYet} of ${status.sources}`);
      output.line(`sources unseen    ${status.unseen.length === 0 ? 'none' : ''}`);
      for (const item of status.unseen)
        output.line(
          `  ${output.style('red', item.state)}  ${item.source} since ${shortTime(item.since)} UTC, next look ${shortTime(item.nextLookAt)} UTC${
            item.state === 'suspect' ? ' from a fresh connection; believed only if it repeats' : ''
          }`,
        );
      for (const item of status.flapping)
        output.line(
          `  ${output.style('yellow', 'back and forth')}  ${item.source} since ${shortTime(item.since)} UTC; its changes are summed up once a day`,
        );
    });
}

/** Why mail does not flow: told here, since it cannot be told by mail. */
function mailTrouble(relays: readonly StoredRelay[], suppressed: readonly Suppression[]): readonly string[] {
  return [
    ...relays.map((relay) =>
      relay.held_since
        ? `ALL MAIL HELD     since ${shortTime(relay.held_since)} UTC by a fault of settings, ${relay.relay}: ${relay.response ?? ''}`
        : `relay paused      until ${shortTime(relay.paused_until)} UTC after ${counted(relay.failures, 'failure')} in a row, ${relay.relay}: ${relay.response ?? ''}`,
    ),
    ...suppressed.map(
      (item) =>
        `not reached       ${item.contact_id} <${item.address}> since ${shortTime(item.suppressed_at)} UTC: ${item.detail}`,
    ),
  ];
}

/** How it goes with the authority that stamps the log; null where the settings name none. */
async function stampingOf(db: Db, { settings }: Config) {
  const { timestamps } = settings.evidence;
  if (timestamps === null) return null;
  const authority = authorityOf(timestamps.url);
  return { authority, ...(await loadAuthority(db, authority)) };
}
