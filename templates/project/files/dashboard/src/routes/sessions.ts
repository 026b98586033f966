/** Sessions of one person: the list, ending one, ending all. */
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Api } from '../api.ts';
import { identityOf } from '../auth/identity.ts';
import type { Dependencies } from '../dependencies.ts';
import { notFound } from '../errors/problem.ts';
import type { Services } from '../services.ts';

const tags = ['login'];
const sessionId = z.string().regex(/^[\da-f]{64}$/);
const list = z.object({
  sessions: z.array(
    z.object({
      id: sessionId,
      device: z.string().nullable(),
      createdAt: z.iso.datetime(),
      lastSeenAt: z.iso.datetime(),
      current: z.boolean(),
    }),
  ),
});
const none = { 204: z.null().describe('Done') };

export function sessionRoutes(app: Api, dependencies: Dependencies, { desk, accountTokens }: Services): void {
  const { repositories, clock } = dependencies;
  const own = (request: FastifyRequest) => repositories.sessions.list(identityOf(request).userId, clock.now());

  app.post('/api/auth/logout', { schema: { tags, summary: 'End this session', response: none } }, async (request, reply) => {
    const { userId, sessionId: current } = identityOf(request);
    await desk.end(userId, current);
    // Discord's tokens belong to the person and not to one browser: they end with the last session.
    if ((await own(request)).length === 0) await accountTokens.end(userId);
    desk.clearCookies(reply);
    return reply.status(204).send(null);
  });

  app.post('/api/auth/logout/everywhere', { schema: { tags, summary: 'End all sessions', response: none } }, async (request, reply) => {
    const { userId } = identityOf(request);
    await desk.endAll(userId);
    await accountTokens.end(userId);
    desk.clearCookies(reply);
    return reply.status(204).send(null);
  });

  app.get('/api/auth/sessions', { schema: { tags, summary: 'Where you are logged in', response: { 200: list } } }, async (request) => {
    const current = identityOf(request).sessionId;
    const sessions = (await own(request)).map(({ id, device, createdAt, lastSeenAt }) => ({
      id,
      device: device ?? null,
      createdAt: createdAt.toISOString(),
      lastSeenAt: lastSeenAt.toISOString(),
      current: id === current,
    }));
    return { sessions };
  });

  const params = z.object({ id: sessionId });
  app.delete(
    '/api/auth/sessions/:id',
    { schema: { tags, summary: 'End another session', params, response: none } },
    async (request, reply) => {
      const found = (await own(request)).find(({ id }) => id === request.params.id);
      if (found === undefined) throw notFound();
      await desk.end(found.userId, found.id);
      return reply.status(204).send(null);
    },
  );
}
