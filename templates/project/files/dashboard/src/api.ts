/**
 * The server's type, and what every route says about itself. Whatever a route does not say is the safe answer: a login is needed, a token against forgery is
 * needed, the request is counted.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '@k77/observability';
import type { FastifyInstance, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Identity } from './auth/identity.ts';
import type { Budget } from './rate-budgets.ts';

export type Api = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, Logger, ZodTypeProvider>;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call: people who are logged in unless told. `anybody` is still told apart when logged in; for `machines` no cookie is looked at. */
    callers?: 'members' | 'anybody' | 'machines';
    /** From which budget a call is taken; `api` unless told, `none` for health. */
    budget?: Budget | 'none';
    /** Works over plain HTTP too, and while the server is overloaded: health. */
    always?: true;
  }
  interface FastifyRequest {
    identity: Identity | undefined;
  }
}
