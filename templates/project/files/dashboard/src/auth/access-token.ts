/**
 * The token in the cookie `auth_token`: proves for a day who somebody is, without asking the database. HS256 and nothing else; secrets rotate by their key id.
 */
import { randomUUID } from 'node:crypto';
import type { ApiEnv } from '@k77/config';
import { isSnowflake } from '@k77/core';
import type { Clock } from '@k77/data';
import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { createRecent } from '../recent.ts';
import { keyId } from './keys.ts';

export interface AccessClaims {
  userId: string;
  sessionId: string;
  /** Of the account when the token was made: "log out everywhere" raises it. */
  version: number;
  loggedInAt: Date;
}

export interface AccessTokens {
  sign(claims: AccessClaims): Promise<string>;
  /** Undefined: forged, expired, for somebody else, or signed with a secret that is not known any more. */
  verify(token: string): Promise<AccessClaims | undefined>;
}

type TokenEnv = Pick<ApiEnv, 'JWT_SECRET' | 'JWT_SECRET_PREVIOUS' | 'JWT_ALGORITHM' | 'JWT_EXPIRATION' | 'API_URL' | 'DASHBOARD_URL'>;

const payloadSchema = z.object({
  sub: z.string().refine(isSnowflake),
  sid: z.string().min(1),
  jti: z.string().min(1),
  ver: z.int().min(0),
  auth_time: z.int(),
});

/** Tokens whose signature was checked: their bytes do not become wrong, so it is not checked on every request. Whether the session stands is asked elsewhere. */
const knownTokens = 10_000;

export function createAccessTokens(env: TokenEnv, clock: Clock): AccessTokens {
  const verified = createRecent<AccessClaims>(clock, knownTokens);
  const secrets = [env.JWT_SECRET, env.JWT_SECRET_PREVIOUS].filter((secret) => secret !== undefined);
  const keys = new Map(secrets.map((secret) => [keyId(secret), new TextEncoder().encode(secret)]));
  const newest = keyId(env.JWT_SECRET);
  const seconds = () => Math.floor(clock.now().getTime() / 1000);

  return {
    sign: ({ userId, sessionId, version, loggedInAt }) =>
      new SignJWT({ sid: sessionId, ver: version, auth_time: Math.floor(loggedInAt.getTime() / 1000) })
        .setProtectedHeader({ alg: env.JWT_ALGORITHM, kid: newest })
        .setSubject(userId)
        .setJti(randomUUID())
        .setIssuedAt(seconds())
        .setExpirationTime(seconds() + env.JWT_EXPIRATION)
        .setIssuer(env.API_URL)
        .setAudience(env.DASHBOARD_URL)
        .sign(new TextEncoder().encode(env.JWT_SECRET)),
    async verify(token) {
      const known = verified.get(token);
      if (known !== undefined) return known;
      try {
        const { payload } = await jwtVerify(token, ({ kid }) => keyNamed(keys, kid), {
          algorithms: [env.JWT_ALGORITHM],
          issuer: env.API_URL,
          audience: env.DASHBOARD_URL,
          requiredClaims: ['sub', 'sid', 'jti', 'iat', 'exp'],
          currentDate: clock.now(),
        });
        const { sub, sid, ver, auth_time } = payloadSchema.parse(payload);
        const claims = { userId: sub, sessionId: sid, version: ver, loggedInAt: new Date(auth_time * 1000) };
        verified.set(token, claims, (payload.exp ?? 0) * 1000);
        return claims;
      } catch {
        return undefined;
      }
    },
  };
}

function keyNamed(keys: ReadonlyMap<string, Uint8Array>, kid: string | undefined): Uint8Array {
  const key = keys.get(kid ?? '');
  if (key === undefined) throw new Error('unknown key');
  return key;
}
