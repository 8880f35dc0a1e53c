/** The source attributes of decision support in cards: known under many headings, and missed when they vanish. */
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/domain/change.ts';
import type { Document } from '../../src/domain/document.ts';
import { extractChaiCard } from '../../src/extract/chai-card-document.ts';
import { extractMarkdown } from '../../src/extract/markdown-document.ts';
import { understandPage } from '../support/understand.ts';

function findingsOf(before: Document, after: Document): readonly Finding[] {
  return understandPage({ vendor: 'Lumen', page: 'card', role: 'model-card' }, before, after).findings;
}

const card = (section: string): Document =>
  extractMarkdown(
    `# Lumen Triage\n\nSorts studies of the head by urgency.\n\n${section}\n## Licence\n\nAsk us for it.\n`,
  );
const section = (heading: string, text: string): string => `## ${heading}\n\n${text}\n\n`;

/** Attribute → headings of vendors and elements of applied model cards (CHAI) that stand for it. */
const attributes: readonly (readonly [number, readonly string[], readonly string[]])[] = [
  [1, ['Developer', 'Contact', 'Model owner'], ['DeveloperContactInformation']],
  [2, ['Funding', 'Sponsors', 'Who paid for it'], ['FundingSource']],
  [3, ['Outputs', 'What it returns', 'Outcomes'], ['OutcomesAndOutputs']],
  [4, ['Output type', 'Type of model', 'Tasks'], ['ModelType']],
  [5, ['Intended use', 'Indications for use', 'Use cases'], ['IntendedUseAndWorkflow']],
  [6, ['Intended patient population', 'Target population', 'Which patients'], ['TargetedPatientPopulation']],
  [7, ['Intended users', 'Target audience', 'Who should use it'], ['PrimaryIntendedUsers']],
  [8, ['Decision role', 'Human oversight', 'Place in the workflow'], ['HowToUse']],
  [9, ['Out-of-scope use', 'Contraindications', 'When not to use it'], ['CautionedOutOfScopeSettings']],
  [10, ['Limitations', 'Known issues', 'Risks', 'Ethical considerations'], ['KnownRisksAndLimitations']],
  [11, ['Training data', 'Inclusion criteria', 'Data sources'], ['DevelopmentDataCharacterization']],
  [12, ['Inputs', 'Predictors', 'Features used'], ['InputDataSource']],
  [13, ['Demographics', 'Representativeness', 'Dataset composition'], []],
  [14, ['Generalizability', 'Relevance to your hospital', 'Clinical setting'], []],
  [15, ['Fairness', 'Equity', 'How we keep it fair'], []],
  [16, ['Bias', 'Mitigation of bias', 'Bias analysis'], ['BiasMitigationApproaches']],
  [17, ['External validation', 'Test data', 'Validation cohort'], ['TestingDataDescription']],
  [18, ['Independent evaluation', 'Validated by', 'Third-party review'], []],
  [19, ['Demographics of the validation data', 'Test population', 'Validation patients'], []],
  [
    20,
    ['Validation study', 'Evaluation protocol', 'How we tested it'],
    ['ValidationProcessAndJustification'],
  ],
  [21, ['Performance', 'Benchmarks', 'Evaluation results'], ['KeyMetrics']],
  [22, ['Subgroup analysis', 'Results by sex', 'Performance across groups'], ['FairnessEquity']],
  [23, ['External performance', 'Results at other hospitals', 'Real-world evidence'], []],
  [24, ['External fairness', 'Fairness at other hospitals', 'Real-world subgroups'], []],
  [
    25,
    ['References', 'Publications', 'Clinical evidence'],
    ['PeerReviewedPublications', 'EvaluationReferences'],
  ],
  [26, ['Monitoring', 'Drift', 'Post-market surveillance'], []],
  [28, ['Fairness monitoring', 'Bias audits', 'Monitoring of equity'], []],
  [30, ['Update process', 'Maintenance', 'Release cadence'], ['OngoingMaintenance']],
  [31, ['Corrective action', 'Incident response', 'When problems are found'], []],
];

const vendors = attributes.flatMap(([attribute, headings]) =>
  headings.map((heading) => [attribute, heading] as const),
);
const elements = attributes.flatMap(([attribute, , names]) =>
  names.map((name) => [attribute, name] as const),
);

describe('an attribute of a card', () => {
  it('is one of the 31, but for the two that only the site can fill in', () => {
    const known = attributes.map(([attribute]) => attribute);

    expect(known).toEqual(
      Array.from({ length: 31 }, (_, index) => index + 1).filter((n) => n !== 27 && n !== 29),
    );
  });

  it.each(vendors)('%i is missed when “%s” vanishes', (attribute, heading) => {
    const found = findingsOf(card(section(heading, 'Three hospitals told us of it in 2025.')), card(''));

    expect(found.find(({ category }) => category === 'card.attribute_removed')?.summary).toMatch(
      new RegExp(`^Attribute ${attribute} \\(`),
    );
  });

  it.each(vendors)('%i is told by its kind when a figure beneath “%s” changes', (_, heading) => {
    const state = (count: string): Document =>
      card(section(heading, `It rests on ${count} hospitals and on the age and sex of 4 of 5 patients.`));
    const found = findingsOf(state('31'), state('12')).filter(({ severity }) => severity !== 'info');

    expect(found.length).toBeGreaterThan(0);
    if (!['References', 'Publications', 'Clinical evidence'].includes(heading))
      expect(found.map(({ category }) => category)).not.toEqual(['document.changed']);
  });

  it.each(elements)(
    '%i is missed when the element <%s> of an applied model card is emptied',
    (attribute, name) => {
      const xml = (content: string): Document =>
        extractChaiCard(
          `<AppliedModelCard><BasicInfo><ModelName>Lumen Triage</ModelName></BasicInfo><ModelSummary><Summary>Sorts studies of the head by urgency.</Summary><Keywords><Keyword>triage</Keyword></Keywords></ModelSummary><Trust><${name}>${content}</${name}></Trust></AppliedModelCard>`,
        );
      const found = findingsOf(xml('Three hospitals told us of it in 2025.'), xml(''));

      expect(found.map(({ summary }) => summary).join('\n')).toMatch(
        new RegExp(`^Attribute ${attribute} \\(`, 'm'),
      );
    },
  );

  it.each([
    ['the developer', '<ModelDeveloper>Lumen AS</ModelDeveloper>'],
    ['the contact', '<DeveloperContact>cards@lumen.example</DeveloperContact>'],
  ])('is missed when %s is a fact of the card and goes', (_, fact) => {
    const xml = (content: string): Document =>
      extractChaiCard(
        `<AppliedModelCard><BasicInfo><ModelName>Lumen Triage</ModelName>${content}</BasicInfo><ModelSummary><Summary>Sorts studies.</Summary></ModelSummary></AppliedModelCard>`,
      );

    expect(findingsOf(xml(fact), xml('')).map(({ category }) => category)).toContain(
      'card.attribute_removed',
    );
  });
});
