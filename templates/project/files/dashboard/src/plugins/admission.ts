/**
 * At the door of every request: who is it, is there budget left, may they come in. A token is checked without asking anybody; only when the request has been
 * counted is the database asked whether an older session can be renewed.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Api } from '../api.ts';
import type { AccessClaims } from '../auth/access-token.ts';
import type { Identity } from '../auth/identity.ts';
import type { Logins } from '../auth/logins.ts';
import type { SessionDesk } from '../auth/session-desk.ts';
import { loginNeeded } from '../errors/problem.ts';
import type { RateLimits } from './rate-limits.ts';

export interface AdmissionTools {
  desk: SessionDesk;
  logins: Logins;
  limits: RateLimits;
  owners: readonly string[];
}

export function admission(app: Api, tools: AdmissionTools): void {
  app.decorateRequest('identity', undefined);
  app.addHook('onRequest', (request, reply) => admit(request, reply, tools));
}

async function admit(request: FastifyRequest, reply: FastifyReply, { desk, logins, limits, owners }: AdmissionTools): Promise<void> {
  const { callers = request.is404 ? 'machines' : 'members', budget = 'api' } = request.routeOptions.config;
  const identify = async (claims: AccessClaims): Promise<Identity> => {
    const { userId, sessionId, loggedInAt } = claims;
    return { userId, sessionId, loggedInAt, tier: await logins.tierOf(userId), isOwner: owners.includes(userId) };
  };

  const claims = callers === 'machines' ? undefined : await desk.recognise(request);
  if (claims !== undefined) request.identity = await identify(claims);
  if (budget !== 'none') await limits.take(request, reply, budget);
  if (callers === 'machines' || request.identity !== undefined) return;
  const renewed = await desk.renew(request, reply);
  if (renewed !== undefined) request.identity = await identify(renewed);
  else if (callers === 'members') throw loginNeeded();
}
