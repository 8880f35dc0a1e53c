/**
 * Puts looks into markup. Each is written inline, since many mail programs drop style sheets, and once more in
 * a style sheet for dark and narrow screens, which those that know it apply.
 */
import type { Severity } from '../domain/change.ts';
import { type Look, looks, namedLooks, severityParts } from './html-looks.ts';
import { type Html, html } from './html-template.ts';

/** The attributes that give an element its look. */
export function look(name: keyof typeof looks): Html {
  return attributes(name, looks[name]);
}

/** The attributes of an element that takes the colour of a severity. */
export function severityLook(part: keyof typeof severityParts, severity: Severity): Html {
  return attributes(`${part}-${severity}`, severityParts[part](severity));
}

/** The style sheet for what cannot be said inline. */
export function styleSheet(): Html {
  return html`<style>:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){${rules('dark')}}
@media (max-width:480px){${rules('narrow')}}</style>`;
}

function rules(variant: 'dark' | 'narrow'): string {
  return namedLooks()
    .flatMap(([name, { [variant]: declarations }]) =>
      declarations === undefined ? [] : [`.${className(name)}{${important(declarations)}}`],
    )
    .join('');
}

/** A sheet must outrank what stands inline. */
function important(declarations: string): string {
  return declarations
    .split(';')
    .map((declaration) => `${declaration} !important`)
    .join(';');
}

function attributes(name: string, { light }: Look): Html {
  return html` class="${className(name)}" style="${light}"`;
}

function className(name: string): string {
  return `mw-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
