/** Handing a message over, whatever takes it: a relay, or a folder. */
import type { BuiltMessage } from './compose-message.ts';

/** What became of one attempt. `response` is for people and never holds a secret. */
export type SendResult =
  | { readonly kind: 'sent'; readonly response: string }
  /**
   * Try the same bytes again later. `possiblySent`: the relay may have taken it before it fell silent. `scope`: whether
   * the relay said so of this recipient, or is itself in trouble; `stopped` when we broke off ourselves.
   */
  | {
      readonly kind: 'deferred';
      readonly code: string;
      readonly response: string;
      readonly possiblySent: boolean;
      readonly scope: 'recipient' | 'relay' | 'stopped';
    }
  /** The relay will never take it: because of the recipient, or because of the message itself. */
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly response: string;
      readonly scope: 'address' | 'message';
    }
  /** No message can go out until an operator mends the settings; says nothing about the recipient. */
  | { readonly kind: 'misconfigured'; readonly code: string; readonly response: string };

export interface MailTransport {
  /** Where mail goes, for logs and status: never with a password. */
  readonly description: string;
  /** Tries once. Resolves for everything that the other side does; rejects only for our own faults. */
  send(message: BuiltMessage, signal: AbortSignal): Promise<SendResult>;
  close(): Promise<void>;
}
