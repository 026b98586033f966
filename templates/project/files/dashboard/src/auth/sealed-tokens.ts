/**
 * Tokens of Discord as they lie in the database: sealed with AES-256-GCM, bound to their owner. Who reads the database cannot act as anybody.
 */
import { CompactEncrypt, compactDecrypt } from 'jose';
import { z } from 'zod';
import { derivedKey, keyId } from './keys.ts';

export interface DiscordTokens {
  access: string;
  refresh: string;
  expiresAt: Date;
}

export interface TokenSeal {
  seal(userId: string, tokens: DiscordTokens): Promise<string>;
  /** Undefined: of somebody else, changed, or sealed with a secret that is gone. */
  open(userId: string, sealed: string): Promise<DiscordTokens | undefined>;
}

const content = z.object({ user: z.string(), access: z.string(), refresh: z.string(), expiresAt: z.iso.datetime() });

export function createTokenSeal(sessionSecret: string): TokenSeal {
  const key = derivedKey(sessionSecret, 'discord-tokens');
  const kid = keyId(key);
  return {
    seal: (userId, { access, refresh, expiresAt }) =>
      new CompactEncrypt(new TextEncoder().encode(JSON.stringify({ user: userId, access, refresh, expiresAt: expiresAt.toISOString() })))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid })
        .encrypt(key),
    async open(userId, sealed) {
      try {
        const { plaintext } = await compactDecrypt(sealed, key, {
          keyManagementAlgorithms: ['dir'],
          contentEncryptionAlgorithms: ['A256GCM'],
        });
        const { user, access, refresh, expiresAt } = content.parse(JSON.parse(new TextDecoder().decode(plaintext)));
        return user === userId ? { access, refresh, expiresAt: new Date(expiresAt) } : undefined;
      } catch {
        return undefined;
      }
    },
  };
}
