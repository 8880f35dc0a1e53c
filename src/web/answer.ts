/** What a page answers with, and what it is asked by. */

export interface Question {
  readonly method: 'GET' | 'POST';
  /** Path behind the public address's own, with a slash in front, decoded. */
  readonly path: string;
  /** Fields of a posted form; empty for a GET. */
  readonly form: URLSearchParams;
  /** Network address that it came from. */
  readonly from: string;
}

export interface Answer {
  readonly status: number;
  readonly type: 'text/html; charset=utf-8' | 'application/json' | 'text/plain; version=0.0.4; charset=utf-8';
  readonly body: string;
  /** Where to go on. */
  readonly location?: string;
}

export function json(status: number, value: unknown): Answer {
  return { status, type: 'application/json', body: `${JSON.stringify(value, null, 2)}\n` };
}
