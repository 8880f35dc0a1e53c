/** Ready-made certificates for TLS sites; see tests/fixtures/tls/README.md for what is wrong with each. */
import { readFileSync } from 'node:fs';

const folder = new URL('../fixtures/tls/', import.meta.url);

export type CertificateName = 'good' | 'expired' | 'not-yet-valid' | 'wrong-host' | 'self-signed';

/** Key and certificate for `startSite({ tls })`. */
export function siteCertificate(name: CertificateName): { readonly key: string; readonly cert: string } {
  return { key: read(`${name}.key`), cert: read(`${name}.pem`) };
}

/** The authority that signed them, for `extraCertificateAuthorities`. */
export function testAuthority(): string {
  return read('authority.pem');
}

function read(name: string): string {
  return readFileSync(new URL(name, folder), 'utf8');
}
