/** Health, for platforms and monitors: no login, no limit, nothing of the inside. */
import type { HealthAnswer } from '@k77/observability';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Api } from '../api.ts';
import type { Dependencies } from '../dependencies.ts';

const config = { callers: 'machines', budget: 'none', always: true } as const;
const body = z.record(z.string(), z.string());

export function healthRoutes(app: Api, { health }: Pick<Dependencies, 'health'>): void {
  const asks: Readonly<Record<string, [summary: string, ask: () => HealthAnswer | Promise<HealthAnswer>]>> = {
    '/health': ['This process runs', () => health.live()],
    '/health/ready': ['This process can serve', () => health.ready()],
    '/health/database': ['The database answers', () => health.check('database')],
    '/health/redis': ['Cache and queue answer', () => health.check('redis')],
    '/health/bot': ['Every shard of the bot has been heard of lately', () => health.check('bot')],
  };
  for (const [url, [summary, ask]] of Object.entries(asks))
    app.get(url, { config, schema: { tags: ['health'], summary, response: { 200: body, 503: body } } }, async (_request, reply) =>
      send(reply, await ask()),
    );
}

function send(reply: FastifyReply, { status, body: told }: HealthAnswer): FastifyReply {
  return reply.status(status).send(told);
}
