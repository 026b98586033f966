/** Who makes a request, as proved by the cookies. */
import type { Tier } from '@k77/data';
import type { FastifyRequest } from 'fastify';
import { loginNeeded } from '../errors/problem.ts';

export interface Identity {
  userId: string;
  /** Of the session: SHA-256 of the cookie's value. */
  sessionId: string;
  tier: Tier;
  /** Named in OWNER_IDS. */
  isOwner: boolean;
  /** When the person logged in at Discord. */
  loggedInAt: Date;
}

/** @throws Problem 401 */
export function identityOf(request: FastifyRequest): Identity {
  if (request.identity === undefined) throw loginNeeded();
  return request.identity;
}
