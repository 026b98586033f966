/**
 * Guide 6.1/5: the two products. Adopted by our id, our tag, or the exact name; made with an id of our choosing, so that a repeated create cannot double them.
 */
import type Stripe from 'stripe';
import { OperatorError } from '../../core/errors.ts';
import type { Values } from '../../core/keys.ts';
import { task } from '../../core/task.ts';
import { stripe } from '../../vendors/stripe.ts';
import { type PlanName, planNames, premium, tag, yearlySaving } from './premium.ts';

interface Product {
  id?: string;
  name: string;
  description: string;
  active: boolean;
}
type Products = Partial<Record<PlanName, Product>>;

export const products = task({
  id: 'stripe.products',
  guide: ['6.1/5', '6.1#018', 'post#118'],
  settings: [
    { id: '6.1/5:monthly-product', says: 'A product for paying by the month, named after the bot' },
    { id: '6.1/5:yearly-product', says: 'A product for paying by the year, whose description names the saving' },
  ],
  title: 'Create the Premium products',
  uses: [stripe],
  needs: ['project', 'monthlyPrice', 'yearlyPrice', 'currency'],
  want: (values) => ({ monthly: wanted('monthly', values), yearly: wanted('yearly', values) }),

  async read(context): Promise<Products | undefined> {
    const client = context.client(stripe);
    const ids = planNames.map((name) => premium[name].productId);
    const [byId, active] = await Promise.all([all(client.products.list({ ids })), all(client.products.list({ active: true, limit: 100 }))]);
    const found = Object.fromEntries(planNames.flatMap((name) => seen(name, context.values.project, byId, active)));
    return Object.keys(found).length > 0 ? found : undefined;
  },

  async apply(context, want, have) {
    const client = context.client(stripe);
    const made: Products = {};
    for (const name of planNames) {
      const { name: title, description, active } = want[name];
      const there = have?.[name];
      const fields = { name: title, description, active, metadata: { [tag]: premium[name].lookupKey } };
      const product = there?.id
        ? await client.products.update(there.id, fields)
        : await client.products.create({ id: premium[name].productId, ...fields });
      made[name] = shape(product);
    }
    return made;
  },

  async undo(context, have) {
    for (const name of planNames) {
      const id = have[name]?.id;
      if (id) await context.client(stripe).products.update(id, { active: false });
    }
  },
  gives: {
    STRIPE_PRODUCT_PREMIUM_MONTHLY: (have: Products) => have.monthly?.id,
    STRIPE_PRODUCT_PREMIUM_YEARLY: (have: Products) => have.yearly?.id,
  },
});

function wanted(name: PlanName, values: Values<'project' | 'monthlyPrice' | 'yearlyPrice' | 'currency'>): Product {
  const saving = name === 'yearly' ? yearlySaving(values) : undefined;
  return {
    name: `${values.project} Premium ${premium[name].word}`,
    description: `${values.project} Premium for a Discord server, billed ${name}${saving ? ` (saves ${saving}%)` : ''}`,
    active: true,
  };
}

function seen(name: PlanName, project: string, byId: Stripe.Product[], active: Stripe.Product[]): [PlanName, Product][] {
  const ours =
    byId.find((product) => product.id === premium[name].productId) ??
    active.find((product) => product.metadata[tag] === premium[name].lookupKey);
  const named = active.filter((product) => product.name === `${project} Premium ${premium[name].word}`);
  if (!ours && named.length > 1)
    throw new OperatorError({
      what: `Stripe has ${named.length} active products named "${named[0]?.name}": ${named.map((product) => product.id).join(', ')}`,
      fix: 'archive those that nobody has subscribed to, then run the same command again',
      see: 'https://dashboard.stripe.com/products',
    });
  const product = ours ?? named[0];
  return product ? [[name, shape(product)]] : [];
}

function shape(product: Stripe.Product): Product {
  return { id: product.id, name: product.name, description: product.description ?? '', active: product.active };
}

function all<T extends { id: string }>(list: Stripe.ApiListPromise<T>): Promise<T[]> {
  return list.autoPagingToArray({ limit: 10_000 });
}
