import { describe, expect, it } from 'vitest';
import { compareDocuments } from '../../src/compare/compare-documents.ts';
import { understandChange } from '../../src/compare/understand-change.ts';
import { extractChaiCard } from '../../src/extract/chai-card-document.ts';
import { chaiCard } from '../fixtures/chai-card.ts';
import { shippedRules } from '../support/shipped-rules.ts';

const rules = shippedRules();

function lines(xml: string): readonly string[] {
  return extractChaiCard(xml).blocks.map((block) => {
    if (block.kind === 'heading') return `${'#'.repeat(block.level)} ${block.text}`;
    return block.kind === 'key-value' ? `${block.record}|${block.text}` : block.text;
  });
}

/** The findings that an edit of the card ends in, category and summary. */
function findings(from: string, to: string, card = chaiCard) {
  expect(card).toContain(from);
  const [before, after] = [extractChaiCard(card), extractChaiCard(card.replace(from, to))];
  const vendor = { id: 'norvik', name: 'Norvik', models: [], aliases: {}, graceMs: 0 };
  const understanding = understandChange({
    source: {
      id: 'norvik/card',
      vendor: 'norvik',
      title: 'Norvik Triage card',
      role: 'model-card',
      kind: 'chai-card',
      url: 'https://norvik.example/card.xml',
      cadence: { kind: 'every', everyMs: 3_600_000 },
      headers: {},
      allowPrivate: [],
      announcedBy: [],
      options: {},
    },
    vendor,
    before,
    after,
    comparison: compareDocuments(before, after),
    rules,
    now: new Date('2026-05-01T08:00:00Z'),
  });
  return understanding.findings;
}

