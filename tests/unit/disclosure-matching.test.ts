import { describe, expect, it } from 'vitest';
import type { Edit, Subject } from '../../src/domain/change.ts';
import type { Announcement } from '../../src/domain/disclosure.ts';
import {
  added,
  entry,
  finding,
  judge,
  launch,
  listItem,
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

describe('an entry that does not name the model by its id', () => {
  const transcriber = added(
    row('acme-transcribe-2', { Description: 'Speech to text for consultations and ward rounds' }),
  );
  const judged = (edit: Edit, text: string, over: Partial<Announcement> = {}, model = '') => {
    const subjects = model === '' ? [] : [{ kind: 'model' as const, name: model }];
    const category = edit.kind === 'added' ? 'model.new' : 'model.availability_changed';
    const findings = [{ ...finding(category, 'low', [0]), subjects }];
    return judge({ announcements: [entry(text, over)], change: { edits: [edit], findings } });
  };

  it.each([
    [
      'tells what it does in the words of the list',
      transcriber,
      'We are introducing a new model that turns consultations and ward rounds into text.',
      'acme-transcribe-2',
    ],
    [
      'names what is listed but is no model',
      added(listItem('gallstone_finder: stones and wall of the gall bladder')),
      'add `gallstone_finder` task',
      '',
    ],
    [
      'names in few words what is listed',
      added(listItem('gallstones: stones, wall')),
      'add gallstones task',
      '',
    ],
    [
      'writes its whole version short',
      recelled('acme-embed-v4.0', 'Price', '$3', '$2'),
      'Acme Embed v4 now costs $2 per 1M tokens.',
      'acme-embed-v4.0',
    ],
  ])('announces it when it %s', (_, edit, text, model) => {
    expect(judged(edit, text, {}, model).state).toBe('announced-same-day');
  });

  it.each([
    [
      'names its kind',
      transcriber,
      'Our new transcription model is here for everybody who asked for one.',
      'acme-transcribe-2',
    ],
    [
      'names its version',
      added(row('acme_v3', {})),
      'The v3 voices have left the laboratory and are now available.',
      'acme-v3',
    ],
  ])('is a reason for doubt when it only %s, and is shown', (_, edit, text, model) => {
    const verdict = judged(edit, text, {}, model);
    expect(verdict).toMatchObject({ state: 'unknown', judgeAgainAt: null });
    expect(verdict.reason).toContain('has an entry that may be about it, dated 2026-03-10');
    expect(verdict.candidates).toMatchObject([{ isAccepted: false, sourceId: 'acme/changelog' }]);
  });

  it.each([
    ['another model by its id', 'We are introducing acme-coder-9b, a new transcription model.', {}],
    [
      'its kind, but long before',
      'Our new transcription model is here.',
      { date: '2026-02-10', isFromBaseline: true },
    ],
    ['nothing of it', 'We are introducing a new invoice format.', {}],
  ])('leaves no doubt when it names %s', (_, text, over) => {
    expect(judged(transcriber, text, over, 'acme-transcribe-2').state).toBe('unannounced');
  });

  it('does not announce a row that is added for a model which the document named before', () => {
    const limits = added(row('acme-scribe-7b', { Characters: '3,000' }));
    const launched = entry('We launched acme-scribe-7b for everybody.', { date: '2026-03-08' });
    const told = (category: string, subjects: readonly Subject[]) =>
      judge({
        announcements: [launched],
        change: { edits: [limits], findings: [{ ...finding(category, 'low', [0]), subjects }] },
      });
    expect(told('document.changed', []).state).toBe('unannounced');
    expect(told('model.new', [{ kind: 'model', name: 'acme-scribe-7b' }]).state).toBe('announced-in-advance');
  });

  it('does not announce, weeks before, what it only shares words with', () => {
    const clause = added(paragraph('The zero-trace mode keeps no dictation and no summary of ward rounds.'));
    const text = 'We added a zero-trace mode, in which dictation and ward rounds leave no summary.';
    expect(judged(clause, text).state).toBe('announced-same-day');
    const old = { date: '2026-02-20', isFromBaseline: true };
    expect(judged(clause, text, old).state).toBe('unannounced');
  });

  it('tells the end of each model in a list that is led up to as such, and not that of its successors', () => {
    const text = 'End of life\nThe following models are no longer served: acme-scribe-7b';
    const ended = recelled('acme-scribe-7b', 'State', 'Deprecated', 'Retired');
    expect(judged(ended, text).state).toBe('announced-same-day');
    expect(judged(ended, 'Deprecated\nacme-scribe-7b').state).toBe('announced-same-day');
    const successor = 'End of life\nWe recommend these replacements: acme-scribe-7b';
    expect(judged(ended, successor).state).toBe('unannounced');
  });

  it.each([
    ['by their kind', 'Mark older scribe models as deprecated.'],
    ['only as old ones', 'Removed retired models from the list.'],
  ])('tells the end of models that it names %s, when all the change does is to drop some', (_, text) => {
    const gone = removed(listItem('acme-scribe-7b'));
    expect(judge({ announcements: [entry(text)], change: { edits: [gone] } }).state).toBe(
      'announced-same-day',
    );
    const replaced = [gone, added(listItem('acme-scribe-8b'))];
    expect(judge({ announcements: [entry(text)], change: { edits: replaced } }).state).not.toBe(
      'announced-same-day',
    );
  });

  it.each([
    ['the end of others by name', 'Removed older models: acme-coder-9b is retired.'],
    ['the end of something else', 'Removed older deprecated voices.'],
  ])('does not tell the end of a model by %s', (_, text) => {
    const gone = removed(listItem('acme-scribe-7b'));
    expect(judge({ announcements: [entry(text)], change: { edits: [gone] } }).state).not.toMatch(
      /^announced/u,
    );
  });

  it('tells a new model together with the alias that comes with it', () => {
    const edits = [
      added(row('acme-scribe-7b', { State: 'Active' })),
      added(listItem('acme-scribe-latest: currently points to acme-scribe-7b.')),
    ];
    const verdict = judge({ announcements: [entry('We released acme-scribe-7b.')], change: { edits } });
    expect(verdict.state).toBe('announced-same-day');
  });
});
