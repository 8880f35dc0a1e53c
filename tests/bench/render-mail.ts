/** One mail that tells of 200 changes against 200 mails that tell of a single change each. */
import type { Notice } from '../../src/domain/notice.ts';
import { renderNotice } from '../../src/mail/render-notice.ts';
import { sampleChange, sampleNotice } from '../support/sample-notice.ts';
import { atMost, type Figure, type Measure } from './measure.ts';
import { computingPair } from './timing.ts';

const changes = 200;
/** Mail programs hide what is beyond about 100 kB. */
const maxHtmlBytes = 100_000;

export const renderMailMeasure: Measure = {
  name: 'mail',
  run: async (): Promise<readonly Figure[]> => {
    const [one, many] = [noticeOf(1), noticeOf(changes)];
    const pair = computingPair(
      () => () => {
        for (let mail = 0; mail < changes; mail += 1) renderNotice(one);
      },
      () => () => renderNotice(many),
      { rounds: 5, warmUps: 1 },
    );
    const [oneBytes, manyBytes] = [htmlBytes(one), htmlBytes(many)];
    return [
      {
        what: 'HTML of a mail with 200 changes, against 100 kB',
        measured: `${(oneBytes / 1000).toFixed(1)} kB for 1, ${(manyBytes / 1000).toFixed(1)} kB for 200`,
        judged: atMost(manyBytes / maxHtmlBytes, 1),
        raw: { oneBytes, manyBytes, maxHtmlBytes },
      },
      {
        what: 'rendering a mail with 200 changes, against 200 mails',
        measured: `${pair.largeMs.toFixed(0)} ms, 200 mails ${pair.smallMs.toFixed(0)} ms`,
        judged: atMost(pair.ratio, 1),
        raw: { changes, mailsMs: pair.smallMs, mailMs: pair.largeMs },
      },
    ];
  },
};

function noticeOf(count: number): Notice {
  const list = Array.from({ length: count }, (_, index) =>
    sampleChange({ changeId: `norvik/card-${index}@2`, sourceId: `norvik/card-${index}` }),
  );
  return sampleNotice({ changes: list });
}

function htmlBytes(notice: Notice): number {
  return Buffer.byteLength(renderNotice(notice).html);
}
