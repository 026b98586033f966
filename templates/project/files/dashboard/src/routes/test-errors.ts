/**
 * Errors on purpose in every service that runs, to see that they arrive where errors are read. Only for the operator: to everybody else these do not exist.
 */
import { makeTestError, markerShape } from '@k77/observability';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Api } from '../api.ts';
import { isSignedByOperator } from '../auth/operator.ts';
import type { Dependencies } from '../dependencies.ts';
import { notFound, Problem } from '../errors/problem.ts';
import type { Services } from '../services.ts';

const config = { callers: 'machines', budget: 'admin' } as const;
const tags = ['operator'];
/** A dashboard that slept has to wake up. */
const dashboardMs = 15_000;

const eventId = z.string().nullable();
const marker = z.string().regex(markerShape, 'is no marker: 8 to 40 small letters, digits and hyphens');

type Tools = Pick<Dependencies, 'env' | 'logger' | 'errors' | 'fetch'> & Pick<Services, 'testErrors' | 'errorTickets'>;

export function testErrorRoutes(app: Api, dependencies: Dependencies, services: Services): void {
  const { env, clock } = dependencies;
  const tools: Tools = { ...dependencies, ...services };

  app.post(
    '/api/test-error/:service',
    {
      config,
      // Before anything is read, so that nobody else learns what a right request looks like.
      onRequest: async (request: FastifyRequest) => {
        if (!isSignedByOperator(request, env.OPERATOR_SECRET, clock)) throw notFound();
      },
      schema: {
        tags,
        summary: 'Make an error on purpose in one service; signed by the operator',
        params: z.object({ service: z.enum(['api', 'bot', 'worker', 'dashboard']) }),
        body: z.object({ marker: marker.describe('Stands in the error, and at Sentry in the tag k77_marker') }),
        response: { 200: z.object({ eventId: eventId.describe('Under which Sentry has it; null: this service reports to nobody') }) },
      },
    },
    async ({ params, body }) => {
      const id = await makeIn(params.service, body.marker, tools);
      if (id === undefined) throw new Problem(504, 'service-silent', `The ${params.service} did not answer in time.`);
      return { eventId: id };
    },
  );

  app.post(
    '/api/test-error/ticket',
    {
      config,
      schema: {
        tags,
        summary: 'Redeem the ticket with which the dashboard was asked for an error',
        body: z.object({ ticket: z.string().max(1000) }),
        response: { 200: z.object({ marker: z.string() }) },
      },
    },
    async ({ body }) => {
      const known = await services.errorTickets.redeem(body.ticket);
      if (known === undefined) throw notFound();
      return { marker: known };
    },
  );
}

/** @returns undefined: the service did not answer */
async function makeIn(service: string, text: string, tools: Tools): Promise<string | null | undefined> {
  if (service === 'api') return (await makeTestError(text, tools)) ?? null;
  if (service === 'bot' || service === 'worker') return tools.testErrors.ask(service, text);
  return askDashboard(text, tools);
}

const answered = z.object({ eventId });

async function askDashboard(text: string, { env, fetch, errorTickets, logger }: Tools): Promise<string | null | undefined> {
  try {
    const response = await fetch(`${env.DASHBOARD_URL}/test-error`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ticket: await errorTickets.make(text) }),
      redirect: 'error',
      signal: AbortSignal.timeout(dashboardMs),
    });
    if (!response.ok) throw new Error(`the dashboard answered ${response.status}`);
    return answered.parse(await response.json()).eventId;
  } catch (error) {
    logger.warn({ err: error }, 'the dashboard made no test error');
    return undefined;
  }
}
