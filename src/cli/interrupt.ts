/** Ctrl-C during a command that can end in order. */

/** The reader of the terminal has had enough: no error, exit code 130. */
export class Interrupted extends Error {}

/** A signal that aborts at the first Ctrl-C; the second one ends the process at once. `release` when done. */
export function interruptible(): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController();
  const cancel = () => controller.abort(new Interrupted());
  process.once('SIGINT', cancel);
  return { signal: controller.signal, release: () => process.removeListener('SIGINT', cancel) };
}
