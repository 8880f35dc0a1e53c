/**
 * What stood on a day, as far as it is known: which version of each document, what it said of the models in question, what was
 * to come, what the register said, what had changed and who had been told. Every fact is a window; where looks leave
 * it open which of two states stood, both are named.
 */
import type { Config } from '../config/config.ts';
import type { Document } from '../domain/document.ts';
import type { Tool } from '../domain/register.ts';
import { longestGapMs, type Source } from '../domain/source.ts';
import { sayWitness } from '../domain/witness.ts';
import { aliasesOf } from '../facts/aliases.ts';
import type { Db } from '../store/db.ts';
import { type RegisterInForce, registerAt } from '../store/register-versions.ts';
import { alertsBy, changesBy, comingDatesAt, type Standing, standingAt } from '../store/standing.ts';
import { loadVersion, versionId } from '../store/versions.ts';
import { loadWitnessedAt, testimonyOf, witnessedId } from '../store/witnessed-versions.ts';

export interface AsOfQuestion {
  readonly at: Date;
  readonly vendor: string | null;
  readonly model: string | null;
  readonly tool: string | null;
}

/** How sure it is which state stood. */
export type Certainty =
  /** It was seen before and after, the same. */
  | { readonly kind: 'known' }
  /** It changed between two looks around that instant: one of the two stood. */
  | { readonly kind: 'either'; readonly other: string; readonly from: Date; readonly to: Date }
  /** It was not seen for longer than is tolerated around that instant. */
  | { readonly kind: 'out-of-sight'; readonly from: Date; readonly to: Date | null }
  /** It was not seen since: the next look is still to come. */
  | { readonly kind: 'last-known'; readonly seenAt: Date };

export interface DocumentAsOf {
  readonly source: string;
  readonly title: string;
  readonly role: string;
  readonly url: string;
  /** Null when we had not seen it by then. */
  readonly version: string | null;
  readonly arrivedAfter: Date | null;
  readonly arrivedBy: Date | null;
  readonly certainty: Certainty | null;
  /** How the last look went when it did not see the document. */
  readonly trouble: string | null;
  /** What others witnessed, where we had seen nothing. */
  readonly witnessed: string | null;
  /** What it says of the models in question, under its headings. */
  readonly passages: readonly { readonly under: string; readonly text: string }[];
  /** Which of the names in question it says to be aliases, and of what. */
  readonly aliases: readonly { readonly name: string; readonly standsFor: string }[];
}

export interface AsOf {
  readonly question: AsOfQuestion;
  readonly askedAt: Date;
  /** Model names that were looked for, and what each stood for: as documents in force said, else by the configuration of today. */
  readonly models: readonly {
    readonly name: string;
    readonly said: readonly { readonly standsFor: string; readonly by: string }[];
    readonly configured: string | null;
  }[];
  readonly documents: readonly DocumentAsOf[];
  readonly register: RegisterInForce | null;
  readonly tools: readonly Tool[];
  readonly coming: Awaited<ReturnType<typeof comingDatesAt>>;
  readonly changes: Awaited<ReturnType<typeof changesBy>>;
  readonly alerts: Awaited<ReturnType<typeof alertsBy>>;
}

/** A source may go unseen for three intervals before that is reported (promise P7). */
const toleratedIntervals = 3;
const maxPassages = 12;
const maxChanges = 50;
const maxAlerts = 100;
const maxComing = 100;
/** Alerts that were told longer ago are history. */
const alertsBackMs = 90 * 24 * 60 * 60 * 1000;

/** Answers from the store. @param config for the titles of sources and the names of models; what it says is of today */
export async function askAsOf(db: Db, config: Config, question: AsOfQuestion, askedAt: Date): Promise<AsOf> {
  const { at } = question;
  const register = await registerAt(db, at);
  const registered = register?.tools ?? config.tools;
  const tools = registered.filter((tool) => isMeant(tool, question));
  const names = modelNames(question, tools);
  const sources = config.sources.filter((source) => isAsked(source, question, tools, config));
  const ids = sources.map(({ id }) => id);
  const documents: DocumentAsOf[] = [];
  for (const source of sources) documents.push(await documentAsOf(db, source, at, names, askedAt));
  return {
    question,
    askedAt,
    models: names.map((name) => ({
      name,
      said: documents.flatMap(({ source, version, aliases }) =>
        aliases
          .filter((alias) => alias.name === name)
          .map(({ standsFor }) => ({ standsFor, by: version ?? source })),
      ),
      configured: aliasOf(config, name),
    })),
    documents,
    register,
    tools,
    coming: (await comingDatesAt(db, ids, at, maxComing)).filter(
      ({ subjects, passage }) =>
        names.length === 0 || isAbout(names, [passage, ...subjects.map(({ name }) => name)]),
    ),
    changes: await changesBy(db, ids, at, maxChanges),
    alerts: await alertsBy(db, ids, at, new Date(at.getTime() - alertsBackMs), maxAlerts),
  };
}

