/**
 * What a failed request tells: the system's many codes in the few words that a reader needs.
 */
import { codeOf } from './io-errors.ts';

/**
 * `no-name`: the name leads nowhere · `unreachable`: no way to the address · `refused`: nobody listens · `reset`: the connection broke off · `silent`: no answer in time ·
 * `untrusted`: the certificate is expired, for another name or from nobody who is trusted · `tls`: no agreement on TLS · `not-http`: an answer, but not one of HTTP · `other`.
 */
export type WebFailure = 'no-name' | 'unreachable' | 'refused' | 'reset' | 'silent' | 'untrusted' | 'tls' | 'not-http' | 'other';

const byCode: Readonly<Record<string, WebFailure>> = {
  ENOTFOUND: 'no-name',
  EAI_AGAIN: 'no-name',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'reset',
  ETIMEDOUT: 'silent',
  EPROTO: 'tls',
  // https://nodejs.org/api/tls.html#x509-certificate-error-codes
  ERR_TLS_CERT_ALTNAME_INVALID: 'untrusted',
  CERT_HAS_EXPIRED: 'untrusted',
  CERT_NOT_YET_VALID: 'untrusted',
  CERT_CHAIN_TOO_LONG: 'untrusted',
  CERT_REVOKED: 'untrusted',
  CERT_REJECTED: 'untrusted',
  CERT_UNTRUSTED: 'untrusted',
  CERT_SIGNATURE_FAILURE: 'untrusted',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'untrusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'untrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'untrusted',
  INVALID_CA: 'untrusted',
  INVALID_PURPOSE: 'untrusted',
  HOSTNAME_MISMATCH: 'untrusted',
  PATH_LENGTH_EXCEEDED: 'untrusted',
  EE_KEY_TOO_SMALL: 'untrusted',
  CA_KEY_TOO_SMALL: 'untrusted',
  CA_MD_TOO_WEAK: 'untrusted',
};

export function failureOf(error: unknown): { failure: WebFailure; code: string; detail: string } {
  const code = codeOf(error) ?? '';
  const detail = error instanceof Error && error.message !== '' ? error.message : code || String(error);
  const family: WebFailure = /^HPE_/.test(code) ? 'not-http' : /^ERR_(SSL|TLS)_/.test(code) ? 'tls' : 'other';
  return { failure: byCode[code] ?? family, code: code || 'unknown', detail };
}
