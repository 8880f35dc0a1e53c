/**
 * Templates: text with `{{names}}`, in Mustache without what could do harm. Whatever is put in is escaped in HTML,
 * always; a template can neither call code nor read a file.
 */
import { readFileSync } from 'node:fs';
import Mustache from 'mustache';
import { type HtmlValue, htmlText } from './html-template.ts';
import { type TemplateName, templateNames } from './template-names.ts';

/** Texts of the templates in force. */
export type Templates = Readonly<Record<TemplateName, string>>;

const shipped: Templates = readShipped();

function readShipped(): Templates {
  const read = (name: TemplateName) => readFileSync(new URL(`./templates/${name}`, import.meta.url), 'utf8');
  return {
    'subject.txt': read('subject.txt'),
    'notice.txt': read('notice.txt'),
    'notice.html': read('notice.html'),
  };
}

/** Ours, with those of the operator in the place of their namesakes. */
export function templatesWith(own: ReadonlyMap<string, string>): Templates {
  if (own.size === 0) return shipped;
  const entries = templateNames.map((name) => [name, own.get(name) ?? shipped[name]] as const);
  return { ...shipped, ...Object.fromEntries(entries) };
}

/** Values by name: a list repeats its section, and null or an empty text leaves it out. */
export type TemplateValues = Readonly<Record<string, HtmlValue | readonly string[] | TemplateLooks>>;
type TemplateLooks = Readonly<Record<string, HtmlValue>>;

/** A filled text template; values are made inert before they come here. */
export function fillText(
  template: string,
  values: Readonly<Record<string, string | readonly string[]>>,
): string {
  return Mustache.render(template, values, undefined, { escape: String });
}

/** A filled HTML template: plain text is escaped, finished markup is not. */
export function fillHtml(template: string, values: TemplateValues): string {
  return Mustache.render(template, values, undefined, { escape: htmlText });
}
