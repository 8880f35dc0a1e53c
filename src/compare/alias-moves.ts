/**
 * Aliases that came to stand for another model, read from lists: a record that gained an alias which another lost, or a
 * row that says what a name points to. The set of models may stay as it is while this happens.
 */
import { applyModifiers, type Edit, type Finding, type Understanding } from '../domain/change.ts';
import type { Document } from '../domain/document.ts';
import type { Source } from '../domain/source.ts';
import { aliasesOf, aliasLabel } from '../facts/aliases.ts';

interface Move {
  readonly alias: string;
  readonly before: string;
  readonly after: string;
}

/** The aliases that stand in both documents and for different models in each. */
export function findAliasMoves(before: Document, after: Document): readonly Move[] {
  const [old, fresh] = [aliasesOf(before), aliasesOf(after)];
  return [...fresh].flatMap(([alias, target]) => {
    const former = old.get(alias);
    return former === undefined || former === target ? [] : [{ alias, before: former, after: target }];
  });
}

/** Adds the finding that an alias moved; it takes the place of what less particular rules said of the same edits. */
export function addAliasMoves(
  understanding: Understanding,
  moves: readonly Move[],
  edits: readonly Edit[],
  source: Source,
): Understanding {
  const [first] = moves;
  if (!first) return understanding;
  const touched = edits.flatMap((edit, index) => (moves.some((move) => isAbout(edit, move)) ? [index] : []));
  const kept = understanding.findings.flatMap((finding) => {
    if (!lesser.has(finding.category)) return [finding];
    const rest = finding.edits.filter((index) => !touched.includes(index));
    return rest.length === 0 ? [] : [{ ...finding, edits: rest }];
  });
  const more = moves.length === 1 ? '' : ` (and ${moves.length - 1} more)`;
  const finding: Finding = {
    category: 'model.identity_changed',
    rule: 'aliases#moved',
    base: 'critical',
    modifiers: [],
    severity: applyModifiers('critical', []),
    summary: `${first.alias} stood for ${first.before} and now stands for ${first.after}${more}, says ${source.title}.`,
    edits: touched,
    subjects: moves.flatMap(({ alias, before, after }) =>
      [alias, before, after].map((name) => ({ kind: 'model' as const, name: name.toLowerCase() })),
    ),
  };
  return {
    ...understanding,
    findings: [finding, ...kept],
    subjects: [...understanding.subjects, ...finding.subjects],
    summary: finding.summary,
    isMaterial: true,
  };
}

const lesser: ReadonlySet<string> = new Set([
  'document.changed',
  'model.removed_unannounced',
  'model.identity_changed',
  'card.editorial',
]);

function isAbout(edit: Edit, { alias, before, after }: Move): boolean {
  const texts =
    edit.kind === 'changed'
      ? [edit.before.text, edit.after.text]
      : [edit.kind === 'added' ? edit.after.text : edit.before.text];
  return (
    texts.some((text) => text.includes(alias) && (text.includes(before) || text.includes(after))) ||
    isAliasField(edit, alias)
  );
}

function isAliasField(edit: Edit, alias: string): boolean {
  const block = edit.kind === 'removed' ? edit.before : edit.after;
  const former = edit.kind === 'changed' ? edit.before : block;
  return (
    block.kind === 'key-value' && aliasLabel.test(block.key) && `${block.text} ${former.text}`.includes(alias)
  );
}
