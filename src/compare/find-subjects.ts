/** What edits are about: the models they name, or else the document itself. */
import type { Subject } from '../domain/change.ts';
import type { Source } from '../domain/source.ts';
import type { Naming } from '../domain/vendor.ts';
import { findModelIdentifiers } from '../facts/model-identifiers.ts';
import { isModel } from './model-sets.ts';
import type { Passage } from './passages.ts';

/** More names than this make a sweep, not a subject. */
const maxSubjects = 40;

/** Models and families named by passages; the document when they name none. */
export function findSubjects(
  passages: readonly Passage[],
  source: Pick<Source, 'id'>,
  vendor: Naming,
): readonly Subject[] {
  const subjects = new Map<string, Subject>();
  for (const passage of passages) {
    for (const text of [...namesOf(passage), passage.before, passage.after]) {
      for (const mention of findModelIdentifiers(text, vendor)) {
        const kind = isModel(mention) ? 'model' : 'family';
        subjects.set(mention.id, { kind, name: mention.id });
      }
      if (subjects.size >= maxSubjects) return [...subjects.values()].slice(0, maxSubjects);
    }
  }
  return subjects.size > 0 ? [...subjects.values()] : [{ kind: 'document', name: source.id }];
}

function namesOf(passage: Passage): readonly string[] {
  return [...new Set(passage.fields.flatMap(({ names }) => names))];
}
