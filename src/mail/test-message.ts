/** A message that only says that mail works, with the headers that alerts have. */
import type { Contact } from '../domain/register.ts';
import { type BuiltMessage, composeMessage, type Sender } from './compose-message.ts';
import { inertText } from './inert-text.ts';
import { checkpointLines } from './render-text.ts';
import { wrap } from './text-lines.ts';
import { formatInstant } from './times.ts';

/** Builds it. `id` becomes the Message-ID; `route` says through what it is sent. */
export async function testMessage(
  contact: Contact,
  sender: Sender,
  about: {
    readonly id: string;
    readonly now: Date;
    readonly route: string;
    /** The newest signed state of the evidence log; null before the first. */
    readonly checkpoint: string | null;
  },
): Promise<BuiltMessage> {
  const text = [
    ...wrap(
      `This is a test. Somebody asked Modelwarden to try whether its alerts reach ${inertText(contact.name, 80)} at ${contact.email}. They do, if you read this in your inbox.`,
    ),
    '',
    ...wrap(
      'If it lies among the junk, tell whoever keeps your mail system to let mail from this sender pass; an alert that nobody sees is worth nothing.',
    ),
    '',
    `Sent: ${formatInstant(about.now, contact.timeZone)}`,
    `Through: ${inertText(about.route, 200)}`,
    ...checkpointLines(about.checkpoint?.trimEnd().split('\n') ?? []),
    '',
  ].join('\n');
  return composeMessage(
    {
      deliveryId: about.id,
      to: contact,
      subject: 'Modelwarden: a test, nothing to do',
      text,
      html: null,
      attachments: [],
      renderedAt: about.now,
      references: [],
    },
    sender,
  );
}
