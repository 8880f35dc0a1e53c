/**
 * Named points at which the fault tests kill the process. Without CRASH_AT in the environment it is a no-op.
 * `CRASH_AT=name` dies at the first passage, `CRASH_AT=name#3` at the third.
 */
const [crashName, crashCount = '1'] = (process.env['CRASH_AT'] ?? '').split('#');
let passages = 0;

/** Kills the process with SIGKILL, as a power cut would, when the environment asks for this point. */
export function crashPoint(name: string): void {
  if (!crashName || name !== crashName) return;
  passages += 1;
  if (passages >= Number(crashCount)) process.kill(process.pid, 'SIGKILL');
}
