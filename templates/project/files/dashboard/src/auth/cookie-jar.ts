/** Sets and clears cookies as the list of cookies says: that list is also what the cookie policy is printed from. */
import { type CookieId, cookieName, cookieOf, type Environment, isDeployed } from '@k77/config';
import type { FastifyReply, FastifyRequest } from 'fastify';

export interface CookieJar {
  nameOf(id: CookieId): string;
  read(request: FastifyRequest, id: CookieId): string | undefined;
  set(reply: FastifyReply, id: CookieId, value: string): void;
  clear(reply: FastifyReply, id: CookieId): void;
  optionsOf(id: CookieId): CookieOptions;
}

/** Never with a domain: a cookie for the whole domain goes to subdomains that belong to others. */
export interface CookieOptions {
  path: '/';
  secure: boolean;
  httpOnly: boolean;
  sameSite: 'lax' | 'strict';
  maxAge?: number;
}

export function createCookieJar(environment: Environment): CookieJar {
  const nameOf = (id: CookieId) => cookieName(id, environment);
  const optionsOf = (id: CookieId): CookieOptions => {
    const { httpOnly, sameSite, maxAgeSeconds } = cookieOf(id);
    const lasting = maxAgeSeconds === undefined ? {} : { maxAge: maxAgeSeconds };
    return { path: '/', secure: isDeployed(environment), httpOnly, sameSite, ...lasting };
  };
  return {
    nameOf,
    optionsOf,
    read: (request, id) => request.cookies[nameOf(id)],
    set: (reply, id, value) => void reply.setCookie(nameOf(id), value, optionsOf(id)),
    clear(reply, id) {
      const { maxAge: _, ...options } = optionsOf(id);
      reply.clearCookie(nameOf(id), options);
    },
  };
}
