/**
 * One line per request, under a number that the caller is told too. Paths stand there without their query: logins carry codes in it.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Api } from '../api.ts';
import type { Metrics } from '../metrics.ts';

/** The proxy's own number, when it looks like one. */
export function requestId({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[\w-]{8,64}$/.test(given) ? given : randomUUID();
}

export function requestLog(app: Api, metrics: Metrics): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  app.addHook('onResponse', async (request, reply) => {
    const { method } = request;
    const route = request.routeOptions.url ?? '(none)';
    const ms = Math.round(reply.elapsedTime);
    metrics.answered({ method, route, status: reply.statusCode, seconds: reply.elapsedTime / 1000 });
    // Probes ask every few seconds; that all is well is worth no line.
    const level = request.routeOptions.config.always === true && reply.statusCode < 500 ? 'debug' : 'info';
    request.log[level]({ method, route, status: reply.statusCode, ms }, 'answered');
  });
}
