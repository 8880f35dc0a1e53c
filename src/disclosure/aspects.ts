/**
 * Aspects: the kinds of things that a change, or an entry, is about. An entry about a model's launch says
 * nothing of how long its data are kept; comparing aspects is what keeps "some entry about the same model
 * nearby" from passing for an announcement of the change.
 */

const aspects = [
  'retirement',
  'price',
  'limit',
  'retention',
  'health',
  'training',
  'location',
  'legal',
  'policy',
  'safety',
  'serving',
] as const;
export type Aspect = (typeof aspects)[number];

const words: Readonly<Record<Aspect, RegExp>> = {
  retirement:
    /\b(?:deprecat\w*|retir(?:e|ed|es|ing|ement)|sunset\w*|shut(?:ting)? ?down|end[- ]of[- ](?:life|support)|eol|discontinu\w*|phas(?:e|ed|ing) out|no longer (?:available|supported|offered|listed))\b/iu,
  price:
    /[$€£]\s?\d|\b(?:pric(?:e|es|ed|ing)|costs?|billed|billing|surcharge|discount\w*|premium|multiplier|per m?tok(?:en)?s?|allowance|free (?:of charge|tier))\b/iu,
  limit: /\b(?:context|output tokens?|max[_ ]tokens|rate limits?|quotas?|token limits?|long[- ]context)\b/iu,
  retention:
    /\b(?:retain\w*|retention|zdr|zero[- ]data|stored|storage|stores?|persist\w*|expir\w*|delet(?:ed|ion))\b/iu,
  health:
    /\b(?:hipaa|phi|baa|business associate|protected health|clinical|patients?|medical|health ?care)\b/iu,
  training:
    /\b(?:train(?:ed|ing)? on|training data|used? (?:for|to) train\w*|improve (?:our|its) (?:models?|services?)|opt[- ]?(?:in|out)|knowledge cut-?off|training cut-?off|cut-?off)\b/iu,
  location:
    /\b(?:regions?|regional|multi-region|residency|geograph\w*|inference_geo|data zones?|jurisdiction)\b/iu,
  legal:
    /\b(?:data processor|data controller|processors?|controllers?|subprocessors?|liab\w*|indemnif\w*|warrant\w*|governing law|contracting (?:party|entity)|terms of service|agreement)\b/iu,
  policy:
    /\b(?:notice period|prior notice|days['’]? notice|lifecycle (?:policy|stages?)|without notice|usage polic\w*)\b/iu,
  safety:
    /\b(?:contraindicat\w*|out[- ]of[- ]scope|intended use|not intended|limitations?|known risks?|safeguards?|hallucinat\w*)\b/iu,
  serving:
    /\b(?:re-?rout\w*|rout(?:e|es|ed|ing|er)|fall(?:s|ing)?[- ]?backs?|redirect\w*|re-?point\w*|points? to|served by|answered by|switch\w* (?:to|mid-chat)|handed (?:on|over) to)\b/iu,
};

/**
 * What a category of the taxonomy says about the aspect. Broad categories are left out: what a change claims
 * about data or law must stand in its words.
 */
const ofCategory: readonly (readonly [RegExp, Aspect])[] = [
  [/^lifecycle\.|^model\.removed/, 'retirement'],
  [/^price\./, 'price'],
  [/^terms\.hipaa/, 'health'],
  [/^subprocessor\./, 'legal'],
  [/^model\.routing_changed/, 'serving'],
];

/** Aspects on which silence counts: an entry that does not speak of them does not announce a change in them. */
export const claimAspects: ReadonlySet<Aspect> = new Set<Aspect>([
  'retention',
  'health',
  'training',
  'location',
  'legal',
  'policy',
  'safety',
  'serving',
]);

/** The aspects that a text speaks of. */
export function aspectsOf(text: string): ReadonlySet<Aspect> {
  return new Set(aspects.filter((aspect) => words[aspect].test(text)));
}

/** The aspect that a finding's category stands for, or null. */
export function aspectOfCategory(category: string): Aspect | null {
  return ofCategory.find(([pattern]) => pattern.test(category))?.[1] ?? null;
}
