/**
 * With a ticket the API asks the dashboard for a test error. The dashboard holds no secret by which it could know the API, so it hands the ticket back and is told
 * what to do: once, and within a minute.
 */
import { randomUUID } from 'node:crypto';
import type { Clock, Limiter } from '@k77/data';
import { jwtVerify, SignJWT } from 'jose';
import { derivedKey } from './keys.ts';

export interface ErrorTickets {
  make(marker: string): Promise<string>;
  /** @returns the marker; undefined: no ticket of ours, too old, or redeemed before */
  redeem(ticket: string): Promise<string | undefined>;
}

const seconds = 60;

export function createErrorTickets(
  sessionSecret: string,
  { limiter, clock }: { limiter: Pick<Limiter, 'take'>; clock: Clock },
): ErrorTickets {
  const key = derivedKey(sessionSecret, 'test-error');
  return {
    make: (marker) =>
      new SignJWT({ marker })
        .setProtectedHeader({ alg: 'HS256' })
        .setJti(randomUUID())
        .setExpirationTime(new Date(clock.now().getTime() + seconds * 1000))
        .sign(key),
    async redeem(ticket) {
      const options = { algorithms: ['HS256'], requiredClaims: ['exp', 'jti'], currentDate: clock.now() };
      const payload = await jwtVerify<{ marker?: unknown }>(ticket, key, options).then(
        (verified) => verified.payload,
        () => undefined,
      );
      if (payload === undefined || typeof payload.marker !== 'string') return undefined;
      // Remembered for longer than the ticket is good for.
      const { allowed } = await limiter.take('ticket', String(payload.jti), 'free');
      return allowed ? payload.marker : undefined;
    },
  };
}
