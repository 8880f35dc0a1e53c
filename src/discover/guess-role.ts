/** What a document is probably for, from its address and title. A guess: the operator sees why, and may say otherwise. */
import type { SourceRole } from '../domain/source.ts';

export interface RoleGuess {
  readonly role: SourceRole;
  readonly why: string;
}

/** The first that fits counts: a deprecation page of a changelog is a deprecation page. */
const signs: readonly (readonly [SourceRole, RegExp])[] = [
  ['deprecations', /deprecat|retire|sunset|end[ -]of[ -]life|\beol\b|lifecycle|depreciation/],
  ['status', /\bstatus\b|incident/],
  [
    'changelog',
    /change-?log|release[ -]?notes?|releases\b|what'?s?[ -]?new|whats-new|\bupdates?\b|doc-history/,
  ],
  ['model-card', /model[ -]?card|system[ -]?card/],
  ['policy', /acceptable[ -]use|usage[ -]polic|use[ -]polic|\baup\b|notice[ -]polic|change[ -]polic/],
  ['terms', /terms|agreement|addendum|\bdpa\b|\bbaa\b|privacy|licen[cs]e|sub-?processor|legal|\bhipaa\b/],
  ['policy', /polic(?:y|ies)/],
  ['model-list', /\bmodels?\b/],
];

/** By the kind where that decides, else by the words of the address, then of the title; `docs` when nothing tells. */
export function guessRole(url: string, title: string | null, kind: string): RoleGuess {
  if (kind === 'statuspage') return { role: 'status', why: 'a status page' };
  if (kind === 'model-list') return { role: 'model-list', why: 'a list of models' };
  if (kind === 'chai-card') return { role: 'model-card', why: 'a model card' };
  if (kind === 'huggingface' || kind === 'openfda')
    return { role: 'registry', why: 'a record in a register' };
  const { pathname = '', hostname = '' } = URL.parse(url) ?? {};
  const places = [
    ['the address', decode(pathname)],
    ['the title', title ?? ''],
    ['the host', hostname.split('.')[0] ?? ''],
  ] as const;
  for (const [place, text] of places) {
    for (const [role, sign] of signs) {
      const found = sign.exec(text.toLowerCase().replaceAll('_', '-'));
      if (found) return { role, why: `${place} says "${found[0]}"` };
    }
  }
  return { role: 'docs', why: 'neither address nor title tells what it is for' };
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // A stray % in a path that is fine otherwise.
  }
}
