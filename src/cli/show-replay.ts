/** The timeline of a replay: one line an event, and the totals. */
import type { Severity } from '../domain/change.ts';
import { type DisclosureState, disclosureStates } from '../domain/disclosure.ts';
import type { ReplayEvent, ReplayTotals } from '../replay/replay-event.ts';
import { counted, type Output, severityStyles, shortTime } from './output.ts';

/** The line of an event, or null for what the mails say anyway: that a verdict is not settled yet. */
export function describeEvent(event: ReplayEvent, output: Output): string | null {
  const line = (kind: string, rest: string): string =>
    `${output.style('dim', shortTime(event.at))}  ${kind.padEnd(10)}  ${rest}`;
  switch (event.kind) {
    case 'first-seen':
      return line('first seen', event.source);
    case 'change': {
      const text = `${padded(output, event.severity)}  ${event.change}  ${event.summary}`;
      return event.isMaterial ? line('change', text) : output.style('dim', line('change', text));
    }
    case 'verdict':
      if (event.state === 'pending') return null;
      return line(
        'verdict',
        `${output.style(verdictStyles[event.state], event.state)}  ${event.change}  ${event.reason}`,
      );
    case 'mail':
      return line('mail', `to ${event.to}: ${event.subject}`);
    case 'trouble':
      return line(event.outcome, output.style('red', `${event.source}  ${event.detail}`));
  }
}

const verdictStyles = {
  pending: 'dim',
  'announced-in-advance': 'green',
  'announced-same-day': 'green',
  'announced-late': 'yellow',
  unannounced: 'red',
  unknown: 'cyan',
} as const satisfies Record<DisclosureState, string>;

function padded(output: Output, severity: Severity): string {
  return output.style(severityStyles[severity], severity) + ' '.repeat('critical'.length - severity.length);
}

/** Material changes by the verdict that stands at the end. */
export class VerdictTally {
  readonly #states = new Map<string, DisclosureState>();

  add(event: ReplayEvent): void {
    if (event.kind === 'verdict') this.#states.set(event.change, event.state);
  }

  counts(): ReadonlyMap<DisclosureState, number> {
    const states = [...this.#states.values()];
    const counts = disclosureStates.map(
      (state) => [state, states.filter((other) => other === state).length] as const,
    );
    return new Map(counts.filter(([, count]) => count > 0));
  }
}

/** The totals in a few lines. */
export function describeTotals(
  totals: ReplayTotals,
  documents: number,
  verdicts: ReadonlyMap<DisclosureState, number>,
  seconds: number,
): readonly string[] {
  const judged = [...verdicts].map(([state, count]) => `${count} ${state}`).join(', ');
  return [
    `revisions  ${totals.revisions} of ${counted(documents, 'document')}, ${totals.versions} of them new versions`,
    `changes    ${totals.changes}, ${totals.material} of them material`,
    `verdicts   ${judged || 'none'}`,
    `mails      ${totals.mails}`,
    `doubtful   ${counted(totals.troubles, 'capture')}`,
    `took       ${seconds.toFixed(1)} s`,
  ];
}
