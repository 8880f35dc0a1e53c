/** What stood on a day, as a page to print. */
import type { AsOf } from './as-of.ts';
import { type AsOfSection, asOfSections, doubts, utc } from './as-of-text.ts';
import { escapeHtml, reportPage } from './report-page.ts';

export function asOfPage(answer: AsOf, program: string): string {
  const { question, askedAt } = answer;
  const about = [
    question.vendor === null ? null : `vendor ${question.vendor}`,
    question.model === null ? null : `model ${question.model}`,
    question.tool === null ? null : `tool ${question.tool}`,
  ].filter((part) => part !== null);
  const title = `What stood on ${utc(question.at)}`;
  const unknown = doubts(answer);
  const body = [
    `<p class="meta">${escapeHtml(about.length === 0 ? 'All that is watched' : about.join(', '))}. Asked ${utc(askedAt)} of ${escapeHtml(program)}. All times are UTC; a change lies between two looks, never at a point in time.</p>`,
    unknown.length === 0
      ? ''
      : `<div class="doubt" role="note"><strong>What is not known</strong><ul>${unknown.map((line) => `<li>${escapeHtml(line)}</li>`).join('')}</ul></div>`,
    ...asOfSections(answer).map(sectionHtml),
    '<p class="meta">This proves what was received and kept, not that everybody was shown the same. Not legal advice.</p>',
  ];
  return reportPage(title, body.join('\n'));
}

function sectionHtml({ title, lead, entries }: AsOfSection): string {
  const items = entries.map(
    ({ head, lines }) =>
      `<div><h3>${escapeHtml(head)}</h3><ul>${lines.map((line) => `<li>${escapeHtml(line)}</li>`).join('')}</ul></div>`,
  );
  return `<section><h2>${escapeHtml(title)}</h2>${lead === '' ? '' : `<p>${escapeHtml(lead)}</p>`}${items.join('\n')}</section>`;
}