describe('an applied model card', () => {
  it('has a heading for each part, facts as values and results as figures', () => {
    const document = extractChaiCard(chaiCard);
    expect(document).toMatchObject({ title: 'Norvik Triage', language: null, remarks: [] });
    expect(lines(chaiCard)).toEqual([
      '# Norvik Triage',
      '## Basic information',
      '|Model name: Norvik Triage',
      '|Model developer: Norvik Health AI',
      '|Developer contact: cards@norvik.example',
      '## Release information',
      '|Release stage: Commercial',
      '|Release date: July 2025',
      '|Release version: 2.1',
      '|EHR compatibility: Northrecord, Chartwell',
      '## Model summary',
      '### Summary',
      'Norvik Triage sorts head CT studies by urgency.',
      '### Keywords',
      'triage',
      'head CT',
      '## Uses and directions',
      '### Intended use and workflow',
      'Sorting of head CT studies of adults before they are read.',
      '### Intended patient population',
      'Adults of 22 years and above.',
      '## Warnings',
      '### Known risks and limitations',
      'Studies with metal artefacts may be missed.',
      'Small bleedings below 3 mm',
      'Studies of patients after surgery',
      '## Trust ingredients',
      '### AI system facts',
      '#### Foundation models',
      'None; a convolutional network of our own.',
      '#### Training data (development data characterization)',
      '12,400 studies from nine hospitals in three countries, 2015 to 2023.',
      '#### Bias mitigation approaches',
      'Results are reported by sex, age and scanner.',
      '#### Ongoing maintenance and update process',
      'Reviewed every quarter; updated at most twice a year after validation.',
      '## Key metrics',
      '### Usefulness, usability and efficacy',
      '#### Metric goal',
      'Find studies with bleeding.',
      '#### Results',
      'Usefulness, usability and efficacy|Sensitivity: 93.6 %',
      'Usefulness, usability and efficacy|Specificity: high 94.4, low 91.2, value 92.8 %',
      '#### Interpretation',
      'Both goals were met.',
    ]);
  });

  it.each([
    ['intended use', 'of adults before', 'of adults and children before', 'card.intended_use_changed'],
    ['patients', 'Adults of 22 years', 'Persons of 12 years', 'card.intended_use_changed'],
    ['training data', '12,400 studies from nine', '9,800 studies from seven', 'card.data_changed'],
    ['limitations', 'metal artefacts may', 'metal artefacts and motion will', 'card.safety_changed'],
    ['a measured result', '"value":93.6', '"value":89.1', 'card.performance_changed'],
    ['bias', 'by sex, age and scanner', 'by scanner only', 'card.safety_changed'],
    ['the version', '<ReleaseVersion>2.1', '<ReleaseVersion>2.2', 'card.metadata_changed'],
    ['the date', 'July 2025', 'March 2026', 'card.metadata_changed'],
    ['the developer', '>Norvik Health AI<', '>Fjordmed<', 'card.metadata_changed'],
    [
      'the update process',
      '<OngoingMaintenance>Reviewed every quarter; updated at most twice a year after validation.</OngoingMaintenance>',
      '<OngoingMaintenance/>',
      'card.attribute_removed',
    ],
  ])('lets the rules for cards see a change of %s', (_name, from, to, category) => {
    expect(findings(from, to).map((finding) => finding.category)).toContain(category);
  });

  it('does not take a new name for a new card', () => {
    const categories = findings('<ModelName>Norvik Triage', '<ModelName>Norvik Triage Plus').map(
      (finding) => finding.category,
    );
    expect(categories).not.toContain('card.attribute_removed');
    expect(categories).toHaveLength(1);
  });

  it('says what became of a figure', () => {
    const [finding] = findings('"value":93.6', '"value":89.1');
    expect(finding?.summary).toMatch(/^Sensitivity: the figure changed from .*93\.6.* to .*89\.1/);
  });

  it.each([
    ['the update process', 'twice a year', 'six times a year', 'policy.commitment_changed'],
    [
      'foundation models',
      'None; a convolutional network of our own.',
      'Fjord-7B by Fjordmed.',
      'document.changed',
    ],
  ])('lets no change of %s pass in silence', (_name, from, to, category) => {
    const [finding] = findings(from, to);
    expect(finding).toMatchObject({ category });
  });

  it('reads the older schema, whose results are text', () => {
    const older = chaiCard.replace(
      /<Results>.*<\/Results>/s,
      '<Result>Sensitivity was 93.6 % on 220 studies.</Result>',
    );
    expect(lines(older)).toContain('Sensitivity was 93.6 % on 220 studies.');
    expect(findings('was 93.6 %', 'was 89.1 %', older).map(({ category }) => category)).toContain(
      'card.performance_changed',
    );
  });

  it('keeps elements that no schema names, and leaves signatures out', () => {
    const extended = chaiCard.replace(
      '</AppliedModelCard>',
      '<LocalValidationXYZ>Not <b>yet</b> done.</LocalValidationXYZ><ds:Signature xmlns:ds="x">QUJD</ds:Signature></AppliedModelCard>',
    );
    expect(lines(extended).slice(-5)).toEqual(['## Local validation XYZ', 'Not', '### b', 'yet', 'done.']);
    expect(extractChaiCard(extended).remarks).toEqual(['the card bears a signature, which is not checked']);
  });

  it.each([
    ['cut off', chaiCard.slice(0, -30), 'malformed_xml'],
    ['another document', '<html><body>Model card</body></html>', 'malformed_xml'],
    ['without content', '<AppliedModelCard><BasicInfo/></AppliedModelCard>', 'empty_document'],
  ])('is refused when it is %s', (_name, xml, code) => {
    expect(() => extractChaiCard(xml)).toThrow(expect.objectContaining({ code }));
  });

  it.each([
    ['no JSON', '97 of 100', '97 of 100'],
    ['a number', '97', '97'],
    ['a list', '{"kind":"series","values":[1,2]}', 'values ["1","2"]'],
    ['without a unit', '{"kind":"single","value":0.97,"unit":null}', '0.97'],
  ])('shows a result as it stands when its value is %s', (_name, written, shown) => {
    const card = `<AppliedModelCard><KeyMetrics><X><Results><MetricResult><Label>AUC</Label><ValueJson>${written}</ValueJson></MetricResult></Results></X></KeyMetrics></AppliedModelCard>`;
    expect(lines(card).at(-1)).toBe(`X|AUC: ${shown}`);
  });
});
