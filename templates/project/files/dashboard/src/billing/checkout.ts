/** Stripe's own page for paying: which price, for which server, and where to go afterwards is decided here and not by the browser. */
import { createHash } from 'node:crypto';
import type { Account } from '@k77/data';
import type { Stripe } from '@k77/payments';
import type { Dependencies } from '../dependencies.ts';
import { type Plan, pricesOf } from './billing.ts';
import { withCustomer } from './customers.ts';

/** A double click within a minute leads to the same page. */
const sameWithinMs = 60_000;

export interface Order {
  account: Account;
  guildId: string;
  plan: Plan;
  renewalAgreed: boolean;
  /** Pseudonym at Google Analytics, for telling of the purchase; only after consent. */
  visitor?: string | undefined;
}

export async function openCheckout(tools: Dependencies, order: Order): Promise<{ id: string; url: string }> {
  return withCustomer(tools, order.account, async (customer) => {
    const params = checkoutParams(tools, customer, order);
    const content = createHash('sha256').update(JSON.stringify(params)).digest('base64url').slice(0, 16);
    const minute = Math.floor(tools.clock.now().getTime() / sameWithinMs);
    const { id, url } = await tools.stripe.checkout.sessions.create(params, { idempotencyKey: `checkout-${content}-${minute}` });
    if (!url) throw new Error(`the checkout ${id} has no address`);
    return { id, url };
  });
}

function checkoutParams(
  tools: Pick<Dependencies, 'env' | 'site'>,
  customer: string,
  { account: { userId }, guildId, plan, renewalAgreed, visitor }: Order,
): Stripe.Checkout.SessionCreateParams {
  const { DASHBOARD_URL, ENVIRONMENT } = tools.env;
  const { automaticTax, promotionCodes, termsRequired } = tools.site.checkout;
  // Stripe keeps it with the subscription for as long as there is one: the proof of the consent to renewal, under which version of our terms.
  const agreed = renewalAgreed ? { renewal_agreed: `terms ${tools.site.policies.version}` } : {};
  const metadata = { guild_id: guildId, user_id: userId, env: ENVIRONMENT, ...agreed };
  // With the checkout and not with the subscription: what was allowed for one purchase is not kept for years.
  const measured = visitor === undefined ? {} : { visitor, plan };
  return {
    mode: 'subscription',
    customer,
    client_reference_id: userId,
    line_items: [{ price: pricesOf(tools)[plan], quantity: 1 }],
    metadata: { ...metadata, ...measured },
    subscription_data: { metadata },
    success_url: `${DASHBOARD_URL}/payment/success?session_id={CHECKOUT_SESSION_ID}`,
    cancel_url: `${DASHBOARD_URL}/payment/cancel?server=${guildId}`,
    ...(automaticTax ? { automatic_tax: { enabled: true }, customer_update: { address: 'auto', name: 'auto' } } : {}),
    ...(promotionCodes ? { allow_promotion_codes: true } : {}),
    ...(termsRequired ? { consent_collection: { terms_of_service: 'required' } } : {}),
  };
}
