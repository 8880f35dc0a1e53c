/** The components of a Statuspage site with their present state, one record each. */
import { z } from 'zod';
import type { BlockWriter } from './block-writer.ts';
import { NameText, readJson } from './read-json.ts';

const Component = z.object({
  id: z.string(),
  name: NameText,
  status: z.string(),
  group: z.boolean().nullish(),
  group_id: z.string().nullish(),
});
type Component = z.infer<typeof Component>;

const Components = z.object({ components: z.array(Component) });

/**
 * Writes them sorted by name, each with the name of its group before it. Groups themselves only repeat the worst
 * state of their members.
 * @throws ExtractError `malformed_json`, `nested_too_deep`, `unexpected_shape`, `document_too_large`
 */
export function writeComponents(text: string, writer: BlockWriter): void {
  const { components } = readJson(text, Components, 'a list of components');
  const groups = new Map(components.filter(({ group }) => group).map(({ id, name }) => [id, name]));
  const records = components
    .filter(({ group }) => !group)
    .map((component) => ({ record: nameOf(component, groups), status: component.status }))
    .sort((left, right) => (left.record < right.record ? -1 : left.record > right.record ? 1 : 0));
  for (const { record, status } of records) writer.keyValue(record, 'status', status);
}

function nameOf({ name, group_id: groupId }: Component, groups: ReadonlyMap<string, string>): string {
  const group = groups.get(groupId ?? '');
  return group === undefined ? name : `${group}: ${name}`;
}
