/** What a compliance contact may do next, by category of finding. Suggestions, never instructions. */
import { type Finding, severities } from '../domain/change.ts';

const revalidate = 'Re-run the validation set of each affected tool before relying on new results.';
const askVendor =
  'Ask the vendor in writing what changed, since when, and why it was not announced beforehand.';
const keepPinned = 'Hold upgrades and keep the last approved version pinned where the contract allows it.';
const tellCommittee = 'Put the change on the agenda of the AI governance committee.';
const counsel = 'Have counsel compare the new wording with your agreement before the next use.';

/** By category, or by its part before the dot for those not named. */
const actions: Readonly<Record<string, readonly string[]>> = {
  'model.identity_changed': [revalidate, askVendor, keepPinned],
  'model.alias_moved_announced': ['Pin the dated model version wherever the alias is used.', revalidate],
  'model.routing_changed': ['Find out which requests are routed elsewhere, and to which model.', revalidate],
  'model.new': ['Note the new model; no approved use of it exists yet.'],
  'model.removed_unannounced': [
    'Check that every affected tool still answers, and with which model.',
    askVendor,
  ],
  model: [revalidate, askVendor],
  'lifecycle.deprecated': [
    'Plan the replacement and its validation before the retirement date.',
    tellCommittee,
  ],
  'lifecycle.date_moved': ['Move the dates in your replacement plan; check them against the contract.'],
  'lifecycle.replacement_changed': ['Check the newly recommended replacement against your approval.'],
  lifecycle: ['Check the dates against your contract and your plans.'],
  'card.safety_changed': [
    'Compare the new limits and intended use with how your departments use the tool.',
    'Tell the clinical owners if a use is no longer covered.',
    tellCommittee,
  ],
  'card.performance_changed': ['Compare the new figures with those that your approval rests on.', revalidate],
  'card.data_changed': [
    'Review the bias and validity assessment that rests on the former training data.',
    askVendor,
  ],
  'card.attribute_removed': [
    'Ask the vendor for the information that is no longer published.',
    tellCommittee,
  ],
  'card.metadata_changed': ['Record the new version or date in the register, once confirmed.'],
  'card.late': ['Ask the vendor for the model card.'],
  card: ['Compare the new model card with the one that your approval rests on.'],
  behaviour: ['Try the tool on known cases and compare the answers with earlier ones.'],
  'service.quality_incident': ['Review results produced in the period that the vendor names.', revalidate],
  'terms.data_use': [
    'Check whether patient or staff data may now be kept, reviewed or trained on.',
    'Check the opt-out settings of each account today.',
    counsel,
  ],
  'terms.hipaa': ['Check that your business associate agreement still covers each affected tool.', counsel],
  'terms.change_control': ['Compare the notice that is now promised with your contract.', counsel],
  'terms.use_policy': ['Check each medical use against the new rules.', counsel],
  terms: [counsel],
  subprocessor: ['Check the new parties and places against your agreements.', counsel],
  policy: ['Compare the vendor’s new promise with your contract; keep the former text as evidence.'],
  price: ['Tell whoever keeps the budget.'],
  availability: ['Check whether your contingency plan was needed.'],
  security: ['Tell the security officer; ask the vendor whether your data is concerned.'],
  device: ['Tell the clinical engineering and regulatory leads.'],
  source: [
    'Open the address in a browser and compare it with what is described here.',
    'Mend the source’s entry in the watch list, or tell the vendor that the page cannot be read.',
  ],
};

const otherwise = ['Read the passages, and decide whether a registered tool is concerned.'];

/** Suggestions for these findings, gravest first, each once, at most `limit`. */
export function suggestedActions(findings: readonly Finding[], limit = 6): readonly string[] {
  const gravestFirst = findings.toSorted(
    (a, b) => severities.indexOf(b.severity) - severities.indexOf(a.severity),
  );
  return [...new Set(gravestFirst.flatMap(actionsFor))].slice(0, limit);
}

function actionsFor(finding: Finding): readonly string[] {
  const family = finding.category.split('.', 1)[0] ?? '';
  for (const key of [finding.category, family]) {
    const found = Object.hasOwn(actions, key) ? actions[key] : undefined;
    if (found) return found;
  }
  return otherwise;
}
