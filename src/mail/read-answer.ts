/** Reads an answer to one of our mails: what its author wrote above what they quoted. */
import { simpleParser } from 'mailparser';
import { type AcknowledgementMeaning, acknowledgementMeanings } from '../domain/acknowledgement.ts';
import { inertText } from './inert-text.ts';

export interface MailAnswer {
  readonly from: { readonly name: string; readonly address: string };
  /** Whether a program wrote it: out of office, a notification (RFC 3834). A list that only passes it on is no program. */
  readonly isAutomatic: boolean;
  /** Null when it does not begin with one of the meanings. */
  readonly meaning: AcknowledgementMeaning | null;
  /** What follows the meaning. */
  readonly note: string;
  /** Subject and text with everything that is quoted, where the token stands. */
  readonly everything: string;
  /** Message-IDs that it says it answers, with angle brackets. */
  readonly answers: readonly string[];
}

/** More is no answer that a person writes; what is quoted with it is cut. */
const maxBytes = 2_000_000;
const maxNote = 2_000;

/** The answer in a message; null when it has no sender or is too large. */
export async function readAnswer(bytes: Buffer): Promise<MailAnswer | null> {
  if (bytes.length > maxBytes) return null;
  const mail = await simpleParser(bytes, { skipImageLinks: true, skipTextToHtml: true });
  const [sender] = mail.from?.value ?? [];
  if (!sender?.address) return null;
  const header = (name: string) => {
    const value = mail.headers.get(name);
    return typeof value === 'string' ? value.toLowerCase().trim() : '';
  };
  const text = mail.text ?? '';
  const { meaning, rest } = readMeaning(ownWords(text));
  return {
    from: { name: inertText(sender.name, 120), address: sender.address.toLowerCase() },
    isAutomatic:
      !['', 'no'].includes(header('auto-submitted')) ||
      /^(?:bulk|junk|auto_reply)$/.test(header('precedence')) ||
      mail.headers.has('x-autoreply'),
    meaning,
    note: rest.slice(0, maxNote),
    everything: `${mail.subject ?? ''}\n${text}`,
    answers: [mail.inReplyTo ?? [], mail.references ?? []].flat().slice(0, 20),
  };
}

/** The lines where mail programs begin to quote. */
const quoteStarts = [
  /^\s*>/,
  /^-{2,}\s*(?:original message|forwarded message|ursprüngliche nachricht|message d'origine)/i,
  /^_{10,}\s*$/,
  /^\s*(?:on|am|le|el)\b.{0,200}\b(?:wrote|schrieb|a écrit|escribió)\s*:\s*$/i,
  /^\s*(?:from|von|de)\s*:\s.{0,200}@/i,
  // A signature (RFC 3676 §4.3).
  /^-- ?$/,
];

function ownWords(text: string): string {
  const lines = text.split(/\r?\n/);
  const end = lines.findIndex((line) => quoteStarts.some((start) => start.test(line)));
  return lines.slice(0, end < 0 ? lines.length : end).join('\n');
}

/** The meaning that the words begin with, however they are written: `Use suspended – until …`, `REVIEWED.` */
function readMeaning(words: string): {
  readonly meaning: AcknowledgementMeaning | null;
  readonly rest: string;
} {
  const plain = words.replaceAll(/\s+/g, ' ').trim();
  for (const meaning of acknowledgementMeanings) {
    const begin = new RegExp(
      `^["'*\\s]*${meaning.replaceAll(' ', '\\s+')}(?![\\p{L}\\p{N}])["'*]*[\\s.,:;!–—-]*`,
      'iu',
    );
    const match = begin.exec(plain);
    if (match !== null) return { meaning, rest: plain.slice(match[0].length).trim() };
  }
  return { meaning: null, rest: plain };
}
