/**
 * Keys for every purpose, derived from the two secrets: what is made for one purpose is worth nothing for another.
 */
import { createHash, hkdfSync } from 'node:crypto';

export type Purpose = 'oauth-cookie' | 'discord-tokens' | 'csrf' | 'export-link' | 'test-error';

/** 256 bits, HKDF-SHA-256 (RFC 5869). */
export function derivedKey(secret: string, purpose: Purpose): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', `k77 ${purpose} v1`, 32));
}

/** Names a key without telling it. */
export function keyId(key: Uint8Array | string): string {
  return createHash('sha256').update('key id ').update(key).digest('base64url').slice(0, 10);
}
