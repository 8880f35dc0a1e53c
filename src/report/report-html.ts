/** The committee's report as a page to print. */
import { utc } from '../evidence/as-of-text.ts';
import { escapeHtml, reportPage } from '../evidence/report-page.ts';
import { cadenceChart } from './cadence-chart.ts';
import type { CommitteeReport } from './gather-report.ts';
import { type ReportTable, reportTables, summaryLines } from './report-tables.ts';

export function reportHtml(report: CommitteeReport, program: string): string {
  const day = (at: Date) => at.toISOString().slice(0, 10);
  const title = `AI vendors from ${day(report.from)} to ${day(report.to)}`;
  const tables = reportTables(report);
  const body = [
    `<p class="meta">Asked ${utc(report.askedAt)} of ${escapeHtml(program)}. All times are UTC; a change lies between two looks.</p>`,
    `<ul>${summaryLines(report)
      .map((line) => `<li>${escapeHtml(line)}</li>`)
      .join('')}</ul>`,
    `<section><h2>How often vendors changed something</h2>${cadenceChart(report.vendors)}</section>`,
    ...tables.map(tableHtml),
    '<p class="meta">This tells what was received, not that everybody was shown the same. Not legal advice.</p>',
  ];
  return reportPage(title, body.join('\n'));
}

function tableHtml({ title, header, rows, none }: ReportTable): string {
  if (rows.length === 0) return `<section><h2>${escapeHtml(title)}</h2><p>${escapeHtml(none)}</p></section>`;
  const head = header.map((cell) => `<th scope="col">${escapeHtml(cell)}</th>`).join('');
  const lines = rows.map(
    ([first = '', ...others]) =>
      `<tr><th scope="row">${escapeHtml(first)}</th>${others.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`,
  );
  return `<section><h2>${escapeHtml(title)}</h2><div class="wide"><table><caption class="hidden">${escapeHtml(title)}</caption><thead><tr>${head}</tr></thead><tbody>${lines.join('\n')}</tbody></table></div></section>`;
}
