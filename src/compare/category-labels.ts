/** Categories in words, for sentences that name several. */

const labels: Readonly<Record<string, string>> = {
  'model.new': 'a new model',
  'model.identity_changed': 'what a model name stands for',
  'model.alias_moved_announced': 'an alias',
  'model.routing_changed': 'routing',
  'model.removed_unannounced': 'a model that went',
  'model.recommended_changed': 'the recommended model',
  'model.availability_changed': 'availability',
  'lifecycle.deprecated': 'retirement',
  'lifecycle.date_moved': 'a retirement date',
  'lifecycle.replacement_changed': 'a replacement',
  'card.safety_changed': 'limits and safety',
  'card.performance_changed': 'reported performance',
  'card.data_changed': 'training data',
  'card.intended_use_changed': 'intended use',
  'card.capability_changed': 'capabilities',
  'card.attribute_removed': 'a section that vanished',
  'card.metadata_changed': 'the card’s own details',
  'behaviour.prompt_changed': 'behaviour policy',
  'terms.data_use': 'use of data',
  'terms.hipaa': 'HIPAA scope',
  'terms.change_control': 'notice of change',
  'terms.indemnity_liability': 'liability',
  'terms.counterparty': 'the contracting party',
  'terms.use_policy': 'permitted use',
  'terms.upcoming': 'a coming change',
  'terms.safety_changed': 'safety limits',
  'subprocessor.change': 'subprocessors',
  'policy.commitment_changed': 'a published commitment',
  'price.changed': 'prices',
  'device.regulatory': 'what the regulator records',
  'document.changed': 'other text',
};

/** `card.data_changed` → `training data`; a category that has no words of its own is spelled out. */
export function categoryLabel(category: string): string {
  return labels[category] ?? category.split('.').slice(1).join(' ').replaceAll('_', ' ');
}
