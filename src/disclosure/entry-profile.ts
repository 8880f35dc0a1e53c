/** The profile of an entry: what it speaks of, in the same terms as a change's. */
import type { Announcement } from '../domain/disclosure.ts';
import type { Vendor } from '../domain/vendor.ts';
import { rememberByText } from '../facts/remember.ts';
import { type Aspect, aspectsOf } from './aspects.ts';
import { type TellingWords, tellingWords } from './telling-words.ts';
import { figuresOf, modelIds, withoutSuccessors } from './text-facts.ts';

export interface EntryProfile {
  readonly models: ReadonlyMap<string, string>;
  /** Models in those of its sentences that speak of an end. */
  readonly endedModels: ReadonlyMap<string, string>;
  readonly figures: ReadonlySet<string>;
  readonly words: TellingWords;
  /** Telling words of its title or first sentence: what it is about above all. */
  readonly titleWords: TellingWords;
  readonly aspects: ReadonlySet<Aspect>;
  /** Every word in lower case, for parts of names that are written apart: `5.4 nano and mini`. */
  readonly plain: ReadonlySet<string>;
  /** Whether it is so short that each of its words counts. */
  readonly isTerse: boolean;
  /** Whether it brings something in, rather than mending, tidying or ending it. */
  readonly introduces: boolean;
  readonly speaksOfNewModels: boolean;
  /** Whether it says that models go or are on their way out, be they named or not. */
  readonly speaksOfModelsEnding: boolean;
}

const launching =
  /\b(?:launch\w*|introduc\w*|releas(?:e|es|ed|ing)|announc\w*(?! the (?:deprecation|retirement))|new|add(?:s|ed|ing)?|now (?:available|generally|supports?)|general(?:ly)? availab\w*|out of beta|support for|rolling out|rolled out|debut\w*|unveil\w*|preview)\b/iu;
/** Verbs that stay a launch even beside words of retirement. */
const bringing = /\b(?:launch\w*|introduc\w*|releas\w*|add(?:s|ed|ing)?|now (?:generally )?available)\b/iu;
const mending =
  /^[\s\p{P}]*(?:bug ?fix(?:es)?|fix(?:es|ed)?|chores?|documentation|docs|build system|refactors?|internal)\b/imu;
const newModels =
  /\b(?:new|add(?:s|ed|ing)?|launch\w*|introduc\w*|releas\w*)\b[^.\n]{0,60}\b(?:models?|model ids?|identifiers?|slugs?|family)\b/iu;
const endingModels =
  /\b(?:remov|drop|delet|mark|deprecat|retir|sunset|discontinu|shut(?:ting)? ?down)\w*\b[^.\n]{0,60}\bmodels?\b/iu;
/** Entries so short name what they bring without a verb. */
const terseWords = 14;

/** Sums up an entry. A long one is summed up passage by passage, each under its title. */
export function profileEntry(
  entry: Pick<Announcement, 'title' | 'text'>,
  vendor: Vendor,
  vendorWords: ReadonlySet<string>,
): readonly EntryProfile[] {
  const titleWords = tellingWords(entry.title, vendorWords);
  return passagesOf(entry).map((text) => ({
    ...factsOf(text, vendor),
    words: tellingWords(text, vendorWords),
    titleWords,
  }));
}

type PassageFacts = Omit<EntryProfile, 'words' | 'titleWords'>;

/** What a passage says whatever the change: the same entries are held against one change after another. */
function factsOf(text: string, vendor: Vendor): PassageFacts {
  let find = factsByVendor.get(vendor);
  if (!find) {
    find = rememberByText((passage) => readFacts(passage, vendor));
    factsByVendor.set(vendor, find);
  }
  return find(text);
}

const factsByVendor = new WeakMap<Vendor, (text: string) => PassageFacts>();

function readFacts(text: string, vendor: Vendor): PassageFacts {
  const aspects = aspectsOf(text);
  const plain = new Set(text.toLowerCase().match(/[\p{L}\p{N}]+(?:\.\d+)*/gu) ?? []);
  const mayIntroduce = launching.test(text) || plain.size <= terseWords;
  return {
    models: modelIds(text, vendor),
    endedModels: modelIds(endingSentences(text), vendor),
    figures: figuresOf(text),
    aspects,
    plain,
    isTerse: plain.size <= terseWords,
    introduces: mayIntroduce && !mending.test(text) && !(aspects.has('retirement') && !bringing.test(text)),
    speaksOfNewModels: newModels.test(text),
    speaksOfModelsEnding: endingModels.test(text),
  };
}

/** A line of so few words heads those beneath it. */
const headingWords = 6;

/**
 * The sentences of a text that speak of an end, or stand under a head that does, without what is to take the
 * place of what ends.
 */
function endingSentences(text: string): string {
  let isUnderEnd = false;
  return withoutSuccessors(text)
    .split(/\n|(?<=[.;!?])\s/u)
    .filter((sentence) => {
      const isEnding = aspectsOf(sentence).has('retirement');
      isUnderEnd ||= isEnding && sentence.trim().split(/\s+/u).length <= headingWords;
      return isEnding || isUnderEnd;
    })
    .join('\n');
}

const longEntry = 1200;
const maxPassages = 60;

function passagesOf({ title, text }: Pick<Announcement, 'title' | 'text'>): readonly string[] {
  const whole = text.includes(title) ? text : `${title}\n${text}`;
  const lines = text.split('\n');
  if (whole.length <= longEntry || lines.length < 3) return [whole];
  return lines.slice(0, maxPassages).map((line) => `${title}\n${line}`);
}
