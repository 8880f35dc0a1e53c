/** What ends a long command before its end, in order: Ctrl-C, a request to stop, or a reader that has gone. */

/** No error of anybody's: what was open is closed, and the process ends with this code. */
export class Interrupted extends Error {
  readonly exitCode: number;

  constructor(what: string, exitCode: number) {
    super(what);
    this.name = 'Interrupted';
    this.exitCode = exitCode;
  }
}

/** Codes by which shells tell what ended a process: 128 and the signal's number. */
const exitCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
const names = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const;

/**
 * A signal that aborts at the first Ctrl-C, or when whoever reads our output closes it (`| head`: exit code 0).
 * The second Ctrl-C ends the process at once. `release` when done.
 */
export function interruptible(): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController();
  const onSignal = (name: (typeof names)[number]): void => {
    for (const other of names) process.removeListener(other, onSignal);
    controller.abort(new Interrupted(name, exitCodes[name]));
  };
  const onOutputError = (error: NodeJS.ErrnoException): void => {
    if (error.code === 'EPIPE') controller.abort(new Interrupted('the reader has gone', 0));
  };
  for (const name of names) process.on(name, onSignal);
  process.stdout.on('error', onOutputError);
  return {
    signal: controller.signal,
    release: () => {
      for (const name of names) process.removeListener(name, onSignal);
      process.stdout.removeListener('error', onOutputError);
    },
  };
}
