/**
 * One customer at Stripe per account, made before the first checkout. Somebody may have deleted it there: then there is a new one.
 */
import type { Account } from '@k77/data';
import { isMissing } from '@k77/payments';
import type { Dependencies } from '../dependencies.ts';

type Tools = Pick<Dependencies, 'repositories' | 'stripe' | 'env'>;

/** Runs the work with the account's customer, and once more with a new one when Stripe does not know the old one. */
export async function withCustomer<T>(tools: Tools, account: Account, work: (customerId: string) => Promise<T>): Promise<T> {
  const customerId = account.stripeCustomerId ?? (await makeCustomer(tools, account, 'first'));
  try {
    return await work(customerId);
  } catch (error) {
    if (!isMissing(error) || !isAboutCustomer(error)) throw error;
    await tools.repositories.accounts.forgetCustomer(customerId);
    return work(await makeCustomer(tools, account, `after-${customerId}`));
  }
}

/** Two requests at once make one customer: they share the idempotency key, and the database keeps the first. */
async function makeCustomer({ repositories, stripe, env }: Tools, { userId }: Account, which: string): Promise<string> {
  const { id } = await stripe.customers.create(
    { metadata: { user_id: userId, env: env.ENVIRONMENT } },
    { idempotencyKey: `customer-${env.ENVIRONMENT}-${userId}-${which}` },
  );
  return repositories.accounts.bindCustomer(userId, id);
}

function isAboutCustomer(error: unknown): boolean {
  return (error as { param?: unknown }).param === 'customer';
}
