/** Words that tell one subject from another: what remains of a text without models, common and trade words. */
import { findModelIdentifiers } from '../facts/model-identifiers.ts';
import { strongBrands } from '../facts/model-names.ts';
import { rememberByText } from '../facts/remember.ts';

const common = new Set(
  `a about above across after again all along also although always am an and any anything are around as at away back be
  because been before being below best better between both but by can cannot come comes could did do does doing done
  down during each either else enough ensure etc even every everything example examples few first following for found
  from full further get gets give given gives go going good great had has have having he help helps her here high
  higher his how however i if in include included includes including instead into is it its itself just keep keeps
  know last later learn least less let like likely link links list listed long longer low lower made make makes making
  many may me mean means might more most much must my near need needed needs never new newer next no none not note
  nothing now of off often old older on once one only onto open or other others our out over own page pages part per
  please previous previously rather read ready recent recently refer same second section see sees set sets several
  shall she should show shown shows side similar simple since single so some something soon still such sure take taken
  takes than that the their them then there these they thing things this those three through time times to today
  together too top toward two type types under until up upon us various very via want was way ways we well were what
  when where whether which while who whole why will with within without work works would year yes yet you your yourself
  january february march april may june july august september october november december
  available availability access across add added adding adds addition additional all allow allowed allows announce
  announced api apis app application applications apps assistant automatically based beta bug build building built
  call calls cannot change changed changes changelog check client code company complete configuration configure
  console create created creates creating current currently customer customers data default defaults details developer
  developers different directly docs document documentation enable enabled enables endpoint endpoints enterprise
  entry error errors existing feature features field fix fixed fixes general generally generate guide improve improved
  improvement improvements information input introduce introduced introducing issue issues key keys language large
  latest launch launched launching level levels line lines manage managed message messages method methods model models
  moved name names number numbers offer offered option optional options order organization organizations organisation
  organisations output parameter parameters performance plan plans platform platforms point preview price pricing
  process product products project provide provided provides public recommend recommended release released releases
  replace replaced replacement request requests require required requires response responses result results return
  returned returns role run running runs sdk sdks send service services session set setting settings specific
  specified start started state states status step steps stop support supported supporting supports system table team
  tier token tokens tool tools types update updated updates updating usage use used user users uses using value
  values version versions view web website window windows migrate migration upgrade deprecated deprecation retired
  retirement retiring retire mtok contact refers referred apply applies applied
  `.split(/\s+/),
);

interface TellingWord {
  readonly weight: number;
  /** As the text writes it, for reasons. */
  readonly written: string;
}
/** By stem. */
export type TellingWords = ReadonlyMap<string, TellingWord>;

/** Longer runs of letters are no words. */
const longestWord = 60;

/** A word that tells something at most vendors. */
interface Word extends TellingWord {
  readonly lower: string;
  readonly stem: string;
}

/**
 * The telling words of a text, by stem. Words with digits, underscores or capitals within weigh double: they
 * are names.
 */
export function tellingWords(text: string, alsoCommon: ReadonlySet<string>): TellingWords {
  const found = new Map<string, TellingWord>();
  for (const word of wordsOf(text)) {
    if (!alsoCommon.has(word.lower) && !alsoCommon.has(word.stem)) found.set(word.stem, word);
  }
  return found;
}

/** Words weigh ten times their text; entries are cut at 20,000 characters. */
const entryBounds = { maxCharacters: 2_000_000, maxLength: 20_500 };

/** The same entries are held against one change after another. */
const wordsOf = rememberByText((text): readonly Word[] => {
  const words: Word[] = [];
  for (const [word] of withoutModels(text).matchAll(/[\p{L}\p{N}][\p{L}\p{N}_'’.-]*/gu)) {
    if (word.length > longestWord) continue;
    const clean = word.replace(/[.'’_-]+$/u, '');
    for (const written of /[\d_]/.test(clean) ? [clean] : clean.split(/[-.'’]/)) {
      const lower = written.toLowerCase();
      const stem = stemOf(lower);
      if (lower.length < 3 || /^[\d.,-]+$/.test(lower) || strongBrands.has(lower)) continue;
      if (common.has(lower) || common.has(stem)) continue;
      const weight = /\d|_|\p{Ll}\p{Lu}|^\p{Lu}{2,}/u.test(written) ? 2 : 1;
      words.push({ lower, stem, weight, written });
    }
  }
  return words;
}, entryBounds);

/** Models are compared as models; their names' pieces would only tell their family. */
function withoutModels(text: string): string {
  let rest = '';
  let end = 0;
  for (const mention of findModelIdentifiers(text, { models: [], aliases: {} })) {
    rest += `${text.slice(end, mention.start)} `;
    end = mention.end;
  }
  return rest + text.slice(end);
}

/** A rough stem, so that `retained` meets `retains`; wrong stems only miss a match. */
export function stemOf(word: string): string {
  if (word.length <= 4) return word;
  return word
    .replace(/(?:ies)$/, 'y')
    .replace(/(?:ations?|ments?|ings?|ed|es|s)$/, '')
    .replace(/e$/, '');
}
