/**
 * Words that model names are made of. Data only: brands whose names are safe to recognise anywhere, brands that
 * are also ordinary words, the words that follow a brand, and the words that show that a name is no model.
 */

/** Names that mean a model wherever they stand beside a version. Lower case, as the vendor's ids write them. */
export const strongBrands: ReadonlySet<string> = new Set(
  `gpt chatgpt claude gemini gemma medgemma codegemma shieldgemma paligemma txgemma palm medpalm llama codellama
  mistral mixtral codestral ministral magistral devstral pixtral voxtral mathstral deepseek qwen qwq qvq grok
  jamba nemotron ernie hunyuan doubao glm chatglm kimi minimax internlm baichuan exaone olmo molmo smollm
  starcoder dbrx granite whisper sora imagen dalle davinci babbage embeddinggemma biogpt meditron openbiollm
  nvlm cosmos biomistral medlm wizardlm vicuna bloom mpt codex`.split(/\s+/),
);

/** Brands that are also ordinary words: as ids they need a digit, in prose a version with a point or a second part. */
export const weakBrands: ReadonlySet<string> = new Set(
  'command embed rerank nova titan phi falcon yi solar arctic seed flux aya veo lyria voyage jurassic tts'.split(
    ' ',
  ),
);

/** Names written as one word with their generation; `o3`, `o4-mini`. */
export const reasoningBrand = /^o[1-9]$/;

/** Tier names that vendors use without their brand in running text. */
export const impliedBrands: Readonly<Record<string, string>> = {
  opus: 'claude',
  sonnet: 'claude',
  haiku: 'claude',
};

/** Two-word ids whose first part is not a brand by itself. */
export const compoundBrands: readonly string[] = [
  'text-embedding',
  'text-moderation',
  'omni-moderation',
  'dall-e',
  'stable-diffusion',
  'med-palm',
  'code-llama',
  'computer-use-preview',
  'command-a',
  'command-r',
  'grok-code',
];

/** Makers' names put before a brand with a hyphen: `meta-llama-3-8b`. */
export const makerPrefixes: ReadonlySet<string> = new Set([
  'meta',
  'google',
  'openai',
  'anthropic',
  'amazon',
]);

/** Brands whose ids write `4-5` where prose writes `4.5`. */
export const hyphenatedVersions: ReadonlySet<string> = new Set(['claude']);

/** Words that tell members of a family apart. */
export const tierWords: ReadonlySet<string> = new Set(
  `mini nano micro small medium large pro plus ultra max flash lite turbo opus sonnet haiku instant premier
  instruct chat base vision audio realtime reasoning reasoner thinking coder code codex multimodal text it r
  express scout maverick distill search image embedding embed transcribe tts vl omni oss live deep research
  fast speed air`.split(/\s+/),
);

/** Tier words that may follow a name in lower case (`gpt 5.4 nano`) without being ordinary prose. */
export const lowerCaseTiers: ReadonlySet<string> = new Set([
  'mini',
  'nano',
  'pro',
  'turbo',
  'flash',
  'lite',
  'instruct',
]);

/** Words that name a stage of release rather than a member of the family. */
export const stageWords: ReadonlySet<string> = new Set(
  'preview latest exp experimental beta alpha ga it'.split(' '),
);

/** Words after which a number is no model version: products, parts of documents, software, units. */
export const notModelWords: ReadonlySet<string> = new Set(
  `sdk api cli app apps code console desktop platform docs documentation guide agent agents assistant assistants
  enterprise team teams plan plans tier python java javascript typescript node nodejs ruby rust go php swift kotlin
  react next nextjs vue angular django flask spring docker kubernetes linux ubuntu debian windows macos ios ipados
  android iphone ipad galaxy pixel chrome firefox safari edge http https tls ssl oauth openapi json yaml html css
  xml unicode utf license licence section sections article articles clause clauses schedule annex appendix exhibit
  chapter part paragraph table tables figure fig version versions release releases step steps page pages line item
  level phase stage rule title form room building suite series volume vol issue no number q1 q2 q3 q4 january
  february march april may june july august september october november december jan feb mar apr jun jul aug sep
  sept oct nov dec monday tuesday wednesday thursday friday saturday sunday the a an this that these those our your
  in on at by for from with and or of to as see under per is are was has have new about before after since until
  cpp stack index common inference benchmark bench apache mit bsd gpl creative commons visual studio unit cuda
  pytorch tensorflow pip npm maven gradle wcag iso soc pci hipaa gdpr nist fedramp usd eur gbp update updates patch
  score scores average mcp server client library package extension plugin framework protocol specification spec
  dataset benchmarks policy policies terms agreement addendum v`.split(/\s+/),
);

/** A brand without the generation glued to it: `qwen3` → `qwen`, `llama3.1` → `llama`. */
export function withoutPartNumber(head: string): string {
  return head.replace(/\d[\d.]*$/, '');
}
