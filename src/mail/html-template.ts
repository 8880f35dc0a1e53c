/** Markup by tagged template: whatever is put in is escaped, unless it is markup that came from here. */
import { inertRun } from './inert-text.ts';

/** Finished markup. Only this file makes it, so a plain string can never pass for markup. */
export class Html {
  readonly #markup: string;

  private constructor(markup: string) {
    this.#markup = markup;
  }

  static of(strings: readonly string[], values: readonly HtmlValue[]): Html {
    return new Html(strings.reduce((all, part, index) => `${all}${part}${toMarkup(values[index])}`, ''));
  }

  toString(): string {
    return this.#markup;
  }
}

export type HtmlValue = string | number | Html | readonly Html[] | null | undefined;

/**
 * Markup with its values escaped and freed of control and direction characters.
 *
 * @example html`<p title="${title}">${paragraphs}</p>`
 */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return Html.of(strings, values);
}

/** A value as it stands in a page: text escaped and freed of controls, markup from here as it is. */
export function htmlText(value: unknown): string {
  if (value instanceof Html) return value.toString();
  if (Array.isArray(value)) return value.map(htmlText).join('');
  if (typeof value === 'string') return escapeText(inertRun(value));
  return typeof value === 'number' ? String(value) : '';
}

function toMarkup(value: HtmlValue): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Html) return value.toString();
  if (typeof value === 'object') return value.join('');
  return escapeText(typeof value === 'number' ? String(value) : inertRun(value));
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => escapes[character] ?? '');
}
