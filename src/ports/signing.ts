/**
 * RS256: how a service account of Google proves who it is (RFC 7518, 3.3), and how the emulator checks that and makes such keys.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';

/** A new RSA key of 2048 bits, PKCS #8 in PEM, as Google's key files hold it. */
export function newSigningKey(): string {
  return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** Whether a text is a private RSA key. */
export function isSigningKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}

/** A JSON Web Token. The same claims make the same text. @throws Error when the key is none */
export function signedToken(header: object, claims: object, pem: string): string {
  const body = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${body}.${sign('RSA-SHA256', Buffer.from(body), pem).toString('base64url')}`;
}

/** Header and claims of a token that this private key signed; undefined for any other. */
export function readToken(
  token: string,
  pem: string,
): { header: Readonly<Record<string, unknown>>; claims: Readonly<Record<string, unknown>> } | undefined {
  const [header = '', claims = '', signature = ''] = token.split('.');
  const signed = Buffer.from(`${header}.${claims}`);
  try {
    if (!verify('RSA-SHA256', signed, createPublicKey(pem), Buffer.from(signature, 'base64url'))) return undefined;
    return { header: part(header), claims: part(claims) };
  } catch {
    return undefined;
  }
}

function part(text: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Record<string, unknown>;
}
