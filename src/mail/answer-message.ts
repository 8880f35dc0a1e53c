/** A word about an answer that a reader sent: that it was taken, or why it was not and how it would be. */
import { createHash } from 'node:crypto';
import { acknowledgementMeanings } from '../domain/acknowledgement.ts';
import { type BuiltMessage, composeMessage, type Draft, type Sender } from './compose-message.ts';
import { inertText } from './inert-text.ts';
import { wrap } from './text-lines.ts';

export interface AnswerWord {
  readonly id: string;
  readonly subject: string;
  readonly message: BuiltMessage;
}

export interface AnswerOutcome {
  /** Names the answer, so that each is answered once. */
  readonly answerId: string;
  /** One sentence: what became of the answer. */
  readonly said: string;
  readonly isTaken: boolean;
  /** What keeps the token, where another answer is asked for. */
  readonly token: string;
}

/** Writes it, in the thread of the mail that was answered. */
export async function answerMessage(
  answered: { readonly subject: string; readonly messageId: string; readonly threadRoot: string },
  to: Draft['to'],
  outcome: AnswerOutcome,
  sender: Sender,
  now: Date,
): Promise<AnswerWord> {
  const id = createHash('sha256')
    .update(JSON.stringify(['answered', outcome.answerId]))
    .digest('hex')
    .slice(0, 32);
  const subject = `Re: ${inertText(answered.subject, 200).replace(/^(?:re:\s*)+/i, '')}`;
  const help = [
    ...wrap('Answer this mail with one of these on its first line; what follows is kept as your note:'),
    '',
    ...acknowledgementMeanings.map((meaning) => `    ${meaning}`),
    '',
    ...wrap('and leave this line in it:'),
    '',
    `    ${outcome.token}`,
  ];
  const text = [...wrap(outcome.said), '', ...(outcome.isTaken ? [] : help)].join('\n');
  const message = await composeMessage(
    {
      deliveryId: id,
      to,
      subject,
      text: `${text.trimEnd()}\n`,
      html: null,
      attachments: [],
      renderedAt: now,
      references: [answered.threadRoot, answered.messageId],
      takesAnswers: !outcome.isTaken,
    },
    sender,
  );
  return { id, subject, message };
}
