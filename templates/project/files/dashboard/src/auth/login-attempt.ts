/**
 * A login that has begun: what the browser must bring back from Discord, in a signed cookie that lives ten minutes.
 */
import { policy } from '@k77/config';
import type { Clock } from '@k77/data';
import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { derivedKey } from './keys.ts';

export interface LoginAttempt {
  state: string;
  /** PKCE, RFC 7636. */
  verifier: string;
  /** Where on the dashboard to go afterwards: a path. */
  next: string;
}

export interface LoginAttempts {
  sign(attempt: LoginAttempt): Promise<string>;
  /** Undefined: forged or too old. */
  verify(cookie: string): Promise<LoginAttempt | undefined>;
}

const shape = z.object({ state: z.string().min(16), verifier: z.string().min(43), next: z.string().startsWith('/') });

export function createLoginAttempts(sessionSecret: string, clock: Clock): LoginAttempts {
  const key = derivedKey(sessionSecret, 'oauth-cookie');
  return {
    sign: (attempt) =>
      new SignJWT({ ...attempt })
        .setProtectedHeader({ alg: 'HS256' })
        .setExpirationTime(Math.floor(clock.now().getTime() / 1000) + policy.oauthMinutes * 60)
        .sign(key),
    async verify(cookie) {
      try {
        const { payload } = await jwtVerify(cookie, key, { algorithms: ['HS256'], requiredClaims: ['exp'], currentDate: clock.now() });
        return shape.parse(payload);
      } catch {
        return undefined;
      }
    },
  };
}
