/** For the operator: a look at the numbers, a limit taken back, a refund decided. To everybody else these do not exist. */
import { z } from 'zod';
import type { Api } from '../api.ts';
import { identityOf } from '../auth/identity.ts';
import { bearsOperatorSecret } from '../auth/operator.ts';
import { decideReview } from '../billing/refund-review.ts';
import type { Dependencies } from '../dependencies.ts';
import { notFound } from '../errors/problem.ts';
import { budgets } from '../rate-budgets.ts';
import type { Services } from '../services.ts';

const tags = ['operator'];
const machines = { callers: 'machines', budget: 'admin' } as const;

export function operatorRoutes(app: Api, dependencies: Dependencies, { metrics }: Services): void {
  const { env, cache, queues, limiter, repositories, clock } = dependencies;

  app.get(
    '/metrics',
    { config: machines, schema: { tags, summary: 'Numbers for Prometheus; Authorization: Bearer OPERATOR_SECRET' } },
    async (request, reply) => {
      if (!bearsOperatorSecret(request, env.OPERATOR_SECRET)) throw notFound();
      const jobs = await queues.counts().catch(() => undefined);
      const text = metrics.text({ cache: cache.stats(), jobs, eventLoopDelay: app.memoryUsage().eventLoopDelay });
      return reply.type('text/plain; version=0.0.4; charset=utf-8').send(text);
    },
  );

  const body = z.object({
    key: z.string().regex(/^(user:\d{17,20}|ip:[\da-f.:/]{3,45})$/),
    budget: z.enum(budgets),
    tier: z.enum(['free', 'basic', 'premium', 'admin']),
  });
  const schema = { tags, summary: 'Give somebody a full budget', body, response: { 204: z.null().describe('Done') } };
  app.post('/api/admin/limits/reset', { config: { budget: 'admin' }, schema }, async (request, reply) => {
    const { userId, isOwner } = identityOf(request);
    if (!isOwner) throw notFound();
    const { key, budget, tier } = request.body;
    await limiter.reset(budget, key, tier);
    await repositories.audit.write({
      at: clock.now(),
      action: 'limit.reset',
      userId,
      details: { key: key.startsWith('user:') ? key : 'ip', budget, tier },
    });
    return reply.status(204).send(null);
  });

  const decision = z.object({ decision: z.enum(['send', 'refuse']) });
  const decided = z.object({ id: z.string(), status: z.string() });
  const decide = {
    tags,
    summary: 'Decide a refund that the policy left to a person',
    params: z.object({ id: z.string().min(1).max(64) }),
    body: decision,
    response: { 200: decided.describe('Decided; the worker sends what was granted') },
  };
  app.post('/api/admin/refunds/:id', { config: { budget: 'admin' }, schema: decide }, async (request) => {
    const { userId, isOwner } = identityOf(request);
    if (!isOwner) throw notFound();
    const refund = await decideReview(dependencies, request.params.id, request.body.decision, userId);
    return { id: refund.id, status: refund.status };
  });
}
