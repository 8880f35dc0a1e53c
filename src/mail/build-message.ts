/** A rendered notice becomes the message of its contact. */
import type { Notice } from '../domain/notice.ts';
import { type BuiltMessage, composeMessage, type Sender } from './compose-message.ts';
import type { RenderedNotice } from './render-notice.ts';

/**
 * Builds the message of a notice. The same arguments give the same bytes.
 * @throws MailError as `composeMessage` does.
 */
export async function buildMessage(
  notice: Notice,
  rendered: RenderedNotice,
  sender: Sender,
): Promise<BuiltMessage> {
  return composeMessage(
    {
      deliveryId: notice.deliveryId,
      to: notice.contact,
      ...rendered,
      renderedAt: notice.renderedAt,
      references: [notice.threadRoot ?? null, notice.inReplyTo].filter((id) => id !== null),
      takesAnswers: notice.acknowledge?.replyToken != null,
    },
    sender,
  );
}
