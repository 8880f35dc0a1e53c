/** What commands print: tables, progress, JSON. Colour only on a terminal (and never with NO_COLOR). */

import { stripVTControlCharacters, styleText } from 'node:util';
import type { Severity } from '../domain/change.ts';

type Style = Parameters<typeof styleText>[0];

export interface Output {
  /** Prints a line to standard output. */
  line(text?: string): void;
  /** Prints one JSON value, indented. */
  json(value: unknown): void;
  /** Shows how far a long job is, on standard error, in place on a terminal. */
  progress(done: number, total: number, what: string): void;
  /** Says why there is no answer, or something about it, on standard error, so that it never mixes with it. */
  remark(text: string): void;
  style(style: Style, text: string): string;
  /** Cuts a line to the width of the terminal; elsewhere it stays whole. */
  clip(line: string): string;
}

/** How severities look, the same in every command. */
export const severityStyles = {
  info: 'dim',
  low: 'dim',
  medium: 'yellow',
  high: 'red',
  critical: 'red',
} as const satisfies Record<Severity, Style>;

/** A stream that may be a terminal. */
type OutputStream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/** Output on two streams: the process's own, where it runs. */
export function terminalOutput(stdout: OutputStream, stderr: OutputStream): Output {
  let isBarShown = false;
  const clearBar = () => {
    if (isBarShown) stderr.write('\r\x1b[2K');
    isBarShown = false;
  };
  return {
    line(text = '') {
      clearBar();
      stdout.write(`${text}\n`);
    },
    json(value) {
      clearBar();
      stdout.write(`${JSON.stringify(value, null, 2)}\n`);
    },
    progress(done, total, what) {
      if (!stderr.isTTY) return;
      clearBar();
      if (done >= total) return;
      stderr.write(`${progressBar(done, total)} ${done}/${total} ${what}`);
      isBarShown = true;
    },
    remark(text) {
      clearBar();
      stderr.write(`${text}\n`);
    },
    style: (style, text) => styleText(style, text, { stream: stdout }),
    clip: (line) => (stdout.isTTY ? clip(line, stdout.columns ?? 80) : line),
  };
}

/** Cuts what is seen of a line; the marks of colours take no room and are all kept. */
function clip(line: string, columns: number): string {
  if (visibleLength(line) <= columns) return line;
  let left = columns - 1;
  return line
    .split(colourMark)
    .map((part) => {
      if (part.startsWith('\x1b')) return part;
      const kept = left > 0 ? part.slice(0, left).toWellFormed() : '';
      const isCut = left > 0 && kept.length < part.length;
      left -= part.length;
      return isCut || (left === 0 && kept !== '') ? `${kept}…` : kept;
    })
    .join('');
}

// oxlint-disable-next-line no-control-regex -- terminals are told colours by control characters
const colourMark = /(\x1b\[[\d;]*m)/;

function progressBar(done: number, total: number): string {
  const width = 24;
  const filled = total === 0 ? width : Math.round((done / total) * width);
  return `[${'█'.repeat(filled)}${'░'.repeat(width - filled)}]`;
}

/** Lays rows out in columns; the last column is not padded. Styled texts keep their place. */
export function table(headers: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const all = [headers, ...rows];
  const widths = headers.map((_, column) => Math.max(...all.map((row) => visibleLength(row[column] ?? ''))));
  return all.map((row) =>
    row
      .map((cell, column) =>
        column === row.length - 1 ? cell : cell + ' '.repeat((widths[column] ?? 0) - visibleLength(cell)),
      )
      .join('  ')
      .trimEnd(),
  );
}

function visibleLength(text: string): number {
  return stripVTControlCharacters(text).length;
}

/** `1 source`, `2 sources`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** `2026-11-23 20:15` in UTC, or a dash. */
export function shortTime(at: Date | null): string {
  return at ? at.toISOString().slice(0, 16).replace('T', ' ') : '–';
}

/** How long ago or ahead something is, roughly: `3 min`, `2 h`, `5 d`. */
export function roughDuration(ms: number): string {
  const minutes = Math.abs(ms) / 60_000;
  if (minutes < 1) return `${Math.round(Math.abs(ms) / 1000)} s`;
  if (minutes < 90) return `${Math.round(minutes)} min`;
  if (minutes < 48 * 60) return `${Math.round(minutes / 60)} h`;
  return `${Math.round(minutes / 60 / 24)} d`;
}
