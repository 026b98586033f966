/**
 * Events of Stripe: the signature is checked over the bytes that came, the event is written down, and only then is Stripe told that it arrived. What it means is
 * the worker's business, which reads it anew.
 */
import { bearsRealMoney, isStripeEvent, policy } from '@k77/config';
import type { Stripe } from '@k77/payments';
import { z } from 'zod';
import type { Api } from '../api.ts';
import type { Dependencies } from '../dependencies.ts';
import { Problem, unavailable } from '../errors/problem.ts';
import { within } from '../within.ts';

const mostBytes = 1_048_576;
/** Stripe asks again later; it is to be told so before it stops waiting. */
const databaseMs = 4000;
const queueMs = 500;

export async function webhookRoute(app: Api, dependencies: Dependencies): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: mostBytes }, (_request, body, done) => done(null, body));
    const config = { callers: 'machines', budget: 'webhook' } as const;
    const schema = { tags: ['payments'], summary: 'Events of Stripe', response: { 200: z.object({ received: z.literal(true) }) } };
    scope.post('/api/stripe/webhook', { config, schema, bodyLimit: mostBytes }, async (request) => {
      const event = verify(dependencies, request.body, request.headers['stripe-signature']);
      if (isOurs(event, dependencies)) await keep(event, dependencies);
      else request.log.info({ event: event.id, kind: event.type, livemode: event.livemode }, 'event ignored');
      return { received: true as const };
    });
  });
}

/** While the signing secret is changed there are two. @throws Problem 400 */
function verify({ stripe, env, clock }: Dependencies, body: unknown, signature: string | string[] | undefined): Stripe.Event {
  if (!Buffer.isBuffer(body) || typeof signature !== 'string') throw badSignature();
  for (const secret of env.STRIPE_WEBHOOK_SECRETS) {
    try {
      return stripe.webhooks.constructEvent(body, signature, secret, policy.webhookToleranceSeconds, undefined, clock.now().getTime());
    } catch {
      // Perhaps the other one.
    }
  }
  throw badSignature();
}

function badSignature(): Problem {
  return new Problem(400, 'bad-signature', 'The signature is not valid.');
}

/** Test events must not give real Premium, nor the other way round. */
function isOurs({ type, livemode }: Stripe.Event, { env }: Dependencies): boolean {
  return isStripeEvent(type) && livemode === bearsRealMoney(env.ENVIRONMENT);
}

async function keep(event: Stripe.Event, { repositories, queues, clock, logger }: Dependencies): Promise<void> {
  const { id, type, livemode } = event;
  const objectId = (event.data.object as { id?: string }).id ?? '';
  const arrival = await within(databaseMs, repositories.inbox.receive({ id, type, objectId, livemode }, clock.now())).catch(
    (error: unknown) => {
      logger.error({ err: error, event: id }, 'event could not be written down');
      throw unavailable('database-away', 'Send it again later.');
    },
  );
  // A repetition may be there because its first arrival was never queued, or was given up and is sent again by hand.
  if (arrival === 'duplicate' && (await repositories.inbox.get(id))?.status === 'done') return;
  await within(queueMs, queues.add('stripe-event', { eventId: id }, { key: id })).catch((error: unknown) =>
    logger.warn({ err: error, event: id }, 'event not queued; the sweep will find it'),
  );
}
