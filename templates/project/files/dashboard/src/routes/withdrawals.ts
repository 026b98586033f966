/** Withdrawal from a contract: for everybody, logged in or not; and the list for those who run the bot. */
import { z } from 'zod';
import type { Api } from '../api.ts';
import { identityOf } from '../auth/identity.ts';
import { declareWithdrawal, receiptText } from '../billing/withdrawal.ts';
import type { Dependencies } from '../dependencies.ts';
import { notFound, Problem } from '../errors/problem.ts';
import { refundAsked, refundAskedView, snowflake, timestamp } from './fields.ts';

const line = (most: number) => z.string().trim().min(1).max(most);
const mostShown = 100;

const declaration = z.object({
  name: line(200),
  contact: z.string().trim().min(3).max(254).describe('Where the confirmation goes: an e-mail address'),
  contract: line(500).describe('What names the contract: the server, the number of an invoice, the day of the order'),
  guildId: snowflake.optional().describe('Of somebody who is logged in: the server whose subscription it is'),
});
const receipt = z.object({
  reference: z.string(),
  declaredAt: timestamp,
  text: z.string().describe('The declaration as it arrived, to be kept'),
  outcome: z.enum(['refunded', 'received']),
  refund: refundAsked.nullable(),
});

export function withdrawalRoutes(app: Api, dependencies: Dependencies): void {
  const { repositories, clock } = dependencies;
  const config = { callers: 'anybody', budget: 'withdrawal' } as const;
  const schema = { tags: ['payments'], summary: 'Withdraw from a contract', body: declaration, response: { 201: receipt } };
  app.post('/api/withdrawals', { config, schema }, async (request, reply) => {
    const { guildId, ...written } = request.body;
    const userId = request.identity?.userId;
    // What a stranger says about servers is not believed; the words are kept.
    const known = userId === undefined ? {} : { userId, ...(guildId === undefined ? {} : { guildId }) };
    const { withdrawal, refund } = await declareWithdrawal(dependencies, { ...written, ...known });
    return reply.status(201).send({
      reference: withdrawal.reference,
      declaredAt: withdrawal.declaredAt.toISOString(),
      text: receiptText(dependencies, withdrawal),
      outcome: refund === undefined ? 'received' : 'refunded',
      refund: refund === undefined ? null : refundAskedView(refund),
    });
  });

  const admin = { budget: 'admin' } as const;
  const open = z.object({
    withdrawals: z.array(
      z.object({
        reference: z.string(),
        declaredAt: timestamp,
        userId: z.string().nullable(),
        name: z.string(),
        contact: z.string(),
        contract: z.string(),
        status: z.enum(['open', 'done']),
      }),
    ),
  });
  const list = { tags: ['operator'], summary: 'Withdrawals that wait for a person', response: { 200: open } };
  app.get('/api/admin/withdrawals', { config: admin, schema: list }, async (request) => {
    if (!identityOf(request).isOwner) throw notFound();
    const found = await repositories.withdrawals.open(mostShown);
    const withdrawals = found.map(({ reference, declaredAt, userId, name, contact, contract, status }) => ({
      reference,
      declaredAt: declaredAt.toISOString(),
      userId: userId ?? null,
      name,
      contact,
      contract,
      status,
    }));
    return { withdrawals };
  });

  const close = {
    tags: ['operator'],
    summary: 'A withdrawal was confirmed and paid back',
    params: z.object({ reference: z.string().regex(/^W-[\dA-Z]{10}$/) }),
    response: { 204: z.null().describe('Done') },
  };
  app.post('/api/admin/withdrawals/:reference', { config: admin, schema: close }, async (request, reply) => {
    const { userId, isOwner } = identityOf(request);
    if (!isOwner) throw notFound();
    const closed = await repositories.withdrawals.close(request.params.reference, clock.now());
    if (closed === undefined) throw new Problem(409, 'not-open', 'This withdrawal does not wait for anybody.');
    const details = { withdrawal: closed.reference, by: userId };
    await repositories.audit.write({ at: clock.now(), action: 'withdrawal.closed', userId: closed.userId, details });
    return reply.status(204).send(null);
  });
}
