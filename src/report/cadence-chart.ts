/** Changes of each week as bars, a row a vendor: inline SVG that needs no colour to be read, with the same as a table. */
import { escapeHtml } from '../evidence/report-page.ts';
import type { VendorReport } from './gather-report.ts';

const width = 720;
const labelWidth = 170;
const rowHeight = 34;

export function cadenceChart(vendors: readonly VendorReport[]): string {
  const shown = vendors.filter(({ changes }) => changes > 0);
  const weeks = shown[0]?.cadence.weeks ?? [];
  if (shown.length === 0 || weeks.length === 0)
    return '<p>No change was seen in this time, so there is nothing to draw.</p>';
  const most = Math.max(...shown.flatMap(({ cadence }) => cadence.weeks.map(({ changes }) => changes)));
  const step = (width - labelWidth) / weeks.length;
  const rows = shown.map((vendor, index) => row(vendor, index, step, most)).join('');
  const height = shown.length * rowHeight + 24;
  const first = weeks[0]?.from.toISOString().slice(0, 10) ?? '';
  const last = weeks.at(-1)?.from.toISOString().slice(0, 10) ?? '';
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="cadence-title cadence-desc" class="chart">
<title id="cadence-title">Changes of each week by vendor</title>
<desc id="cadence-desc">One row a vendor, one bar a week from ${first} to ${last}; the tallest bar stands for ${most} changes. The table below has the figures.</desc>
${rows}
<text x="${labelWidth}" y="${height - 6}" class="axis">${first}</text>
<text x="${width}" y="${height - 6}" class="axis" text-anchor="end">week of ${last}</text>
</svg>`;
}

function row({ name, cadence, changes }: VendorReport, index: number, step: number, most: number): string {
  const base = (index + 1) * rowHeight - 6;
  const bars = cadence.weeks.map(({ changes: count }, week) => {
    if (count === 0) return '';
    const height = Math.max(3, ((rowHeight - 12) * count) / most);
    const x = labelWidth + week * step;
    return `<rect x="${x.toFixed(1)}" y="${(base - height).toFixed(1)}" width="${Math.max(1, step - 1).toFixed(1)}" height="${height.toFixed(1)}"/>`;
  });
  return `<g><text x="0" y="${base - 2}">${escapeHtml(name.slice(0, 22))} (${changes})</text><line x1="${labelWidth}" y1="${base}" x2="${width}" y2="${base}"/>${bars.join('')}</g>\n`;
}
