/** The templates of the operator's own, checked by the part of the program that fills them. */
import { nearest } from './nearest.ts';
import type { ConfigProblem } from './problem.ts';
import { type FolderFile, templatesFolder } from './read-folder.ts';

/** What is wrong with one template; given by who knows the templates. */
export interface TemplateFault {
  /** Both count from 1. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly unknown: { readonly name: string; readonly known: readonly string[] } | null;
}

export interface TemplateChecks {
  readonly names: readonly string[];
  /** Every fault of the template with this name, one of `names`. */
  readonly check: (name: string, text: string) => readonly TemplateFault[];
}

/** The templates by name, and what is wrong with them. */
export function checkTemplates(
  files: readonly FolderFile[],
  { names, check }: TemplateChecks,
): { readonly templates: ReadonlyMap<string, string>; readonly problems: readonly ConfigProblem[] } {
  const templates = new Map<string, string>();
  const problems: ConfigProblem[] = [];
  for (const { name: path, text } of files) {
    const name = path.slice(templatesFolder.length + 1);
    const place = { file: path, path: '', value: null };
    if (!names.includes(name)) {
      const message = `there is no template of this name: expected one of ${names.join(', ')}`;
      problems.push({ ...place, line: 1, column: 1, message, suggestion: nearest(name, names) });
      continue;
    }
    templates.set(name, text);
    for (const { unknown, ...fault } of check(name, text)) {
      const suggestion = unknown === null ? null : nearest(unknown.name, unknown.known);
      problems.push({ ...place, ...fault, suggestion });
    }
  }
  return { templates, problems };
}
