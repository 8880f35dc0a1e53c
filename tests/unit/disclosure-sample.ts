/** A vendor, a change and entries to judge, for the tests of disclosure. */
import { type DisclosureInput, judgeDisclosure } from '../../src/disclosure/judge-disclosure.ts';
import type { Edit, Finding } from '../../src/domain/change.ts';
import type { Announcement, SearchedSource, Verdict } from '../../src/domain/disclosure.ts';
import type { Block } from '../../src/domain/document.ts';

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;
export const lastSeenBefore = new Date('2026-03-10T06:00:00Z');
export const firstSeenAfter = new Date('2026-03-10T12:00:00Z');
export const graceEnd = new Date(firstSeenAfter.getTime() + 3 * dayMs);
export const settledNow = new Date(graceEnd.getTime() + hourMs);

export const healthy: SearchedSource = {
  sourceId: 'acme/changelog',
  firstSightedAt: new Date('2026-01-01T00:00:00Z'),
  lastSightedAt: settledNow,
  longestGapMs: hourMs,
  toleratedGapMs: 18 * hourMs,
};

export function paragraph(text: string, path: readonly string[] = []): Block {
  return { kind: 'paragraph', text, path };
}
export function listItem(text: string): Block {
  return { kind: 'list-item', depth: 0, text, path: [] };
}
export function row(model: string, cells: Readonly<Record<string, string>>): Block {
  const list = [
    { column: 'Model', text: model },
    ...Object.entries(cells).map(([column, text]) => ({ column, text })),
  ];
  return {
    kind: 'table-row',
    table: 0,
    cells: list,
    text: list.map((cell) => cell.text).join(' | '),
    path: [],
  };
}
export function added(block: Block): Edit {
  return { kind: 'added', after: block };
}
export function removed(block: Block): Edit {
  return { kind: 'removed', before: block };
}
export function reworded(before: string, after: string): Edit {
  const words = [
    { kind: 'removed', text: before },
    { kind: 'added', text: after },
  ] as const;
  return { kind: 'changed', before: paragraph(before), after: paragraph(after), words, cells: [] };
}
/** A passage of which only a figure was exchanged. */
export function moved(start: string, before: string, after: string, end: string): Edit {
  const words = [
    { kind: 'same', text: start },
    { kind: 'removed', text: before },
    { kind: 'added', text: after },
    { kind: 'same', text: end },
  ] as const;
  return {
    kind: 'changed',
    before: paragraph(start + before + end),
    after: paragraph(start + after + end),
    words,
    cells: [],
  };
}
export function recelled(model: string, column: string, before: string, after: string): Edit {
  const cells = [{ column, before, after }];
  return {
    kind: 'changed',
    before: row(model, { [column]: before }),
    after: row(model, { [column]: after }),
    words: [],
    cells,
  };
}
export function entry(text: string, over: Partial<Announcement> = {}): Announcement {
  return {
    key: text,
    sourceId: 'acme/changelog',
    date: '2026-03-10',
    title: text.slice(0, 80),
    text,
    url: null,
    subjects: [],
    firstSeenAt: new Date('2026-03-10T12:00:00Z'),
    isFromBaseline: false,
    ...over,
  };
}
export function finding(category: string, severity: Finding['severity'], edits: readonly number[]): Finding {
  return {
    category,
    rule: 'test#1',
    base: severity,
    modifiers: [],
    severity,
    summary: '',
    edits,
    subjects: [],
  };
}

export const launch = added(row('acme-scribe-7b', { Context: '200K' }));

type Override = Partial<Omit<DisclosureInput, 'change'>> & {
  readonly change?: Partial<DisclosureInput['change']>;
};
export function judge(over: Override = {}): Verdict {
  const { change, ...input } = over;
  return judgeDisclosure({
    change: {
      sourceId: 'acme/models',
      role: 'model-list',
      window: { lastSeenBefore, firstSeenAfter },
      edits: [launch],
      findings: [],
      subjects: [],
      printed: { before: null, after: null, effective: null, isSilentEdit: false },
      ...change,
    },
    announcements: [],
    searched: [healthy],
    vendor: { id: 'acme', name: 'Acme', models: [], aliases: {}, graceMs: 3 * dayMs },
    graceMs: 3 * dayMs,
    now: settledNow,
    ...input,
  });
}

export const release = 'We launched acme-scribe-7b for everybody.';
