import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { counted, roughDuration, table, terminalOutput } from '../../src/cli/output.ts';
import { describeEvent, describeTotals, VerdictTally } from '../../src/cli/show-replay.ts';
import type { ReplayEvent } from '../../src/replay/replay-event.ts';

/** A stream that says whether it is a terminal, and what was written to it. */
function streamOf(isTTY: boolean, columns = 40) {
  const stream = new PassThrough();
  const chunks: string[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  return { terminal: Object.assign(stream, { isTTY, columns }), written: () => chunks.join('') };
}

function outputOn(isTTY: boolean, columns?: number) {
  const out = streamOf(isTTY, columns);
  const err = streamOf(isTTY, columns);
  return { output: terminalOutput(out.terminal, err.terminal), out, err };
}

const at = new Date('2026-03-01T10:00:00Z');
const change: ReplayEvent = {
  at,
  kind: 'change',
  source: 'acme/card',
  change: 'acme/card@2',
  severity: 'high',
  isMaterial: true,
  categories: ['card.data_changed'],
  summary: 'Training data: “2023” became “2024”',
};

it('shows progress in place on a terminal, and takes it away before the next line', () => {
  const { output, err, out } = outputOn(true);
  output.progress(1, 4, 'revisions');
  expect(err.written()).toMatch(/\[█+░+\] 1\/4 revisions$/);
  output.line('done');
  expect(err.written().endsWith('\r\u001b[2K')).toBe(true);
  expect(out.written()).toBe('done\n');
});

it('shows no progress where nobody watches', () => {
  const { output, err } = outputOn(false);
  output.progress(1, 4, 'revisions');
  expect(err.written()).toBe('');
});

it('cuts lines to a terminal and leaves them whole elsewhere', () => {
  const line = `\u001b[31m${'a'.repeat(20)}\u001b[39m${'b'.repeat(30)}`;
  const clipped = outputOn(true, 30).output.clip(line);
  expect(stripVTControlCharacters(clipped)).toBe(`${'a'.repeat(20)}${'b'.repeat(9)}…`);
  expect(clipped).toContain('\u001b[39m');
  expect(outputOn(true, 50).output.clip(line)).toBe(line);
  expect(outputOn(false, 10).output.clip(line)).toBe(line);
});

it('lays out rows in columns, whatever their colours', () => {
  expect(
    table(
      ['A', 'B'],
      [
        ['long', 'x'],
        ['\u001b[31ms\u001b[39m', 'y'],
      ],
    ),
  ).toEqual(['A     B', 'long  x', '\u001b[31ms\u001b[39m     y']);
});

it.each([
  [30_000, '30 s'],
  [7 * 60_000, '7 min'],
  [3 * 3_600_000, '3 h'],
  [5 * 86_400_000, '5 d'],
])('%i ms are roughly %s', (ms, text) => {
  expect(roughDuration(ms)).toBe(text);
});

it('counts in words', () => {
  expect([counted(0, 'mail'), counted(1, 'mail'), counted(2, 'mail')]).toEqual([
    '0 mails',
    '1 mail',
    '2 mails',
  ]);
});

describe('the timeline of a replay', () => {
  const { output } = outputOn(false);

  it.each<readonly [string, ReplayEvent, RegExp | null]>([
    [
      'a change with its severity and summary',
      change,
      /^2026-03-01 10:00 {2}change {6}high {6}acme\/card@2 {2}Training data/,
    ],
    [
      'a verdict with its reason',
      { at, kind: 'verdict', change: 'acme/card@2', state: 'unannounced', reason: 'No entry.' },
      /verdict {5}unannounced {2}acme\/card@2 {2}No entry\.$/,
    ],
    [
      'no verdict that is open',
      { at, kind: 'verdict', change: 'acme/card@2', state: 'pending', reason: '' },
      null,
    ],
    ['a mail', { at, kind: 'mail', to: 'amy', subject: 'Hello' }, /mail {8}to amy: Hello$/],
    [
      'trouble',
      { at, kind: 'trouble', source: 'acme/card', outcome: 'failed', detail: 'no text' },
      /failed {6}acme\/card {2}no text$/,
    ],
    ['a first sighting', { at, kind: 'first-seen', source: 'acme/card' }, /first seen {2}acme\/card$/],
  ])('has %s', (_name, event, line) => {
    const described = describeEvent(event, output);
    if (line === null) expect(described).toBeNull();
    else expect(stripVTControlCharacters(described ?? '')).toMatch(line);
  });

  it('counts each change by the verdict that stands at the end', () => {
    const tally = new VerdictTally();
    const verdict = (name: string, state: 'pending' | 'unannounced' | 'unknown'): ReplayEvent => ({
      at,
      kind: 'verdict',
      change: name,
      state,
      reason: '',
    });
    for (const event of [
      change,
      verdict('a@2', 'pending'),
      verdict('b@2', 'unknown'),
      verdict('a@2', 'unannounced'),
    ])
      tally.add(event);
    expect([...tally.counts()]).toEqual([
      ['unannounced', 1],
      ['unknown', 1],
    ]);
    const totals = { revisions: 3, versions: 3, changes: 2, material: 2, mails: 1, troubles: 0 };
    expect(describeTotals(totals, 1, tally.counts(), 2)).toContain('verdicts   1 unannounced, 1 unknown');
  });
});
