/** HTML and Markdown pages of a given size, in the mix of a vendor's documentation. */
import { type Dice, diceOf, sentence } from './sample-words.ts';

/** A page of at least `bytes` (ASCII) and less than a section more. */
export function htmlPage(bytes: number, seed = 1): string {
  const body = sectionsOf(bytes, seed, htmlSection);
  return `<!doctype html><html lang="en"><head><title>Model reference</title></head><body><nav><a href="/">Home</a></nav><main><h1>Model reference</h1>${body}</main><footer>Norvik Health AI</footer></body></html>`;
}

/** A page of at least `bytes` (ASCII) and less than a section more. */
export function markdownPage(bytes: number, seed = 1): string {
  return `---\ntitle: Model reference\n---\n\n# Model reference\n\n${sectionsOf(bytes, seed, markdownSection)}`;
}

function sectionsOf(bytes: number, seed: number, section: (dice: Dice, number: number) => string): string {
  const dice = diceOf(seed);
  const parts: string[] = [];
  for (let length = 0; length < bytes; ) {
    const part = section(dice, parts.length);
    parts.push(part);
    length += part.length;
  }
  return parts.join('');
}

function htmlSection(dice: Dice, number: number): string {
  const paragraphs = repeat(
    4,
    () => `<p>${sentence(dice)} ${sentence(dice)} <a href="/docs/${number}">${sentence(dice)}</a></p>\n`,
  );
  const items = repeat(5, () => `<li><strong>${sentence(dice)}</strong> ${sentence(dice)}</li>\n`);
  const rows = repeat(3, (row) => `<tr><td>model-${number}-${row}</td><td>${dice(512)}K</td></tr>\n`);
  return (
    `<section class="doc-section"><h2 id="s${number}">Section ${number}</h2>\n${paragraphs}<ul>\n${items}</ul>\n` +
    `<table><thead><tr><th>Model</th><th>Context</th></tr></thead><tbody>\n${rows}</tbody></table></section>\n`
  );
}

function markdownSection(dice: Dice, number: number): string {
  const paragraphs = repeat(
    4,
    () => `${sentence(dice)} ${sentence(dice)} [${sentence(dice)}](/docs/${number})\n\n`,
  );
  const items = repeat(5, () => `- **${sentence(dice)}** ${sentence(dice)}\n`);
  const rows = repeat(3, (row) => `| model-${number}-${row} | ${dice(512)}K |\n`);
  return `## Section ${number}\n\n${paragraphs}${items}\n| Model | Context |\n| --- | --- |\n${rows}\n`;
}

function repeat(count: number, part: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => part(index)).join('');
}
