/** Which regulations and standards a change bears on, by the dated table in `config/rules`. */
import type { Finding } from '../domain/change.ts';
import type { Tool } from '../domain/register.ts';
import type { Regulation } from '../domain/regulation.ts';

/** The entries that name a category of the findings and fit the tools that are touched, in the table's order. */
export function tagRegulations(
  regulations: readonly Regulation[],
  findings: readonly Finding[],
  tools: readonly Tool[],
): readonly Regulation[] {
  const categories = new Set(findings.map((finding) => finding.category));
  return regulations.filter(
    (regulation) =>
      regulation.categories.some((wanted) => isNamed(wanted, categories)) && fitsTools(regulation, tools),
  );
}

function isNamed(wanted: string, categories: ReadonlySet<string>): boolean {
  if (!wanted.endsWith('.*')) return categories.has(wanted);
  return [...categories].some((category) => category.startsWith(wanted.slice(0, -1)));
}

function fitsTools({ onlyFor }: Regulation, tools: readonly Tool[]): boolean {
  if (onlyFor.length === 0) return true;
  return tools.some(
    (tool) =>
      (onlyFor.includes('clinical') && tool.isClinical) || (onlyFor.includes('phi') && tool.handlesPhi),
  );
}
