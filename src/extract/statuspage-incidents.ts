/** Incidents of a Statuspage site as dated entries: impact, components and every update beneath. */
import { z } from 'zod';
import type { Document } from '../domain/document.ts';
import { type BlockWriter, createBlockWriter } from './block-writer.ts';
import { isoInstant } from './iso-instant.ts';
import { normaliseText } from './normalise-text.ts';
import { NameText, readJson } from './read-json.ts';
import { writeComponents } from './statuspage-components.ts';

const Update = z.object({
  status: z.string().catch('update'),
  body: z.string().nullish(),
  display_at: z.string().nullish(),
  created_at: z.string().nullish(),
  affected_components: z.array(z.object({ name: z.string(), new_status: z.string().nullish() })).nullish(),
});
type Update = z.infer<typeof Update>;

const Incident = z.object({
  id: NameText,
  name: z.string(),
  impact: z.string().nullish(),
  shortlink: z.string().nullish(),
  started_at: z.string().nullish(),
  created_at: z.string().nullish(),
  components: z.array(z.object({ name: z.string() })).nullish(),
  incident_updates: z.array(Update).nullish(),
});
type Incident = z.infer<typeof Incident>;

const Incidents = z.object({
  page: z.object({ name: NameText }),
  incidents: z.array(Incident),
});

/**
 * Reads `incidents.json` and, when given, `components.json`. Without incidents it is a document without entries,
 * with a remark: times are good.
 * @throws ExtractError `malformed_json`, `nested_too_deep`, `unexpected_shape`, `document_too_large`
 */
export function extractStatuspage(incidentsText: string, componentsText: string | null): Document {
  const { page, incidents } = readJson(incidentsText, Incidents, 'a list of incidents');
  const writer = createBlockWriter();
  // Before the entries: what follows an entry belongs to it.
  if (componentsText !== null) writeComponents(componentsText, writer);
  for (const incident of [...incidents].sort(newestFirst)) writeIncident(incident, writer);
  const remarks = incidents.length === 0 ? ['the status page lists no incidents'] : [];
  return { title: page.name, blocks: writer.blocks, language: null, remarks };
}

function newestFirst(left: Incident, right: Incident): number {
  const [leftStart, rightStart] = [startOf(left) ?? '', startOf(right) ?? ''];
  if (leftStart !== rightStart) return leftStart < rightStart ? 1 : -1;
  return left.id < right.id ? 1 : -1;
}

function startOf(incident: Incident): string | null {
  return isoInstant(incident.started_at ?? incident.created_at);
}

function writeIncident(incident: Incident, writer: BlockWriter): void {
  const publishedAt = startOf(incident);
  const url = normaliseText(incident.shortlink ?? '') || null;
  const entry = { id: incident.id, publishedAt, url };
  writer.heading(2, incident.name || incident.id, entry);
  if (incident.impact) writer.paragraph(`Impact: ${incident.impact}`);
  const names = (incident.components ?? []).map(({ name }) => name).sort();
  if (names.length > 0) writer.paragraph(`Components: ${names.join(', ')}`);
  const updates = [...(incident.incident_updates ?? [])].sort(oldestFirst);
  for (const update of updates) writeUpdate(update, writer);
}

/** When it was said, as the page shows it; vendors write updates later for earlier moments. */
function timeOf(update: Update): string | null {
  return isoInstant(update.display_at ?? update.created_at);
}

function oldestFirst(left: Update, right: Update): number {
  const [leftTime, rightTime] = [timeOf(left) ?? '', timeOf(right) ?? ''];
  return leftTime < rightTime ? -1 : leftTime > rightTime ? 1 : 0;
}

function writeUpdate(update: Update, writer: BlockWriter): void {
  const time = timeOf(update);
  const at = time === null ? '' : ` (${time.slice(0, 16).replace('T', ' ')} UTC)`;
  writer.listItem(0, `${update.status}${at}: ${update.body ?? ''}`);
  const affected = (update.affected_components ?? []).flatMap(({ name, new_status: status }) =>
    status ? `${name}: ${status}` : [],
  );
  if (affected.length > 0) writer.listItem(1, affected.sort().join(', '));
}
