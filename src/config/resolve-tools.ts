/** `register.yaml` as tools, each resting on a vendor that the catalogue knows. */
import type { Tool } from '../domain/register.ts';
import type { Catalogue } from './catalogue.ts';
import { nearest } from './nearest.ts';
import type { ConfigProblem } from './problem.ts';
import type { RegisterFile } from './register-file.ts';
import type { YamlFile } from './yaml-file.ts';

/** The tools and what is wrong with their ids and vendors. */
export function resolveTools(
  file: YamlFile,
  written: RegisterFile,
  catalogue: Catalogue,
): { readonly tools: readonly Tool[]; readonly problems: readonly ConfigProblem[] } {
  const problems: ConfigProblem[] = [];
  const ids = new Set<string>();
  for (const [index, tool] of written.tools.entries()) {
    if (ids.has(tool.id))
      problems.push(file.problem(['tools', index, 'id'], 'another tool has this id already'));
    ids.add(tool.id);
    if (catalogue.isComplete && !catalogue.vendorIds.has(tool.vendor)) {
      const suggestion = nearest(tool.vendor, catalogue.vendorIds);
      const message = 'no file in vendors/ describes this vendor';
      problems.push(file.problem(['tools', index, 'vendor'], message, { suggestion }));
    }
  }
  return { tools: written.tools.map(toTool), problems };
}

function toTool(written: RegisterFile['tools'][number]): Tool {
  const { clinical, phi, owner, noticeDays, lastApproved, ...same } = written;
  return {
    ...same,
    owner: owner ?? null,
    isClinical: clinical,
    handlesPhi: phi,
    noticeDays: noticeDays ?? null,
    lastApproved: lastApproved ?? null,
  };
}
