/** Reads robots.txt (RFC 9309) and finds the rule that decides about an address. Written for any input. */
import { matchesPath, normalisePath, normalisePattern } from './robots-path.ts';

/** Parsers must take 500 KiB (RFC 9309 §2.5); what comes after is not read. */
export const maxRobotsBytes = 500 * 1024;

export interface RobotsRule {
  readonly isAllowing: boolean;
  /** Normalised. */
  readonly pattern: string;
  /** As the file has it, for people: `line 4 for *: Disallow: /private`. */
  readonly shown: string;
}

/** What a file says to us: the rules of the groups that name our product, or else of those for `*`. */
export type RobotsRules = readonly RobotsRule[];

interface Group {
  readonly rules: RobotsRule[];
  isNamed: boolean;
}

const record = /^[ \t]*(?<name>user-agent|allow|disallow)[ \t]*:[ \t]*(?<value>[^#]*)/i;

/** The rules of a file for a product token, upper or lower case. */
export function parseRobots(text: string, product: string): RobotsRules {
  const ours: Group = { rules: [], isNamed: false };
  const everyone: Group = { rules: [], isNamed: false };
  let current: readonly Group[] = [];
  let isNamingAgents = false;
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .entries()) {
    const { name, value } = record.exec(line)?.groups ?? {};
    // Lines of other kinds (sitemaps, delays) neither end a group nor begin one (RFC 9309 §2.2.4).
    if (name === undefined || value === undefined) continue;
    if (name.toLowerCase() === 'user-agent') {
      const group = groupOf(value.trim());
      if (!isNamingAgents) current = [];
      if (group) current = [...current, group];
      isNamingAgents = true;
      continue;
    }
    isNamingAgents = false;
    const pattern = value.trim();
    // A rule without a path forbids nothing and allows nothing.
    if (pattern === '') continue;
    for (const group of new Set(current)) {
      const agent = group === ours ? product : '*';
      group.rules.push({
        isAllowing: name.toLowerCase() === 'allow',
        pattern: normalisePattern(pattern),
        shown: `line ${index + 1} for ${agent}: ${name}: ${pattern.slice(0, 200)}`,
      });
    }
  }
  return ours.isNamed ? ours.rules : everyone.rules;

  function groupOf(agent: string): Group | null {
    const token = /^[a-z_-]+/i.exec(agent)?.[0].toLowerCase();
    const group = agent.startsWith('*') ? everyone : token === product.toLowerCase() ? ours : null;
    if (group) group.isNamed = true;
    return group;
  }
}

/** The rule with the longest pattern that fits, allowing ones first (RFC 9309 §2.2.2); null when none fits. */
export function decidingRule(rules: RobotsRules, url: URL): RobotsRule | null {
  const path = normalisePath(`${url.pathname}${url.search}`);
  let deciding: RobotsRule | null = null;
  for (const rule of rules) {
    const lead = rule.pattern.length - (deciding?.pattern.length ?? -1);
    const isStronger = lead > 0 || (lead === 0 && rule.isAllowing);
    if (isStronger && matchesPath(rule.pattern, path)) deciding = rule;
  }
  return deciding;
}
