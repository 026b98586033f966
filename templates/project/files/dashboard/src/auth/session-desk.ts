/**
 * Begins, renews and ends sessions: an opaque random cookie of thirty days, of which the database holds a hash, and a token of a day that is made from it.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Clock, Repositories, Session } from '@k77/data';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AccessClaims, AccessTokens } from './access-token.ts';
import type { CookieJar } from './cookie-jar.ts';
import { deviceName } from './device.ts';
import type { Logins } from './logins.ts';

export interface SessionDesk {
  /** A new session whatever the browser had before, so that nobody can prepare one for somebody else. */
  begin(request: FastifyRequest, reply: FastifyReply, userId: string, version: number): Promise<void>;
  /** From the token alone; nothing is asked but whether the session still stands. */
  recognise(request: FastifyRequest): Promise<AccessClaims | undefined>;
  /** From the session cookie, when the token has ended. Sets a new token. */
  renew(request: FastifyRequest, reply: FastifyReply): Promise<AccessClaims | undefined>;
  end(userId: string, sessionId: string): Promise<void>;
  endAll(userId: string): Promise<void>;
  clearCookies(reply: FastifyReply): void;
}

export interface SessionDeskOptions {
  repositories: Pick<Repositories, 'accounts' | 'sessions'>;
  tokens: AccessTokens;
  logins: Logins;
  jar: CookieJar;
  clock: Clock;
}

const cookieBytes = 32;

export function createSessionDesk({ repositories, tokens, logins, jar, clock }: SessionDeskOptions): SessionDesk {
  const { accounts, sessions } = repositories;
  const expiry = (now: Date) => new Date(now.getTime() + (jar.optionsOf('session').maxAge ?? 0) * 1000);

  const give = async (reply: FastifyReply, secret: string, claims: AccessClaims) => {
    jar.set(reply, 'session', secret);
    jar.set(reply, 'auth_token', await tokens.sign(claims));
  };

  return {
    async begin(request, reply, userId, version) {
      const before = jar.read(request, 'session');
      if (before !== undefined) await sessions.remove(hashOf(before));
      const secret = randomBytes(cookieBytes).toString('base64url');
      const now = clock.now();
      const session: Session = {
        id: hashOf(secret),
        userId,
        createdAt: now,
        lastSeenAt: now,
        expiresAt: expiry(now),
        ...deviceOf(request),
      };
      await sessions.create(session);
      await logins.changed(userId);
      await give(reply, secret, { userId, sessionId: session.id, version, loggedInAt: now });
    },
    async recognise(request) {
      const token = jar.read(request, 'auth_token');
      const claims = token === undefined ? undefined : await tokens.verify(token);
      return claims !== undefined && (await logins.stands(claims)) ? claims : undefined;
    },
    async renew(request, reply) {
      const secret = jar.read(request, 'session');
      if (secret === undefined) return undefined;
      const now = clock.now();
      const session = await sessions.get(hashOf(secret), now);
      const account = session && (await accounts.get(session.userId));
      if (session === undefined || account === undefined) {
        jar.clear(reply, 'session');
        jar.clear(reply, 'auth_token');
        return undefined;
      }
      await sessions.renew(session.id, now, expiry(now));
      await accounts.seen(account, now);
      const claims = { userId: session.userId, sessionId: session.id, version: account.sessionVersion, loggedInAt: session.createdAt };
      await give(reply, secret, claims);
      return claims;
    },
    async end(userId, sessionId) {
      await sessions.remove(sessionId);
      await logins.changed(userId);
    },
    async endAll(userId) {
      await accounts.bumpSessionVersion(userId);
      await sessions.removeAll(userId);
      await logins.changed(userId);
    },
    clearCookies(reply) {
      for (const id of ['session', 'auth_token', 'csrf_token'] as const) jar.clear(reply, id);
    },
  };
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

function deviceOf({ headers }: FastifyRequest): Pick<Session, 'device'> {
  const device = deviceName(headers['user-agent']);
  return device === undefined ? {} : { device };
}
