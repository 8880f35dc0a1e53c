/** Reads certificates from PEM text. */
import { X509Certificate } from 'node:crypto';

/** All certificates of a text, DER; or what is wrong with it. */
export function readCertificates(pem: string): readonly Uint8Array[] | string {
  const found = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (found.length === 0) return 'there is no certificate in PEM form in this file';
  try {
    return found.map((one) => new Uint8Array(new X509Certificate(one).raw));
  } catch {
    return 'a certificate in this file cannot be read'; // The only way in which node says so.
  }
}
