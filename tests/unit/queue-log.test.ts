import { describe, expect, it } from 'vitest';
import { errorMessage, limitErrors } from '../../src/queue/queue-log.ts';

describe('limitErrors', () => {
  function record(): {
    readonly logged: { readonly lane?: string; readonly message?: string; readonly leftOut?: number }[];
    readonly onError: (lane: string, error: unknown) => void;
    readonly at: (ms: number) => void;
  } {
    const logged: object[] = [];
    let nowMs = 0;
    return {
      logged,
      onError: limitErrors(
        (_, fields) => logged.push(fields),
        () => nowMs,
      ),
      at: (ms) => {
        nowMs = ms;
      },
    };
  }

  it('writes the first of a storm at once and counts the rest into the next', () => {
    const { logged, onError, at } = record();
    for (let time = 0; time < 9_999; time += 100) {
      at(time);
      onError('watch', new Error('gone'));
    }
    expect(logged).toEqual([expect.objectContaining({ lane: 'watch', message: 'gone', leftOut: 0 })]);
    at(10_000);
    onError('watch', new Error('still gone'));
    expect(logged[1]).toMatchObject({ message: 'still gone', leftOut: 99 });
  });

  it('does not let one lane or one kind of error silence another', () => {
    const { logged, onError } = record();
    onError('watch', new Error('a'));
    onError('notify', new Error('a'));
    onError('watch', Object.assign(new Error('b'), { code: 'ECONNREFUSED' }));
    onError('watch', 'not even an error');
    expect(logged).toHaveLength(4);
  });
});

describe('errorMessage', () => {
  it('names every address that was tried', () => {
    const error = new AggregateError([new Error('::1 refused'), new Error('127.0.0.1 refused')]);
    expect(errorMessage(error)).toBe('::1 refused; 127.0.0.1 refused');
  });
});
