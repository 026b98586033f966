/** The link with which a finished export is fetched: names one request and ends with it. Needs no login, so that it can be kept or opened elsewhere. */
import type { Clock } from '@k77/data';
import { jwtVerify, SignJWT } from 'jose';
import { derivedKey } from './keys.ts';

export interface ExportLinks {
  sign(requestId: string, expiresAt: Date): Promise<string>;
  verify(requestId: string, token: string): Promise<boolean>;
}

export function createExportLinks(sessionSecret: string, clock: Clock): ExportLinks {
  const key = derivedKey(sessionSecret, 'export-link');
  return {
    sign: (requestId, expiresAt) =>
      new SignJWT().setProtectedHeader({ alg: 'HS256' }).setSubject(requestId).setExpirationTime(expiresAt).sign(key),
    async verify(requestId, token) {
      const options = { algorithms: ['HS256'], subject: requestId, requiredClaims: ['exp'], currentDate: clock.now() };
      return jwtVerify(token, key, options).then(
        () => true,
        () => false,
      );
    },
  };
}
