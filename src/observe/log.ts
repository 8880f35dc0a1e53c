/** The log: one event per line, a static message and fields; never bodies, addresses or secrets. */
import { type Logger, pino } from 'pino';
import pretty from 'pino-pretty';

export interface LogOptions {
  readonly level: string;
  /** Readable lines for people, JSON lines for machines. */
  readonly isPretty: boolean;
}

/** A log on standard output. */
export function createLog(options: LogOptions): Logger {
  const base = { level: options.level, base: {}, redact: ['*.password', '*.authorization', 'headers'] };
  if (!options.isPretty) return pino({ ...base, timestamp: pino.stdTimeFunctions.isoTime });
  const stream = pretty({
    colorize: process.stdout.isTTY,
    translateTime: 'HH:MM:ss',
    ignore: 'pid,hostname',
    singleLine: true,
    sync: true,
  });
  return pino(base, stream);
}

/** A log that says nothing, for commands whose output is their result. */
export function createSilentLog(): Logger {
  return pino({ level: 'silent' });
}

/** Events of the parts beneath that are ordinary; every other one tells of trouble and is logged as a warning. */
const ordinaryEvents: Readonly<Record<string, 'info' | 'debug'>> = {
  'database.starting': 'info',
  'database.recovered': 'info',
  'database.replacing_server': 'info',
  'queue.schedule_added': 'debug',
  'queue.schedule_changed': 'debug',
  'queue.schedule_removed': 'debug',
};

/** Gives the parts that know events and fields, but no levels, a place in the log. */
export function logEvents(log: Logger): (event: string, fields: object) => void {
  return (event, fields) => log[ordinaryEvents[event] ?? 'warn'](fields, event);
}
