import { describe, expect, it } from 'vitest';
import type { Edit } from '../../src/domain/change.ts';
import type { Announcement } from '../../src/domain/disclosure.ts';
import {
  added,
  entry,
  judge,
  launch,
  moved,
  paragraph,
  recelled,
  removed,
  reworded,
  row,
} from './disclosure-sample.ts';

describe('an entry about the same model does not announce', () => {
  const pair = (edit: Edit, text: string, over: Partial<Announcement> = {}) =>
    judge({ announcements: [entry(text, over)], change: { edits: [edit] } });

  it.each([
    [
      'its retention by launching it',
      added(paragraph('Transcripts of acme-scribe-7b are retained for 6 years.')),
      'acme-scribe-7b now transcribes faster.',
    ],
    [
      'its retirement by praising it',
      recelled('acme-scribe-7b', 'State', 'Active', 'Deprecated'),
      'acme-scribe-7b now transcribes faster.',
    ],
    [
      'a moved date by giving the old one',
      recelled('acme-scribe-7b', 'Retirement date', '2026-05-01', '2026-04-01'),
      'acme-scribe-7b will be retired on May 1, 2026.',
    ],
    [
      'a change of its host by another model on that host',
      reworded('acme-scribe-7b on Skycloud: 200K context', 'acme-scribe-7b on Skycloud: 1M context'),
      'We launched acme-coder-9b on Skycloud with 1M context.',
    ],
    [
      'a moved limit by telling that of something else',
      moved('The context window is ', '32,000', '64,000', ' tokens.'),
      'Uploads may now hold 64,000 rows.',
    ],
    ['a new model by fixing it', launch, 'Bug Fixes\nfix types of acme-scribe-7b'],
    [
      'the end of its successor',
      removed(row('acme-scribe-8b', { State: 'Active' })),
      'acme-scribe-7b is deprecated. Recommended replacement: acme-scribe-8b.',
    ],
  ])('%s', (_, edit, text) => {
    expect(pair(edit, text).state).toBe('unannounced');
  });

  it.each([
    [
      'a price by giving it',
      recelled('acme-scribe-7b', 'Price', '$3', '$2'),
      'acme-scribe-7b now costs $2 per 1M tokens.',
    ],
    [
      'a moved date by giving the new one',
      recelled('acme-scribe-7b', 'Retirement date', '2026-05-01', '2026-06-01'),
      'The retirement of acme-scribe-7b moves to June 1, 2026.',
    ],
    [
      'a moved limit by telling the exchange, whatever it calls the model',
      moved('The context window is ', '32,000', '64,000', ' tokens.'),
      'The context window of the scribe grows from 32,000 to 64,000 tokens.',
    ],
    [
      'retention by speaking of it',
      added(paragraph('Uploaded audio is retained until deleted or until its expiration.')),
      'Uploaded audio files can now have an expiration and are retained until deleted.',
    ],
    ['a model by its generation', added(row('gpt-5.1-codex', {})), 'api: gpt 5.1'],
    ['models by parts of their names', added(row('gpt-5.4-mini', {})), 'api: 5.4 nano and mini model slugs'],
    ['a removal', removed(row('acme-scribe-7b', { State: 'Legacy' })), 'We have retired acme-scribe-7b.'],
  ])('but does announce %s', (_, edit, text) => {
    expect(pair(edit, text).state).not.toBe('unannounced');
  });
});
