/**
 * Every error becomes a problem document. What is not the caller's fault is logged and reported, and the caller learns nothing of it but a number to ask with.
 */
import { STATUS_CODES } from 'node:http';
import type { ErrorReporter } from '@k77/observability';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import type { Api } from '../api.ts';
import { DiscordAway, TokensGone } from '../discord/discord.ts';
import { notFound, Problem, type ProblemBody, unavailable } from './problem.ts';

export function problemsForErrors(app: Api, errors: ErrorReporter): void {
  app.setNotFoundHandler((request, reply) => sendProblem(request, reply, notFound()));
  app.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error);
    if (problem.status >= 500) report(error, problem, request, errors);
    return sendProblem(request, reply, problem);
  });
}

function report(error: unknown, { status }: Problem, request: FastifyRequest, errors: ErrorReporter): void {
  const route = `${request.method} ${request.routeOptions.url ?? '(none)'}`;
  // Somebody else is away, and that is told elsewhere.
  const isAway = status === 503 || status === 504;
  request.log[isAway ? 'warn' : 'error']({ err: error, route }, 'request failed');
  if (!isAway) errors.capture(error, { userId: request.identity?.userId, tags: { route, request: request.id } });
}

export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply {
  const { status, code, message, headers, more } = problem;
  const body: ProblemBody = {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    code,
    ...(message ? { detail: message } : {}),
    ...more,
    requestId: request.id,
  };
  return reply.status(status).headers(headers).type('application/problem+json').serializer(JSON.stringify).send(body);
}

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (hasZodFastifySchemaValidationErrors(error)) return invalid(error.validation);
  if (error instanceof TokensGone) return new Problem(401, 'login-again', 'Discord has ended your login. Log in again.');
  if (error instanceof DiscordAway) return unavailable('discord-away', 'Discord does not answer for the moment.', error.retryAfterSeconds);
  if (isAway(error)) return unavailable('database-away', 'The service is not available for the moment. Try again soon.', 5);
  const { statusCode, code } = error as { statusCode?: unknown; code?: unknown };
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) return known(statusCode, String(code));
  if (statusCode === 503) return unavailable('overloaded', 'The service is busy. Try again soon.');
  return new Problem(500, 'internal', 'Something went wrong on our side. Tell the support the request id.');
}

function invalid(issues: readonly { instancePath: string; message?: string }[]): Problem {
  const errors = issues.map(({ instancePath, message = 'is not valid' }) => ({
    path: instancePath.split('/').filter(Boolean).join('.'),
    message,
  }));
  return new Problem(400, 'invalid', 'The request is not valid.', { more: { errors } });
}

const sentences: Readonly<Record<string, [code: string, detail: string]>> = {
  FST_CSRF_MISSING_SECRET: ['csrf', 'The token against forged requests is missing. Load the page again.'],
  FST_CSRF_INVALID_TOKEN: ['csrf', 'The token against forged requests is not valid. Load the page again.'],
  FST_ERR_CTP_BODY_TOO_LARGE: ['too-large', 'The body of the request is too large.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['media-type', 'Send JSON.'],
};

function known(status: number, code: string): Problem {
  const [name, detail] = sentences[code] ?? ['refused', 'The request cannot be answered.'];
  return new Problem(status, name, detail);
}

/** The database does not answer, or has no master now. */
function isAway(error: unknown): boolean {
  return (
    error instanceof Error &&
    /^Mongo(ServerSelection|Network|NetworkTimeout|NotConnected|TopologyClosed|PoolCleared|WaitQueueTimeout|OperationTimeout)/.test(
      error.name,
    )
  );
}
