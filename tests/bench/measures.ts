/** The measures there are, in the order in which they run. A new one is a file beside this one and a line here. */
import { compareMeasure } from './compare-documents.ts';
import { extractMeasure } from './extract-pages.ts';
import type { Measure } from './measure.ts';
import { memoryMeasure } from './memory-of-polls.ts';
import { pollSameBytesMeasure } from './poll-same-bytes.ts';
import { queueMeasure } from './queue-backends.ts';
import { renderMailMeasure } from './render-mail.ts';
import { replayMeasure } from './replay-folder.ts';
import { startDatabaseMeasure } from './start-database.ts';
import { unchangedPollsMeasure } from './unchanged-polls.ts';
import { understandMeasure } from './understand-change.ts';
import { yearOfLooksMeasure } from './year-of-looks.ts';

/** Memory comes first: what others leave behind would blur it. */
export const measures: readonly Measure[] = [
  memoryMeasure,
  pollSameBytesMeasure,
  unchangedPollsMeasure,
  yearOfLooksMeasure,
  compareMeasure,
  understandMeasure,
  extractMeasure,
  renderMailMeasure,
  queueMeasure,
  replayMeasure,
  startDatabaseMeasure,
];
