/** Contrast of text in a page whose looks stand inline, and for the dark in a style sheet (WCAG 2.2, 1.4.3). */
import type { CheerioAPI } from 'cheerio';

type Colours = { readonly color: string; readonly background: string };

/** Every element with text of its own whose contrast is below 4.5:1, with its colours. */
export function contrastFaults($: CheerioAPI, scheme: 'light' | 'dark'): readonly string[] {
  const sheet = scheme === 'dark' ? darkRules($('style').text()) : new Map<string, string>();
  const coloursOf = (element: ReturnType<CheerioAPI>): Colours => {
    const parent = element.parent();
    const inherited = parent.length > 0 ? coloursOf(parent) : { color: '', background: '' };
    const style = `${element.attr('style') ?? ''};${sheet.get(element.attr('class') ?? '') ?? ''}`;
    return {
      color: lastColour(style, 'color') ?? inherited.color,
      background: lastColour(style, 'background') ?? inherited.background,
    };
  };
  const faults: string[] = [];
  for (const node of $('body, body *').toArray()) {
    const ownText = $(node).contents().not('*').text();
    if (ownText.trim() === '') continue;
    const { color, background } = coloursOf($(node));
    const contrast = contrastOf(color, background);
    if (!(contrast >= 4.5)) faults.push(`${node.tagName} ${color} on ${background}: ${contrast.toFixed(2)}`);
  }
  return faults;
}

function darkRules(sheet: string): ReadonlyMap<string, string> {
  const block = /prefers-color-scheme:dark\)\{(?<rules>.*)\}$/m.exec(sheet)?.groups?.['rules'] ?? '';
  return new Map(
    [...block.matchAll(/\.(?<name>[\w-]+)\{(?<style>[^}]*)\}/g)].map((match) => [
      match.groups?.['name'] ?? '',
      (match.groups?.['style'] ?? '').replaceAll(' !important', ''),
    ]),
  );
}

function lastColour(style: string, property: 'color' | 'background'): string | undefined {
  return style
    .split(';')
    .filter((declaration) => declaration.startsWith(`${property}:#`))
    .at(-1)
    ?.slice(property.length + 1);
}

function contrastOf(one: string, other: string): number {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return ((lighter ?? Number.NaN) + 0.05) / ((darker ?? Number.NaN) + 0.05);
}

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? Number.NaN) + 0.7152 * (green ?? Number.NaN) + 0.0722 * (blue ?? Number.NaN);
}
