/**
 * What our categories are called in labelled folders, whose own categories are coarser. Data only. A category
 * that has no counterpart there (`document.changed`, say) is not counted among categories.
 */

const names: Readonly<Record<string, string>> = {
  'model.new': 'model-added',
  'model.removed_unannounced': 'model-retired',
  'lifecycle.deprecated': 'model-retired',
  'lifecycle.date_moved': 'model-retired',
  'lifecycle.replacement_changed': 'model-retired',
  'policy.commitment_changed': 'model-retired',
  'model.identity_changed': 'version-changed',
  'model.alias_moved_announced': 'version-changed',
  'model.recommended_changed': 'version-changed',
  'model.routing_changed': 'version-changed',
  'model.availability_changed': 'availability',
  'availability.incident': 'availability',
  'card.capability_changed': 'capability',
  'card.data_changed': 'training-data',
  'card.intended_use_changed': 'intended-use',
  'terms.use_policy': 'intended-use',
  'card.performance_changed': 'performance',
  'card.safety_changed': 'safety-limitations',
  'terms.safety_changed': 'safety-limitations',
  'terms.change_control': 'terms-liability',
  'terms.counterparty': 'terms-liability',
  'terms.indemnity_liability': 'terms-liability',
  'terms.data_use': 'data-handling',
  'terms.hipaa': 'data-handling',
  'subprocessor.change': 'data-handling',
  'price.changed': 'pricing',
};

/** How labels call a category of ours, or null. */
export function labelOf(category: string): string | null {
  return Object.hasOwn(names, category) ? (names[category] ?? null) : null;
}

/** What labels call a change without substance: told of by `material`, not counted as a category. */
export const editorialLabel = 'editorial';
