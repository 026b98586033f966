/**
 * Which pages may talk to the API: exactly the origins of CORS_ORIGINS, with cookies. What changes something and comes from a page anywhere else is refused
 * before anything is read, whatever cookies and tokens it carries.
 */
import cors from '@fastify/cors';
import type { FastifyRequest } from 'fastify';
import type { Api } from '../api.ts';
import type { Dependencies } from '../dependencies.ts';
import { Problem } from '../errors/problem.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

export async function crossOrigin(app: Api, { env }: Pick<Dependencies, 'env'>): Promise<void> {
  const { CORS_ORIGINS } = env;
  await app.register(cors, {
    origin: CORS_ORIGINS,
    credentials: true,
    methods: ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE'],
    allowedHeaders: ['content-type', 'x-csrf-token'],
    exposedHeaders: [
      'x-request-id',
      'retry-after',
      'ratelimit',
      'ratelimit-policy',
      'x-ratelimit-limit',
      'x-ratelimit-remaining',
      'x-ratelimit-reset',
    ],
    maxAge: 600,
  });
  const known = new Set([...CORS_ORIGINS, new URL(env.API_URL).origin]);
  app.addHook('onRequest', async (request) => {
    if (isUnsafe(request) && comesFromElsewhere(request, known))
      throw new Problem(403, 'foreign-origin', 'This request does not come from a page of ours.');
  });
}

/** May change something. */
export function isUnsafe({ method }: FastifyRequest): boolean {
  return !safeMethods.has(method);
}

/** Browsers say where every such request comes from. Programs say nothing; they hold no cookies of people. */
function comesFromElsewhere({ headers }: FastifyRequest, known: ReadonlySet<string>): boolean {
  const site = headers['sec-fetch-site'];
  if (headers.origin !== undefined) return !known.has(headers.origin);
  return site !== undefined && site !== 'same-origin';
}
