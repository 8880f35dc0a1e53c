/** Misses model cards: a model that has been listed for long and that no watched card of its vendor names. */
import { isStale } from '../alerts/source-trouble.ts';
import { namesIn } from '../compare/model-sets.ts';
import type { Config } from '../config/config.ts';
import type { Finding } from '../domain/change.ts';
import type { Source } from '../domain/source.ts';
import type { Vendor } from '../domain/vendor.ts';
import { insertAlert } from '../store/alerts.ts';
import { listNewModels } from '../store/changes.ts';
import { loadSourceStates } from '../store/source-states.ts';
import { loadVersion } from '../store/versions.ts';
import type { Deps } from './deps.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** A card is missed for so long after it became late; a worker that was stopped for longer does not look back. */
const lookBackMs = 30 * dayMs;

/** Writes one alert for each model whose card is late, and returns the models. */
export async function reportLateCards(deps: Deps): Promise<readonly string[]> {
  const config = deps.config();
  const late: string[] = [];
  for (const vendor of config.vendors.values()) late.push(...(await lateCardsOf(deps, config, vendor)));
  return late;
}

async function lateCardsOf(deps: Deps, config: Config, vendor: Vendor): Promise<readonly string[]> {
  const now = deps.now();
  const own = config.sources.filter((source) => source.vendor === vendor.id);
  const lists = own.filter(({ role }) => role === 'model-list');
  const cards = own.filter(({ role }) => role === 'model-card');
  if (lists.length === 0 || cards.length === 0) return [];
  const dueBy = new Date(now.getTime() - config.settings.cardWithinMs);
  const listed = await listNewModels(
    deps.db,
    lists.map(({ id }) => id),
    new Date(dueBy.getTime() - lookBackMs),
    dueBy,
  );
  if (listed.length === 0) return [];
  const named = await namesOnCards(deps, cards, vendor);
  if (named === null) return [];
  const late: string[] = [];
  for (const { model, sourceId, seenAt } of listed) {
    const source = lists.find(({ id }) => id === sourceId);
    if (!source || isNamed(model, named)) continue;
    const isNew = await insertAlert(deps.db, {
      fingerprint: `card-late:${vendor.id}:${model}`,
      reason: 'finding',
      vendor: vendor.id,
      sourceId,
      changeId: null,
      trouble: {
        finding: lateFinding(model, source, seenAt, now),
        outcome: 'card late',
        detail: `Cards that were read: ${cards.map(({ id }) => id).join(', ')}.`,
        lastSightedAt: now,
        since: seenAt,
      },
      createdAt: now,
      readyAt: now,
    });
    if (isNew) late.push(model);
  }
  return late;
}

/** The models that the vendor's cards name; null when a card could not be seen lately, so that nothing is missed. */
async function namesOnCards(
  deps: Deps,
  cards: readonly Source[],
  vendor: Vendor,
): Promise<ReadonlySet<string> | null> {
  const states = new Map((await loadSourceStates(deps.db)).map((state) => [state.source_id, state]));
  const names = new Set<string>();
  for (const card of cards) {
    const state = states.get(card.id);
    if (!state?.current_seq || isStale(card, state.last_sighted_at, state.watched_since, deps.now()))
      return null;
    const version = await loadVersion(deps.db, card.id, state.current_seq);
    if (version) for (const name of namesIn(version.document, vendor, false)) names.add(name);
  }
  return names;
}

/** A card of the model without its snapshot date is its card, too. */
function isNamed(model: string, named: ReadonlySet<string>): boolean {
  return [...named].some(
    (name) => name === model || (model.startsWith(name) && /^[-@.\d]+$/u.test(model.slice(name.length))),
  );
}

function lateFinding(model: string, list: Source, since: Date, now: Date): Finding {
  const days = Math.floor((now.getTime() - since.getTime()) / dayMs);
  return {
    category: 'card.late',
    rule: 'model-cards#late',
    base: 'medium',
    modifiers: [],
    severity: 'medium',
    summary: `${model} has been listed in ${list.title} for ${days} days, and no model card that is watched names it.`,
    edits: [],
    subjects: [{ kind: 'model', name: model }],
  };
}
