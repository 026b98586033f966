/** A refund that the policy left to a person: an owner of the bot sends or refuses it, once. */
import type { Refund } from '@k77/data';
import type { Dependencies } from '../dependencies.ts';
import { notFound, Problem } from '../errors/problem.ts';

/** @throws Problem 404 when there is no such refund, 409 when it does not wait (any more) */
export async function decideReview(tools: Dependencies, id: string, decision: 'send' | 'refuse', owner: string): Promise<Refund> {
  const { repositories, queues, clock, logger } = tools;
  if ((await repositories.refunds.get(id)) === undefined) throw notFound();
  const at = clock.now();
  const decided = await repositories.refunds.move(id, 'review', decision === 'send' ? 'requested' : 'refused', { at, decidedBy: owner });
  if (decided === undefined) throw new Problem(409, 'not-in-review', 'This refund does not wait for a decision.');
  const { userId, guildId, amount } = decided;
  await repositories.audit.write({
    at,
    action: `refund.${decision === 'send' ? 'granted' : 'refused'}`,
    userId,
    guildId,
    details: { refund: id, amount, by: owner },
  });
  // Written down: should the queue be away, the worker's sweep finds it.
  if (decision === 'send')
    await queues
      .add('refund', { refundId: id }, { key: id })
      .catch((error: unknown) => logger.warn({ err: error, refund: id }, 'refund not queued'));
  return decided;
}
