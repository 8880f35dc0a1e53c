/** The console: sources, changes and what is open, for looking only. */
import { type Html, html } from '../mail/html-template.ts';
import { vendorText } from '../mail/inert-text.ts';
import { stateLabel } from '../mail/words.ts';
import { openAlerts } from '../store/acknowledgements.ts';
import { listChanges, loadChange, loadVerdicts } from '../store/changes.ts';
import { loadSourceStates } from '../store/source-states.ts';
import { countEverything } from '../store/workers.ts';
import type { PageParts } from './acknowledge-page.ts';
import type { Answer } from './answer.ts';
import { faultPage, page } from './page.ts';

const maxChanges = 100;

function utc(at: Date | null): string {
  return at === null ? '–' : `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

type Cell = string | Html;

function table(caption: string, columns: readonly string[], rows: readonly (readonly Cell[])[]): Html {
  if (rows.length === 0) return html`<p>None.</p>`;
  const head = columns.map((column) => html`<th scope="col">${column}</th>`);
  const lines = rows.map(
    ([first = '', ...others]) =>
      html`<tr><th scope="row">${first}</th>${others.map((cell) => html`<td>${cell}</td>`)}</tr>\n`,
  );
  return html`<div class="scroll"><table><caption>${caption}</caption><thead><tr>${head}</tr></thead><tbody>\n${lines}</tbody></table></div>`;
}

/** Everything at a glance. */
export async function consolePage({ db, config, now }: PageParts): Promise<Answer> {
  const [states, changes, open, counts] = await Promise.all([
    loadSourceStates(db),
    listChanges(db, { limit: maxChanges }),
    openAlerts(db, maxChanges),
    countEverything(db),
  ]);
  const known = new Map(states.map((state) => [state.source_id, state]));
  const body = html`
<p class="soft">${utc(now())}. ${counts.changes} changes in ${counts.versions} versions; mail: ${counts.sentMails} sent, ${counts.dueMails} to send, ${counts.failedMails} failed.</p>
<h2>Not acknowledged</h2>
${table(
  'What somebody was told and nobody acknowledged, longest open first.',
  ['Told', 'About', 'To'],
  open.map((alert) => [
    utc(alert.first_told_at),
    vendorText(alert.summary ?? alert.source_id, 200),
    alert.contacts.join(', '),
  ]),
)}
<h2>Changes</h2>
${table(
  `The latest ${maxChanges}, newest first.`,
  ['Seen', 'Change', 'Announced?', 'What changed'],
  changes.map((change) => [
    utc(change.first_seen_after),
    html`<a href="changes/${encodeURIComponent(change.id)}">${change.id}</a>`,
    change.is_material ? stateLabel(change.disclosure) : 'editorial',
    vendorText(change.summary, 200),
  ]),
)}
<h2>Sources</h2>
${table(
  'Every source that is watched.',
  ['Source', 'State', 'Last seen', 'Next look'],
  config().sources.map((source) => {
    const state = known.get(source.id);
    return [
      source.id,
      state?.trouble_outcome ?? (state?.last_sighted_at ? 'seen' : 'not polled yet'),
      utc(state?.last_sighted_at ?? null),
      utc(state?.due_at ?? null),
    ];
  }),
)}`;
  return page(200, 'What Modelwarden watches', body, 'wide');
}

/** One change: its findings, its passages, and every verdict on it. */
export async function changePage({ db }: PageParts, id: string): Promise<Answer> {
  const change = await loadChange(db, id);
  if (change === null) return faultPage(404, 'There is no such change', 'The console lists the latest ones.');
  const verdicts = await loadVerdicts(db, id);
  const body = html`
<p><a href="../">All</a></p>
<p>${vendorText(change.summary, 400)}</p>
<p class="soft">${change.source_id}; between ${utc(change.last_seen_before)} and ${utc(change.first_seen_after)}.</p>
<h2>Findings</h2>
<ul>${change.understanding.findings.map(
    (finding) => html`<li>${finding.category}, ${finding.severity}: ${vendorText(finding.summary, 300)}</li>`,
  )}</ul>
<h2>Was it announced?</h2>
<ul>${verdicts.map(
    (verdict) =>
      html`<li>${utc(verdict.judgedAt)}: ${stateLabel(verdict.state)}. ${vendorText(verdict.reason, 600)}</li>`,
  )}</ul>
<p class="soft">Before and after, with the arithmetic: <code>npx modelwarden changes show ${id}</code>, <code>npx modelwarden explain ${id}</code></p>`;
  return page(200, id, body);
}
