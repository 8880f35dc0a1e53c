/**
 * In which language a document is written, told from its commonest words or its script. Sites answer by the
 * visitor's address or cookies, and a page in another language is another page, however alike its address.
 */
import type { Document } from '../domain/document.ts';

/** Words that no text of the language does without and that few others share. */
const commonWords: Readonly<Record<string, readonly string[]>> = {
  en: 'the of and to is that for with are this be on as by not or from may which have will your can'.split(
    ' ',
  ),
  de: 'der die und das ist nicht mit für auf den von werden sie sich dem ein eine wird oder kann zu im'.split(
    ' ',
  ),
  fr: 'le la les des et est une pour dans que qui sur pas vous nous avec au du sont peut ou ce cette'.split(
    ' ',
  ),
  es: 'el la los las de y que en es una por con para se del no un su como más pueden puede o este'.split(' '),
  it: 'il la di e che è un una per con non del della sono si le gli nel alla anche può da dei questo'.split(
    ' ',
  ),
  pt: 'o a os as de e que em um uma para com não do da no na por se dos mais pode são é este'.split(' '),
  nl: 'de het een en van is dat niet voor op met zijn te aan die worden wordt of kan uw om deze als'.split(
    ' ',
  ),
};
const wordSets = Object.entries(commonWords).map(
  ([language, words]) => [language, new Set<string>(words)] as const,
);

/** Scripts that one language in practice stands for here; Japanese mixes kana with Han. */
const scripts: readonly (readonly [language: string, RegExp])[] = [
  ['ja', /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ['ko', /\p{Script=Hangul}/gu],
  ['zh', /\p{Script=Han}/gu],
  ['ru', /\p{Script=Cyrillic}/gu],
  ['ar', /\p{Script=Arabic}/gu],
];

const maxText = 20_000;
const minLetters = 120;
const minWords = 20;
/** Share of common words: prose has about a third, lists of model names next to none. */
const minShare = 0.12;
/** By how much the best must lead: related languages share words. */
const minLead = 1.4;

/** The primary language (BCP 47) in which a document is written; null when its text does not show it. */
export function textLanguage(document: Document): string | null {
  let text = '';
  for (const block of document.blocks) {
    if (text.length > maxText) break;
    if (block.kind !== 'code') text += ` ${block.text}`;
  }
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  if (letters < minLetters) return null;
  for (const [language, script] of scripts) {
    if ((text.match(script)?.length ?? 0) > letters * 0.25) return language;
  }
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  if (words.length < minWords) return null;
  const shares = wordSets
    .map(
      ([language, set]) => [language, words.filter((word) => set.has(word)).length / words.length] as const,
    )
    .toSorted((a, b) => b[1] - a[1]);
  const [best, second] = shares;
  if (!best || best[1] < minShare || best[1] < minLead * (second?.[1] ?? 0)) return null;
  return best[0];
}

/** The primary language of a BCP 47 tag: `en-GB` and `en` are one. */
export function primaryLanguage(tag: string | null): string {
  return (tag ?? '').toLowerCase().split(/[-_]/)[0] ?? '';
}
