/** `docs/catalogue.md`: every vendor and source of the catalogue, as `catalogue list --markdown` prints it. */
import type { CatalogueEntry, CatalogueSource } from './catalogue-entries.ts';
import { sayCommitment } from './say-commitment.ts';

const introduction = `# Catalogue

Every vendor and source that Modelwarden knows, and what the vendors have published about their own changes. It is made
from \`config/vendors/\` (\`npx modelwarden catalogue list --markdown\`); a test fails while it differs. What is watched of
it stands in \`config/watchlist.yaml\`. Addresses were gathered from documentation and from what others watch; those that
nobody has verified are disabled. \`npx modelwarden doctor --vendor <vendor>\` says what can be read from where you are.

An *announcing* source tells the world about changes; an *artefact* is what can change in silence.`;

/** The whole page. */
export function cataloguePage(entries: readonly CatalogueEntry[]): string {
  const sources = entries.flatMap((entry) => entry.sources);
  const enabled = sources.filter(({ reason }) => reason === null).length;
  const totals = `${entries.length} vendors and registers, ${sources.length} sources, ${enabled} of them enabled.`;
  return [introduction, totals, ...entries.map(describeVendor)].join('\n\n');
}

function describeVendor(entry: CatalogueEntry): string {
  const { id, name, sector, sources, commitments, noAnnouncements } = entry;
  const parts = [
    `## ${escape(name)}\n\n\`${id}\`${sector ? `, ${sector}` : ''}`,
    ...(noAnnouncements ? [`No announcements: ${escape(noAnnouncements)}`] : []),
    ['| source | role | kind | state |', '|---|---|---|---|', ...sources.map(describeSource)].join('\n'),
    ...(commitments.length === 0 ? [] : [commitments.map(describeCommitment).join('\n')]),
  ];
  return parts.join('\n\n');
}

function describeSource({ id, title, role, announces, kind, url, reason }: CatalogueSource): string {
  const name = `[${escape(title)}](${url.replaceAll('(', '%28').replaceAll(')', '%29')}) \`${id.split('/')[1] ?? id}\``;
  const cells = [
    name,
    `${role} (${announces ? 'announcing' : 'artefact'})`,
    kind,
    reason === null ? 'enabled' : `disabled: ${escape(reason)}`,
  ];
  return `| ${cells.join(' | ')} |`;
}

function describeCommitment(commitment: CatalogueEntry['commitments'][number]): string {
  return `- ${escape(sayCommitment(commitment))}. ${escape(commitment.note)} (\`${commitment.source}\`, read on ${commitment.readOn})`;
}

function escape(text: string): string {
  return text.replace(/[|*_<>[\]]/g, (sign) => `\\${sign}`);
}
