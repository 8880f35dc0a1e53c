/**
 * DKIM (RFC 6376): the signature is part of the stored bytes, so that a retry is the same mail down to it. The
 * headers named are all that readers' programs act on, among them those that nodemailer leaves out by itself:
 * Auto-Submitted and List-Unsubscribe-Post (RFC 8058 §4 wants the latter signed).
 */
import DKIM from 'nodemailer/lib/dkim';
import { MailError } from '../domain/errors.ts';

export interface SigningKey {
  readonly domain: string;
  readonly selector: string;
  /** PEM text of an RSA key. */
  readonly privateKey: string;
}

const signedHeaders = [
  'From',
  'Reply-To',
  'Subject',
  'Date',
  'Message-ID',
  'To',
  'MIME-Version',
  'Content-Type',
  'In-Reply-To',
  'References',
  'List-Id',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
  'Auto-Submitted',
];

/**
 * The message with a `DKIM-Signature` before it. The same bytes and key give the same signature.
 * @throws MailError `message_unsigned` when the key cannot be used: never an unsigned mail where a signed one was
 * asked for.
 */
export async function signMessage(bytes: Buffer, key: SigningKey): Promise<Buffer> {
  const signer = new DKIM({
    domainName: key.domain,
    keySelector: key.selector,
    privateKey: key.privateKey.replaceAll('\\n', '\n'),
    headerFieldNames: signedHeaders.join(':'),
  });
  const chunks: Buffer[] = [];
  for await (const chunk of signer.sign(bytes)) chunks.push(Buffer.from(chunk));
  const signed = Buffer.concat(chunks);
  if (signed.subarray(0, 15).toString('latin1') === 'DKIM-Signature:') return signed;
  throw new MailError('the mail could not be signed with the key that the configuration names', {
    code: 'message_unsigned',
    retry: 'never',
    fault: 'config',
    advice: 'Check `mail.dkim` in modelwarden.yaml: it needs an RSA key in PEM form.',
  });
}
