/**
 * Time stamps of an authority over checkpoints (RFC 3161): what is asked, and whether an answer proves anything. What is
 * stamped is the SHA-256 of the checkpoint as it is published, so `openssl ts -verify -data` takes that file.
 */
import { createHash } from 'node:crypto';
import { Integer, Null, OctetString } from 'asn1js';
import {
  AlgorithmIdentifier,
  Certificate,
  ContentInfo,
  ExtKeyUsage,
  MessageImprint,
  PKIStatus,
  SignedData,
  TimeStampReq,
  TimeStampResp,
  TSTInfo,
} from 'pkijs';

const sha256Oid = '2.16.840.1.101.3.4.2.1';
const extendedKeyUsageOid = '2.5.29.37';
const timeStampingOid = '1.3.6.1.5.5.7.3.8';
const tstInfoOid = '1.2.840.113549.1.9.16.1.4';
const commonNameOid = '2.5.4.3';

/** The request (TimeStampReq, DER). The authority's certificate is asked for, so that the answer can be verified by itself. */
export function timestampRequest(note: string, nonce: Uint8Array): Uint8Array {
  const request = new TimeStampReq({
    version: 1,
    messageImprint: new MessageImprint({
      hashAlgorithm: new AlgorithmIdentifier({ algorithmId: sha256Oid, algorithmParams: new Null() }),
      hashedMessage: new OctetString({ valueHex: hashOf(note) }),
    }),
    nonce: new Integer({ valueHex: nonce }),
    certReq: true,
  });
  return new Uint8Array(request.toSchema().toBER());
}

export type CheckedTimestamp =
  | {
      readonly isGood: true;
      /** The time that the authority states. */
      readonly statedAt: Date;
      /** Its name, as its certificate has it. */
      readonly signer: string;
    }
  | { readonly isGood: false; readonly why: string };

export interface TimestampCheck {
  /** The checkpoint that it must be over. */
  readonly note: string;
  /** What was sent along; null where that is not known any more. */
  readonly nonce: Uint8Array | null;
  /** Certificates that the authority's must lead to, DER; empty: not asked. */
  readonly roots: readonly Uint8Array[];
}

/** Whether an answer (TimeStampResp, DER) is a time stamp over the checkpoint. Never throws for what is in it. */
export async function checkTimestamp(answer: Uint8Array, check: TimestampCheck): Promise<CheckedTimestamp> {
  try {
    return await examine(answer, check);
  } catch (error) {
    return bad(`it cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function bad(why: string): CheckedTimestamp {
  return { isGood: false, why };
}

async function examine(
  answer: Uint8Array,
  { note, nonce, roots }: TimestampCheck,
): Promise<CheckedTimestamp> {
  const response = TimeStampResp.fromBER(answer);
  const { status, statusStrings } = response.status;
  const isGranted = status === PKIStatus.granted || status === PKIStatus.grantedWithMods;
  if (!isGranted || !response.timeStampToken)
    return bad(`the authority refused, status ${status}${sayStrings(statusStrings)}`);
  const token = response.timeStampToken;
  if (token.contentType !== ContentInfo.SIGNED_DATA) return bad('its token is no signed data');
  const signed = new SignedData({ schema: token.content });
  const content = signed.encapContentInfo.eContent?.getValue();
  if (signed.encapContentInfo.eContentType !== tstInfoOid || content === undefined)
    return bad('its token holds no time');
  const info = TSTInfo.fromBER(content);
  const { hashAlgorithm, hashedMessage } = info.messageImprint;
  if (
    hashAlgorithm.algorithmId !== sha256Oid ||
    !hashOf(note).equals(Buffer.from(hashedMessage.valueBlock.valueHexView))
  )
    return bad('it is over something else than this checkpoint');
  if (nonce !== null && numberOf(info.nonce?.valueBlock.valueHexView) !== numberOf(nonce))
    return bad('it answers another request');
  const certificates = roots.map((der) => Certificate.fromBER(der));
  // What is wrong is thrown, with a code.
  const verified = await signed.verify({
    signer: 0,
    data: new TextEncoder().encode(note).buffer,
    trustedCerts: certificates,
    checkChain: certificates.length > 0,
    checkDate: info.genTime,
    extendedMode: true,
  });
  const certificate = verified.signerCertificate;
  if (verified.signatureVerified !== true || !certificate) return bad('its signature does not fit');
  if (!isForStamping(certificate))
    return bad('the certificate that signed it is not for time stamps alone (RFC 3161, 2.3)');
  const { notBefore, notAfter } = certificate;
  if (info.genTime < notBefore.value || info.genTime > notAfter.value)
    return bad(`its certificate was not valid at ${info.genTime.toISOString()}`);
  return { isGood: true, statedAt: info.genTime, signer: nameOf(certificate) };
}

/** The extension must be there, critical, and name nothing else. */
function isForStamping({ extensions = [] }: Certificate): boolean {
  const usage = extensions.find(({ extnID }) => extnID === extendedKeyUsageOid);
  const parsed: unknown = usage?.parsedValue;
  const purposes = parsed instanceof ExtKeyUsage ? parsed.keyPurposes : [];
  return usage?.critical === true && purposes.length === 1 && purposes[0] === timeStampingOid;
}

function nameOf({ subject }: Certificate): string {
  const names = subject.typesAndValues;
  const common = names.find(({ type }) => type === commonNameOid) ?? names[0];
  return common?.value.valueBlock.value ?? 'an authority without a name';
}

function sayStrings(
  strings: readonly { readonly valueBlock: { readonly value: string } }[] | undefined,
): string {
  const said = (strings ?? []).map(({ valueBlock }) => valueBlock.value).join('; ');
  return said === '' ? '' : ` (${said.slice(0, 200)})`;
}

function hashOf(note: string): Buffer {
  return createHash('sha256').update(note).digest();
}

function numberOf(bytes: Uint8Array | undefined): bigint | null {
  return bytes === undefined || bytes.length === 0 ? null : BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}
