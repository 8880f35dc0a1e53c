/** What `preview` is to look at: a source of the watch list, an address or a file, with the options given. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Config } from '../config/config.ts';
import type { FetchResult } from '../domain/capture.ts';
import type { Source } from '../domain/source.ts';
import { kindOfAddress, kindOfFile } from '../sources/kind-of-file.ts';
import { adapters } from '../sources/registry.ts';
import { badArgument, unknownName } from './argument-errors.ts';

export interface SourceOptions {
  readonly kind?: string;
  readonly select?: readonly string[];
  readonly drop?: readonly string[];
  readonly render?: boolean;
  readonly allowPrivate?: boolean;
}

export function isAddress(text: string): boolean {
  return /^https?:/i.test(text);
}

/** The source of that name, with what the options change in it for once. @throws ConfigError */
export function watchedSource(config: Config, id: string, options: SourceOptions): Source {
  const source = config.sources.find((candidate) => candidate.id === id);
  if (source) {
    const kind = options.kind ?? source.kind;
    const isAsWatched = kind === source.kind && !options.select && !options.drop && !options.render;
    return { ...source, kind, options: isAsWatched ? source.options : adapterOptions(kind, options) };
  }
  throw unknownName(`${id} is neither a watched source, an address nor a file`, {
    code: 'unknown_source',
    name: id,
    known: config.sources.map((candidate) => candidate.id),
    advice: 'run `npx modelwarden sources` for the ids that are watched, or give a full https:// address',
  });
}

/** A source made up for an address or a file. @throws ConfigError when the options do not fit its kind */
export function adHocSource(what: string, options: SourceOptions): Source {
  const kind = options.kind ?? (isAddress(what) ? kindOfAddress(what) : kindOfFile(what));
  return {
    id: `preview/${basename(what)}`,
    vendor: 'preview',
    title: what,
    role: 'docs',
    kind,
    url: isAddress(what) ? what : pathToFileURL(what).href,
    cadence: { kind: 'every', everyMs: 86_400_000 },
    headers: {},
    allowPrivate: options.allowPrivate ? [URL.parse(what)?.host ?? ''] : [],
    announcedBy: [],
    options: adapterOptions(kind, options),
  };
}

function adapterOptions(kind: string, { select, drop, render }: SourceOptions): unknown {
  const chosen = { ...(select && { select }), ...(drop && { drop }), ...(render && { render }) };
  const parsed = adapters.get(kind)?.options.safeParse(chosen);
  if (parsed?.success) return parsed.data;
  const isSelectable = kind === 'html';
  if (isSelectable)
    throw badArgument('--select or --drop is not a CSS selector', 'write it as `main` or `#terms > p`');
  if (select || drop || render) {
    throw badArgument(
      `--select, --drop and --render do not fit the kind ${kind}`,
      'leave them out, or read the page with `--kind html`',
    );
  }
  throw badArgument(
    `the kind ${kind} needs settings that only a file can give`,
    'describe the source in config/watchlist.yaml and preview it by its id',
  );
}

/** A file as if it had been fetched. */
export async function readAsCapture(path: string, now: Date): Promise<FetchResult> {
  const url = pathToFileURL(path).href;
  return {
    kind: 'ok',
    capture: {
      url,
      finalUrl: url,
      redirects: [],
      status: 200,
      headers: {},
      body: await readFile(path),
      startedAt: now,
      finishedAt: now,
      remoteAddress: null,
      certificate: null,
    },
  };
}