function isMeant(tool: Tool, { vendor, model, tool: id }: AsOfQuestion): boolean {
  if (id !== null) return tool.id === id;
  if (vendor !== null && tool.vendor !== vendor) return false;
  return model === null || tool.models.some((name) => name.toLowerCase() === model.toLowerCase());
}

function modelNames({ model, tool }: AsOfQuestion, tools: readonly Tool[]): readonly string[] {
  if (model !== null) return [model.toLowerCase()];
  return tool === null ? [] : [...new Set(tools.flatMap(({ models }) => models))];
}

/** Of a tool, the documents of its vendor and of the makers whose models that vendor serves. */
function isAsked(
  source: Source,
  { vendor, model, tool }: AsOfQuestion,
  tools: readonly Tool[],
  config: Config,
): boolean {
  if (vendor !== null) return source.vendor === vendor;
  if (tool === null && (model === null || tools.length === 0)) return true;
  const vendors = tools.flatMap((item) => [item.vendor, ...(config.vendors.get(item.vendor)?.hosts ?? [])]);
  return vendors.includes(source.vendor);
}

function aliasOf(config: Config, name: string): string | null {
  for (const vendor of config.vendors.values()) {
    const target = vendor.aliases[name];
    if (target !== undefined) return target;
  }
  return null;
}

async function documentAsOf(
  db: Db,
  source: Source,
  at: Date,
  names: readonly string[],
  askedAt: Date,
): Promise<DocumentAsOf> {
  const standing = await standingAt(db, source.id, at);
  const base = { source: source.id, title: source.title, role: source.role, url: source.url };
  const { version, lastOutcome } = standing;
  const isTrouble = lastOutcome !== null && !['unchanged', 'changed', 'first-seen'].includes(lastOutcome);
  const trouble = isTrouble ? lastOutcome : null;
  if (version === null) {
    const witnessed = await loadWitnessedAt(db, source.id, at);
    return {
      ...base,
      version: witnessed ? witnessedId(source.id, witnessed.number) : null,
      arrivedAfter: null,
      arrivedBy: null,
      certainty: null,
      trouble,
      witnessed: witnessed && sayWitness(testimonyOf(witnessed)),
      passages: witnessed ? passagesOn(witnessed.document, names) : [],
      aliases: witnessed ? aliasesIn(witnessed.document, names) : [],
    };
  }
  const stored = await loadVersion(db, source.id, version.seq);
  return {
    ...base,
    version: versionId(source.id, version.seq),
    arrivedAfter: version.lastSeenBefore,
    arrivedBy: version.firstSeenAt,
    certainty: certaintyOf(source, standing, at, askedAt),
    trouble,
    witnessed: null,
    passages: stored ? passagesOn(stored.document, names) : [],
    aliases: stored ? aliasesIn(stored.document, names) : [],
  };
}

/** How sure it is that the version which had been seen last was the one that stood. Pure. */
export function certaintyOf(
  source: Pick<Source, 'id' | 'cadence'>,
  { next, lastSightBy, nextSightAfter }: Standing,
  at: Date,
  askedAt: Date,
): Certainty {
  const seenAt = lastSightBy ?? at;
  const tolerated = toleratedIntervals * longestGapMs(source.cadence);
  const until = nextSightAfter ?? askedAt;
  if (until.getTime() - seenAt.getTime() > tolerated)
    return { kind: 'out-of-sight', from: seenAt, to: nextSightAfter };
  if (nextSightAfter === null) return { kind: 'last-known', seenAt };
  if (next && next.firstSeenAt <= nextSightAfter)
    return { kind: 'either', other: versionId(source.id, next.seq), from: seenAt, to: next.firstSeenAt };
  return { kind: 'known' };
}

function passagesOn(document: Document, names: readonly string[]): DocumentAsOf['passages'] {
  if (names.length === 0) return [];
  return document.blocks
    .filter(({ text }) => isAbout(names, [text]))
    .slice(0, maxPassages)
    .map(({ path, text }) => ({ under: path.join(' › '), text: text.slice(0, 600) }));
}

function aliasesIn(document: Document, names: readonly string[]): DocumentAsOf['aliases'] {
  const said = [...aliasesOf(document)].map(([alias, target]) => [alias.toLowerCase(), target] as const);
  return names.flatMap((name) =>
    said.flatMap(([alias, standsFor]) => (alias === name ? [{ name, standsFor }] : [])),
  );
}

/** Whether a name stands in one of these texts, not as a part of a longer name. */
function isAbout(names: readonly string[], texts: readonly string[]): boolean {
  return texts.some((text) => {
    const lower = text.toLowerCase();
    return names.some((name) => {
      for (let start = lower.indexOf(name); start >= 0; start = lower.indexOf(name, start + 1)) {
        const [before, after] = [lower[start - 1] ?? ' ', lower[start + name.length] ?? ' '];
        if (!/[\p{L}\p{N}]/u.test(before) && !/[\p{L}\p{N}-]/u.test(after)) return true;
      }
      return false;
    });
  });
}
