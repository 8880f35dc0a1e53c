import { describe, expect, it } from 'vitest';
import type { Document } from '../../src/domain/document.ts';
import { judgeCutOff } from '../../src/extract/cut-off.ts';
import { judgeExpectations } from '../../src/extract/expectations.ts';
import { judgePlausibility } from '../../src/extract/plausibility.ts';
import { textLanguage } from '../../src/extract/text-language.ts';
import { captureOf } from '../fixtures/pages/load-page.ts';

const texts = {
  en: 'The model is retired on the first of June. Requests that name it will be answered with an error, and you can choose another model for your work at any time before that day.',
  de: 'Das Modell wird am ersten Juni abgeschaltet. Anfragen, die es nennen, werden mit einem Fehler beantwortet, und Sie können vor diesem Tag ein anderes Modell für die Arbeit wählen.',
  fr: 'Le modèle est retiré le premier juin. Les requêtes qui le nomment sont refusées avec une erreur, et vous pouvez choisir un autre modèle pour le travail avant ce jour.',
  es: 'El modelo se retira el primero de junio. Las solicitudes que lo nombran se responden con un error, y usted puede elegir otro modelo para el trabajo antes de ese día.',
  it: 'Il modello è ritirato il primo giugno. Le richieste che lo nominano sono respinte con un errore, e si può scegliere un altro modello per il lavoro prima di questo giorno.',
  pt: 'O modelo é retirado no primeiro de junho. Os pedidos que o nomeiam são respondidos com um erro, e você pode escolher um outro modelo para o trabalho antes do dia.',
  nl: 'Het model wordt op de eerste juni uitgezet. Aanvragen die het noemen worden met een fout beantwoord, en u kan voor die dag een ander model kiezen om mee te werken.',
  ja: 'このモデルは六月一日に提供を終了します。モデルを指定したリクエストにはエラーが返されますので、それまでに別のモデルをお選びください。お客様のデータは変更されません。ご不明な点がございましたらサポートまでお問い合わせください。移行の手順は開発者向けの文書に記載されていますので、あわせてご確認ください。',
  ko: '이 모델은 유월 첫날에 종료됩니다. 모델을 지정한 요청에는 오류가 반환되므로 그 전에 다른 모델을 선택해 주십시오. 고객의 데이터는 변경되지 않습니다. 궁금한 점이 있으시면 지원팀에 문의해 주십시오. 이전 절차는 개발자 문서에 설명되어 있으니 함께 확인해 주시기 바랍니다. 감사합니다. 앞으로도 잘 부탁드립니다.',
} as const;

function documentOf(text: string, language: string | null = null): Document {
  return { title: 'Notice', language, remarks: [], blocks: [{ kind: 'paragraph', path: [], text }] };
}

describe('the language of a text', () => {
  it.each(Object.entries(texts))('is told from its words: %s', (language, text) => {
    expect(textLanguage(documentOf(text))).toBe(language);
  });

  it.each([
    'model-a-2026-05, model-b-2025-11, model-c-mini',
    'Retired.',
    Array.from({ length: 40 }, (_, index) => `norvik-scribe-${index} active 128000`).join(' '),
  ])('is not guessed where there is none: %s', (text) => {
    expect(textLanguage(documentOf(text))).toBeNull();
  });

  it('makes a page doubtful when it is another than before, whatever the page declares', () => {
    const signs = (before: Document, after: Document) =>
      judgePlausibility(before, after).map(({ sign }) => sign);
    expect(signs(documentOf(texts.en, 'en'), documentOf(texts.de, 'en'))).toEqual(['wrong-language']);
    expect(signs(documentOf(texts.en, 'en'), documentOf(`${texts.en} Thank you.`, 'en-GB'))).toEqual([]);
    expect(signs(documentOf(texts.en, 'en'), documentOf(`${texts.en} Thank you.`, 'de'))).toEqual([]);
  });
});

describe('what a source is expected to show', () => {
  const document = documentOf(texts.en);
  const capture = captureOf(`<html><body><p>${texts.en}</p><footer>© Norvik</footer></body></html>\n`);
  const signs = (expectations: Partial<Parameters<typeof judgeExpectations>[2]>) =>
    judgeExpectations(document, [capture], { markers: [], ...expectations }).map(({ sign }) => sign);

  it('is met by texts that stand there, in any case and spacing', () => {
    expect(signs({ markers: ['first  of JUNE', 'notice'], end: '</HTML>', language: 'en-US' })).toEqual([]);
  });

  it.each([
    [{ markers: ['first of June', 'Shutdown date'] }, 'marker-missing'],
    [{ end: 'All rights reserved' }, 'end-missing'],
    [{ language: 'de' }, 'wrong-language'],
  ])('is not met without them: %j', (expectations, sign) => {
    expect(signs(expectations)).toEqual([sign]);
  });

  it('does not call a text foreign that shows no language', () => {
    expect(judgeExpectations(documentOf('model-a'), [capture], { markers: [], language: 'de' })).toEqual([]);
  });
});

describe('a page that breaks off', () => {
  const whole = '<!doctype html><html><body><main><p>One</p><div>Two</div></main></body></html>';

  it('is seen wherever it is cut within its content', () => {
    const from = whole.indexOf('<p>One');
    const to = whole.indexOf('</main>');
    for (let end = from; end <= to; end += 1)
      expect(judgeCutOff(whole.slice(0, end)), whole.slice(0, end)).not.toEqual([]);
  });

  it.each([
    whole,
    `${whole}\n<!-- served in 12 ms -->`,
    '<!doctype html><title>Notes</title><h1>Notes</h1><p>One<p>Two',
    '<html><body><ul><li>One<li>Two</ul><p>Three',
    '<p>a fragment with 1 < 2</p>',
  ])('is not suspected of a page that may leave its end out: %s', (html) => {
    expect(judgeCutOff(html)).toEqual([]);
  });
});

describe('a body that shrank', () => {
  const before = documentOf(texts.en);
  const after = documentOf(`${texts.en} Thank you.`);

  it.each([
    [10_000, 5_900, ['body-shrank']],
    [10_000, 6_100, []],
    [1_000, 100, []],
  ])('from %i to %i bytes gives %j', (bytesBefore, bytesAfter, signs) => {
    const found = judgePlausibility(before, after, { before: bytesBefore, after: bytesAfter });
    expect(found.map(({ sign }) => sign)).toEqual(signs);
  });
});
