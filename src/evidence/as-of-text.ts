/** What stood on a day, in words: sections of plain lines that the terminal and the printable report share. */
import type { AsOf, Certainty, DocumentAsOf } from './as-of.ts';

export interface AsOfSection {
  readonly title: string;
  /** What is said before the entries, or instead of them. */
  readonly lead: string;
  readonly entries: readonly { readonly head: string; readonly lines: readonly string[] }[];
}

/** `2026-03-04 10:00 UTC` */
export function utc(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

export function asOfSections(answer: AsOf): readonly AsOfSection[] {
  return [
    documents(answer),
    models(answer),
    tools(answer),
    coming(answer),
    changes(answer),
    alerts(answer),
  ].filter((section) => section !== null);
}

/** What the answer does not know, first of all. */
export function doubts({ documents: all, register, question }: AsOf): readonly string[] {
  const unseen = all.filter(({ version }) => version === null).length;
  const blind = all.filter(({ certainty }) => certainty?.kind === 'out-of-sight').length;
  const open = all.filter(({ certainty }) => certainty?.kind === 'either').length;
  return [
    ...(unseen > 0 ? [`${count(unseen, 'document')} had not been seen by then.`] : []),
    ...(blind > 0
      ? [`${count(blind, 'document')} ${blind === 1 ? 'was' : 'were'} out of sight around then.`]
      : []),
    ...(open > 0
      ? [`${count(open, 'document')} changed between two looks around then: either state may have stood.`]
      : []),
    ...(register === null
      ? [`No configuration had been loaded by ${utc(question.at)}: the register is the one of today.`]
      : register.tools === null
        ? ['The register of that time was not kept in full: the one of today is shown.']
        : []),
  ];
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

function documents({ documents: all }: AsOf): AsOfSection {
  return {
    title: 'Documents in force',
    lead: all.length === 0 ? 'No watched document belongs to that.' : '',
    entries: all.map((document) => ({
      head: `${document.title} (${document.role})`,
      lines: [
        ...standingLines(document),
        ...document.passages.map(({ under, text }) => `“${text}”${under === '' ? '' : ` (under ${under})`}`),
      ],
    })),
  };
}

function standingLines(document: DocumentAsOf): readonly string[] {
  const { version, arrivedAfter, arrivedBy, certainty, witnessed, trouble } = document;
  const look = trouble === null ? [] : [`the last look by then did not see it: ${trouble}`];
  if (version === null) return ['not seen by then: what stood is not known', ...look];
  if (witnessed !== null)
    return [`${version}, not seen by us then; witnessed by others: ${witnessed}`, ...look];
  const arrival =
    arrivedAfter === null
      ? `there since our first look, ${arrivedBy ? utc(arrivedBy) : ''}`
      : `came after ${utc(arrivedAfter)}, by ${arrivedBy ? utc(arrivedBy) : ''}`;
  return [`${version}, ${arrival}`, ...(certainty ? sayCertainty(certainty) : []), ...look];
}

function sayCertainty(certainty: Certainty): readonly string[] {
  switch (certainty.kind) {
    case 'known':
      return [];
    case 'either':
      return [
        `OPEN: it changed after ${utc(certainty.from)}, by ${utc(certainty.to)}; ${certainty.other} may have stood already`,
      ];
    case 'out-of-sight':
      return [
        `UNKNOWN: not seen from ${utc(certainty.from)} ${certainty.to ? `to ${utc(certainty.to)}` : 'until now'}; this is what was seen last`,
      ];
    case 'last-known':
      return [`last seen ${utc(certainty.seenAt)}; the next look is still to come`];
    default:
      return certainty satisfies never;
  }
}

function models({ models: all }: AsOf): AsOfSection | null {
  if (all.length === 0) return null;
  return {
    title: 'Models',
    lead: 'What the documents in force say of them stands with each document.',
    entries: all.map(({ name, said, configured }) => ({
      head: name,
      lines:
        said.length > 0
          ? said.map(({ standsFor, by }) => `an alias that stood for ${standsFor}, as ${by} said`)
          : [
              configured === null
                ? 'a name of its own, as far as documents and the configuration say'
                : `an alias that stands for ${configured} by the configuration of today; no document in force then said so`,
            ],
    })),
  };
}

function tools({ tools: all, register }: AsOf): AsOfSection {
  const since = register
    ? `The register in force since ${utc(register.since)}${register.until ? `, until ${utc(register.until)}` : ''} (SHA-256 ${register.sha256}).`
    : 'The register of today.';
  return {
    title: 'Tools in the register',
    lead: all.length === 0 ? `${since} No tool of it rests on that.` : since,
    entries: all.map((tool) => ({
      head: `${tool.name} (${tool.id})`,
      lines: [
        `rests on ${tool.models.join(', ') || 'no named model'} of ${tool.vendor}; owner ${tool.owner ?? 'not named'}`,
        [
          tool.isClinical ? 'clinical use' : 'no clinical use',
          tool.handlesPhi ? 'PHI' : 'no PHI',
          tool.departments.join(', '),
        ]
          .filter((part) => part !== '')
          .join('; '),
        tool.lastApproved === null
          ? 'no version was approved'
          : `approved: ${tool.lastApproved.version} on ${tool.lastApproved.on}`,
        tool.noticeDays === null
          ? 'the contract names no notice'
          : `notice by contract: ${tool.noticeDays} days`,
      ],
    })),
  };
}

function coming({ coming: all }: AsOf): AsOfSection {
  return {
    title: 'Known to be coming',
    lead: all.length === 0 ? 'No document then named a day still to come for that.' : '',
    entries: all.map(({ date, is_earliest, meaning, source_id, passage, first_seen_at }) => ({
      head: `${is_earliest ? 'not before ' : ''}${date}: ${meaning}`,
      lines: [`“${passage}”`, `in ${source_id}, first seen ${utc(first_seen_at)}`],
    })),
  };
}

function changes({ changes: all }: AsOf): AsOfSection {
  return {
    title: 'Changes that had been seen',
    lead: all.length === 0 ? 'None.' : 'Newest first, with the verdict as it stood then.',
    entries: all.map(({ id, summary, last_seen_before, first_seen_after, state, judged_at }) => ({
      head: `${id}: ${summary}`,
      lines: [
        `after ${utc(last_seen_before)}, by ${utc(first_seen_after)}`,
        state === null || judged_at === null ? 'not judged by then' : `judged ${state}, ${utc(judged_at)}`,
      ],
    })),
  };
}

function alerts({ alerts: all }: AsOf): AsOfSection {
  return {
    title: 'Alerts of the 90 days before, and who had been told',
    lead: all.length === 0 ? 'None.' : '',
    entries: all.map(({ id, change_id, source_id, reason, created_at, told, acknowledged }) => ({
      head: `alert ${id}, ${reason}: ${change_id ?? source_id}`,
      lines: [
        `came about ${utc(created_at)}`,
        told.length === 0
          ? 'nobody had been mailed by then'
          : `mailed to ${told.map(({ contact, at }) => `${contact} (${utc(new Date(at))})`).join(', ')}`,
        acknowledged.length === 0
          ? 'open: nobody had acknowledged it'
          : `acknowledged by ${acknowledged.map(({ name, meaning, at }) => `${name}: ${meaning} (${utc(new Date(at))})`).join(', ')}`,
      ],
    })),
  };
}
