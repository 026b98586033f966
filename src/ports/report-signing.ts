/**
 * Ed25519 (RFC 8032): how reports are signed, and how anybody checks that without asking anyone. Keys are written as text: the private one as PKCS #8 in PEM, the
 * public one as `ed25519:` and its 32 bytes in base64url.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';

const named = 'ed25519:';
/** What stands before the 32 bytes in DER (RFC 8410, section 4). */
const derHead = Buffer.from('302a300506032b6570032100', 'hex');

/** A new private key. */
export function newReportKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** @throws Error when the text is no private Ed25519 key */
export function publicKeyOf(pem: string): string {
  const der = createPublicKey(privateKey(pem)).export({ type: 'spki', format: 'der' });
  return named + der.subarray(derHead.length).toString('base64url');
}

/** @returns the signature of the text's UTF-8, in base64url @throws Error when the text is no private Ed25519 key */
export function signText(text: string, pem: string): string {
  return sign(null, Buffer.from(text), privateKey(pem)).toString('base64url');
}

/** Whether the holder of this public key signed this text. False for whatever is no key or no signature. */
export function isSignedBy(text: string, signature: string, key: string): boolean {
  const raw = Buffer.from(key.slice(named.length), 'base64url');
  if (!key.startsWith(named) || raw.length !== 32) return false;
  try {
    const known = createPublicKey({ key: Buffer.concat([derHead, raw]), format: 'der', type: 'spki' });
    return verify(null, Buffer.from(text), known, Buffer.from(signature, 'base64url'));
  } catch {
    return false;
  }
}

function privateKey(pem: string): KeyObject {
  const key = createPrivateKey(pem);
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('not an Ed25519 key');
  return key;
}
