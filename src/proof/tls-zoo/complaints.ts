/** What testssl.sh complains of, beside the rules of the rating guide: the same thing under another name, or something that the guide grades otherwise, and why. */
import type { Finding } from './testssl.ts';

/** Which of our rules a complaint stands for. */
const rules: Readonly<Record<string, readonly string[]>> = {
  SSLv2: ['ssl2'],
  SSLv3: ['ssl3', 'ssl3-only', 'poodle'],
  TLS1: ['old-tls'],
  TLS1_1: ['old-tls'],
  cert_chain_of_trust: ['self-signed', 'untrusted', 'expired', 'not-yet-valid'],
  cert_expirationStatus: ['expired'],
  cert_notAfter: ['expired'],
  cert_trust: ['name-mismatch'],
  cert_signatureAlgorithm: ['sha1-signature', 'md-signature'],
  cert_keySize: ['weak-key', 'tiny-key'],
  cert_ocspRevoked: ['revoked'],
  HSTS: ['no-hsts'],
  RC4: ['rc4', 'rc4-modern', 'rc4-only'],
  SWEET32: ['small-blocks'],
  LOGJAM: ['tiny-dh'],
  DH_groups: ['weak-dh', 'tiny-dh'],
  POODLE_SSL: ['poodle'],
  CRIME_TLS: ['crime'],
  secure_renego: ['no-secure-renegotiation', 'insecure-renegotiation'],
  cipherlist_NULL: ['tiny-cipher'],
  cipherlist_aNULL: ['anonymous'],
  cipherlist_EXPORT: ['tiny-cipher'],
  DROWN: ['ssl2'],
};

/** Complaints that the rating guide does not know, or knows otherwise. */
const unlike: Readonly<Record<string, string>> = {
  cert_revocation: 'the guide asks for no CRL or OCSP address; the zoo has neither',
  security_headers: 'other headers than HSTS are not TLS; see k77 probe headers',
  certs_list_ordering_problem: 'the guide does not grade the order; shown as out of order',
  HSTS_time: 'too short or broken: not A+, or A- where it is invalid',
  sessionresumption_ticket: 'its own connection failed; the guide does not grade resumption',
  BREACH: 'needs a page with a secret; the guide does not grade it',
  BEAST: 'mitigated by browsers; the guide has not graded it since 2009d',
  BEAST_CBC_TLS1: 'mitigated by browsers; the guide has not graded it since 2009d',
  LUCKY13: 'a remark on CBC; the guide grades the lack of AEAD instead',
  secure_client_renego: 'a remark on load; the guide grades insecure renegotiation only',
  fallback_SCSV: 'not graded any more since 2009r',
  cipherlist_OBSOLETED: 'the guide grades them by forward secrecy and AEAD of what is chosen',
  cipherlist_AVERAGE: 'the guide grades them by forward secrecy and AEAD of what is chosen',
  cipherlist_OBSOLETE: 'the guide grades them by forward secrecy and AEAD of what is chosen',
  cipherlist_STRONG_NOFS: 'the guide grades forward secrecy of what is chosen',
};

/** @returns undefined when nothing explains it */
export function explain(finding: Finding, caps: readonly string[]): string | undefined {
  const applied = caps.filter((id) => rules[finding.id]?.includes(id));
  return applied.length > 0 ? `the same: ${applied.join(', ')}` : (unlike[finding.id] ?? tooWeak(finding));
}

/** Single suites and simulated clients are remarks; versions that were refused by a downgrade are the hand-written servers' manners. */
function tooWeak({ id, finding }: Finding): string | undefined {
  if (/^(cipher|clientsimulation)[-_]/.test(id)) return 'a remark on one suite or client; the guide looks at what is chosen';
  if (/^TLS1(_1)?$/.test(id) && finding.includes('downgraded')) return 'the version is not offered: an older one was answered';
  return undefined;
}
