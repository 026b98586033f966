/**
 * Proves a signing secret by what the deployed API makes of it: an event signed with it is taken, the same one signed with another secret is refused.
 * The event says that money became available, which no shop acts upon; Stripe itself hears nothing of it.
 */
import Stripe from 'stripe';
import { type AnyProof, type Proven, proof } from '../../core/adoption.ts';
import { ask } from '../../probes/http/ask.ts';
import { internet } from '../../vendors/internet.ts';
import { stripe, stripeApiVersion } from '../../vendors/stripe.ts';

export const webhookProof: AnyProof = proof({
  key: 'STRIPE_WEBHOOK_SECRET',
  title: 'the API takes what is signed with it, and nothing else',
  uses: [stripe, internet],
  needs: ['STRIPE_WEBHOOK_SECRET', 'STRIPE_WEBHOOK_ENDPOINT'],
  asks: 'Two test events (balance.available) are sent to the webhook address of your API, one of them wrongly signed. Nothing is sent to Stripe.',
  async prove(context): Promise<Proven> {
    const { url, livemode } = await context.client(stripe).webhookEndpoints.retrieve(context.values.STRIPE_WEBHOOK_ENDPOINT);
    const { network } = context.client(internet);
    const seconds = Math.floor(context.clock.now().getTime() / 1000);
    const payload = JSON.stringify(event(context.random.token(12), seconds, livemode));
    const send = async (secret: string): Promise<number | string> => {
      const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp: seconds });
      const headers = { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': signature };
      const outcome = await ask(
        url,
        { clock: context.clock, timeoutMs: 10_000, network, signal: context.signal },
        { method: 'POST', headers, body: payload },
      );
      return outcome.state === 'answered' ? outcome.status : outcome.detail;
    };
    const wrong = await send(`whsec_${context.random.token(24)}`);
    if (typeof wrong === 'string') return { state: 'unknown', saw: `${url} does not answer: ${wrong}` };
    const right = await send(context.values.STRIPE_WEBHOOK_SECRET.reveal());
    return judge(url, wrong, right);
  },
});

function judge(url: string, wrong: number, right: number | string): Proven {
  const taken = typeof right === 'number' && right >= 200 && right < 300;
  if (wrong >= 200 && wrong < 300)
    return { state: 'unknown', saw: `${url} takes wrongly signed events as well (${wrong}): whoever knows the address can send it any` };
  if (![400, 401, 403].includes(wrong)) return { state: 'unknown', saw: `${url} answered ${wrong} to a wrongly signed event` };
  if (taken) return { state: 'proved', saw: `${url} answered ${right} to the event signed with it, ${wrong} to one signed with another` };
  if (right === wrong)
    return { state: 'refuted', saw: `${url} answered ${right} to the event signed with it, as to one signed with another` };
  return { state: 'unknown', saw: `${url} answered ${right} to the event signed with it` };
}

function event(id: string, created: number, livemode: boolean): object {
  return {
    id: `evt_k77_${id.replaceAll(/[^A-Za-z0-9]/g, '0')}`,
    object: 'event',
    api_version: stripeApiVersion,
    created,
    livemode,
    pending_webhooks: 0,
    request: { id: null, idempotency_key: null },
    type: 'balance.available',
    data: { object: { object: 'balance', available: [], pending: [], livemode } },
  };
}
