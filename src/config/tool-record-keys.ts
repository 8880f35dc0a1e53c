/** Keys of a tool's `record`: what a governance committee writes down of it. None is needed; each is kept with its history. */
import { z } from 'zod';
import { calendarDate, flag, text, wholeNumber } from './scalars.ts';

const line = (description: string) => text(500).optional().meta({ description });
const lines = (description: string) => z.array(text(300)).optional().meta({ description });
const day = (description: string) => calendarDate().optional().meta({ description });
const days = (description: string) => wholeNumber({ min: 0, max: 3650 }).optional().meta({ description });
const yes = (description: string) => flag().optional().meta({ description });

export const toolRecord = z
  .strictObject({
    product: line('Product and modules, as the contract names them.'),
    legalEntity: line('Legal entity that the contract is with.'),
    platform: line(
      'Where the model is reached: the vendor itself, Bedrock, Foundry, Vertex. Dates of retirement differ by platform.',
    ),
    region: line('Region of the deployment.'),
    autoUpdate: line('Setting of the deployment for updates, for example `OnceNewDefaultVersionAvailable`.'),
    intendedUse: line('Intended use, users and population.'),
    patientFacing: yes('Whether patients meet it.'),
    decisionRole: z
      .enum(['informs', 'augments', 'replaces'])
      .optional()
      .meta({ description: 'What it does to a decision.' }),
    device: z
      .strictObject({
        kNumber: line('510(k) number.'),
        class: line('Device class.'),
        pccp: yes('Whether a predetermined change control plan covers its changes.'),
      })
      .optional()
      .meta({ description: 'For devices.' }),
    decisionSupport: yes('Whether it is predictive decision support under 45 CFR 170.315(b)(11).'),
    phiCategories: lines('Categories of protected health information.'),
    baa: z
      .strictObject({ on: day('Day of the agreement.'), version: line('Version of it.') })
      .optional()
      .meta({ description: 'Business associate agreement.' }),
    subprocessors: lines('Subprocessors that were accepted.'),
    dataUse: line('What was agreed on training and other use of data.'),
    contract: z
      .strictObject({
        id: line('Number of the agreement.'),
        precedence: line('What prevails: the order form or the terms on the web.'),
        retirementNoticeDays: days('Days of notice before a model is retired.'),
        termsNoticeDays: days('Days of notice of new terms.'),
        updateCadenceDays: days('Days from one update to the next, as agreed.'),
        terminationRight: line('Right to end the contract after a change.'),
        indemnity: line('Indemnity and what it leaves out.'),
        auditRight: line('Right to audit and to logs.'),
      })
      .optional()
      .meta({ description: 'What the contract promises.' }),
    champion: line('Clinical champion.'),
    backup: line('Who answers when the owner is away.'),
    committee: line('Committee that oversees it.'),
    riskTier: line('Tier of risk.'),
    validation: z
      .strictObject({
        on: day('Day of the local validation.'),
        dataset: line('What it was validated on.'),
        result: line('What came of it.'),
        nextReview: day('When it is to be reviewed next.'),
      })
      .optional()
      .meta({
        description:
          'Local validation. Validity and fairness in local data (source attributes 27 and 29) belong here.',
      }),
    acceptance: lines('What triggers a new validation.'),
    disclosures: lines('Disclosures and consents that depend on it.'),
    fallback: line('What is done without it.'),
    incidents: lines('Incidents, each with its day.'),
    decommissionOn: day('When it is to be taken out of use.'),
    retentionClass: line('Class of retention of its records.'),
  })
  .optional()
  .meta({ description: 'Whatever else the committee keeps of the tool; every change of it is kept.' });
