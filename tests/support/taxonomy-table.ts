/** `docs/taxonomy.md`: each kind of finding, where it comes from, and the test that raises it through the pipeline. */
import { shippedRules } from './shipped-rules.ts';

export interface Kind {
  readonly id: string;
  readonly means: string;
  /** Where it is found in code rather than by a rule. */
  readonly code?: string;
  /** A test of the whole pipeline, and words of it that stand for this kind. */
  readonly test: readonly [file: string, words: string];
}

const models = 'tests/support/incidents-models.ts';
const lists = 'tests/support/incidents-lists.ts';
const terms = 'tests/support/incidents-terms.ts';
const more = 'tests/support/incidents-taxonomy.ts';

export const kinds: readonly Kind[] = [
  {
    id: 'model.identity_changed',
    means: 'the same name serves other weights or another snapshot',
    code: 'src/compare/alias-moves.ts',
    test: [models, 'A2 '],
  },
  { id: 'model.alias_moved_announced', means: 'the vendor says that an alias moves', test: [models, 'A13 '] },
  { id: 'model.routing_changed', means: 'requests go to another model', test: [models, 'A12 '] },
  { id: 'model.new', means: 'a model came', test: [lists, 'B1 '] },
  {
    id: 'model.removed_unannounced',
    means: 'a model went, with no notice of its retirement',
    test: [models, 'A9 '],
  },
  { id: 'lifecycle.deprecated', means: 'a retirement is announced', test: [lists, 'B3 '] },
  { id: 'lifecycle.date_moved', means: 'an announced day moved', test: [lists, 'B5 '] },
  {
    id: 'lifecycle.replacement_changed',
    means: 'the recommended successor is another',
    test: [lists, 'B4 '],
  },
  { id: 'card.safety_changed', means: 'limits, contraindications, risks', test: [more, 'T1 '] },
  { id: 'card.performance_changed', means: 'reported figures', test: [more, 'T2 '] },
  { id: 'card.data_changed', means: 'training data, cut-off, lineage', test: [more, 'T3 '] },
  { id: 'card.attribute_removed', means: 'a section or source attribute vanished', test: [more, 'T4 '] },
  {
    id: 'card.metadata_changed',
    means: 'release date, version, licence edited in place',
    test: [lists, 'B2 '],
  },
  {
    id: 'card.late',
    means: 'a listed model has no card after 14 days',
    code: 'src/pipeline/report-late-cards.ts',
    test: [lists, 'B1 '],
  },
  { id: 'behaviour.prompt_changed', means: 'a published system prompt', test: [models, 'A6 '] },
  { id: 'service.quality_incident', means: 'worse answers, admitted afterwards', test: [models, 'A8 '] },
  { id: 'terms.data_use', means: 'training, keeping, human review', test: [terms, 'C2 '] },
  { id: 'terms.hipaa', means: 'business associates, PHI, covered services', test: [terms, 'C6 '] },
  { id: 'terms.change_control', means: 'notice and the right to change', test: [terms, 'C9 '] },
  { id: 'terms.indemnity_liability', means: 'indemnity, liability, warranty', test: [terms, 'C4 '] },
  { id: 'terms.counterparty', means: 'the contracting party or the law', test: [terms, 'C10 '] },
  { id: 'terms.use_policy', means: 'permitted and prohibited use', test: [terms, 'C3 '] },
  { id: 'terms.upcoming', means: 'a change to come is announced in the document', test: [terms, 'C9 '] },
  { id: 'terms.editorial', means: 'wording only; recorded, never mailed', test: [more, 'T8 '] },
  { id: 'subprocessor.change', means: 'one came, went or moved', test: [terms, 'C11 '] },
  { id: 'policy.commitment_changed', means: 'what the vendor promises about notice', test: [lists, 'B7 '] },
  { id: 'price.changed', means: 'prices and quotas', test: [more, 'T5 '] },
  { id: 'availability.incident', means: 'an outage; in the digest', test: [more, 'T6 '] },
  { id: 'security.advisory', means: 'a weakness or breach', test: [more, 'T7 '] },
  {
    id: 'device.regulatory',
    means: 'clearances, recalls, adverse events',
    test: ['tests/end-to-end/kinds-part2.test.ts', 'device.regulatory'],
  },
  {
    id: 'source.moved',
    means: 'the document is elsewhere',
    code: 'src/alerts/source-trouble.ts',
    test: [lists, 'B11 '],
  },
  {
    id: 'source.dead',
    means: 'the document is gone; told as `source.gone`',
    code: 'src/alerts/source-trouble.ts',
    test: [lists, 'B9 '],
  },
  {
    id: 'source.stale',
    means: 'not seen for three intervals, or a feed gone quiet',
    code: 'src/alerts/quiet-feed.ts',
    test: [lists, 'B10 '],
  },
  {
    id: 'source.blocked',
    means: 'a challenge or block page',
    code: 'src/alerts/source-trouble.ts',
    test: ['tests/end-to-end/pipeline.test.ts', 'blocked'],
  },
];

/** The rules that make findings of a kind, by file. */
export function rulesOf(id: string): readonly string[] {
  return shippedRules()
    .rules.filter(({ category }) => category === id)
    .map((rule) => rule.id);
}

/** The document as it ought to be. */
export function writeTable(): string {
  const lines = kinds.map(({ id, means, code, test: [file, words] }) => {
    const base = shippedRules().rules.find(({ category }) => category === id)?.severity ?? 'by code';
    return `| \`${id}\` | ${means} | ${base} | ${origin(rulesOf(id), code)} | \`${file}\` ${words.trim()} |`;
  });
  return `# Kinds of findings

Each kind of the taxonomy, the rules in \`config/rules\` or the code that find it, and a test that raises it through the
real pipeline. Written by \`node tests/support/write-taxonomy.ts\`; a test compares it with the rules.

The base severity is that of the first rule; others of the kind may be graver or slighter, and what a registered tool,
a silent edit or a missing announcement adds is in [the README](../README.md#how-it-decides). The 29 source attributes
of 45 CFR 170.315(b)(11)(iv)(B) that a vendor's card can show are the rules \`attributes#dsi-…\`, by number.

| kind | means | base | found by | test |
|---|---|---|---|---|
${lines.join('\n')}
`;
}

/** Rules by file; of the attributes, how many. */
function origin(rules: readonly string[], code: string | undefined): string {
  const files = new Map<string, string[]>();
  for (const rule of rules) {
    const [file = '', name = ''] = rule.split('#');
    files.set(file, [...(files.get(file) ?? []), name]);
  }
  const told = [...files].map(([file, names]) =>
    file === 'attributes' ? `attributes: ${names.length} rules` : `${file}: ${names.join(', ')}`,
  );
  return [...told, ...(code === undefined ? [] : [`\`${code}\``])].join('; ');
}
