/**
 * Guide 6.1/5: the two products. Adopted by the id that was answered, our id, our tag, or the exact name; made with an id of our choosing, so that a repeated create cannot double them.
 */
import type Stripe from 'stripe';
import { OperatorError } from '../../core/errors.ts';
import type { Values } from '../../core/keys.ts';
import { task } from '../../core/task.ts';
import { stripe } from '../../vendors/stripe.ts';
import { isShared, type PlanName, planNames, premium, productsThere, tag, yearlySaving } from './premium.ts';

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
  tolerates: Object.values(productsThere),
  want: (values) => ({ monthly: wanted('monthly', values), yearly: wanted('yearly', values) }),

  async read(context): Promise<Products | undefined> {
    const client = context.client(stripe);
    const there = answered(context.values);
    const ids = planNames.flatMap((name) => [premium[name].productId, ...(there[name] ? [there[name]] : [])]);
    const [byId, active] = await Promise.all([
      all(client.products.list({ ids: [...new Set(ids)] })),
      all(client.products.list({ active: true, limit: 100 })),
    ]);
    const found = Object.fromEntries(
      planNames.flatMap((name) => (there[name] ? [named(name, there[name], byId)] : seen(name, context.values.project, byId, active))),
    );
    return Object.keys(found).length > 0 ? found : undefined;
  },

  async apply(context, want, have) {
    const client = context.client(stripe);
    const made: Products = {};
    const shared = isShared(context.values);
    for (const name of planNames) {
      const { name: title, description, active } = want[name];
      const there = have?.[name];
      const fields = { name: title, description, active, metadata: { [tag]: shared ? 'premium' : premium[name].lookupKey } };
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

/** Both halves of one product are wanted alike. */
function wanted(name: PlanName, values: Values<'project' | 'monthlyPrice' | 'yearlyPrice' | 'currency'>): Product {
  if (isShared(values))
    return { name: `${values.project} Premium`, description: `${values.project} Premium for a Discord server`, active: true };
  const saving = name === 'yearly' ? yearlySaving(values) : undefined;
  return {
    name: `${values.project} Premium ${premium[name].word}`,
    description: `${values.project} Premium for a Discord server, billed ${name}${saving ? ` (saves ${saving}%)` : ''}`,
    active: true,
  };
}

/** @throws OperatorError when the account has no such product: another one in its place would be a duplicate */
function named(name: PlanName, id: string, byId: Stripe.Product[]): [PlanName, Product] {
  const product = byId.find((one) => one.id === id);
  if (product) return [name, shape(product)];
  throw new OperatorError({
    what: `${productsThere[name]} names ${id}, which this Stripe account does not have in this mode`,
    fix: `set ${productsThere[name]} to the id of a product that is there, or take it out of k77.json: then k77 makes one`,
    see: 'https://dashboard.stripe.com/products',
  });
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

/** What the operator answered, by plan. */
function answered(values: Partial<Values>): Partial<Record<PlanName, string>> {
  return { monthly: values.stripeMonthlyProduct || undefined, yearly: values.stripeYearlyProduct || undefined } as Partial<
    Record<PlanName, string>
  >;
}

function all<T extends { id: string }>(list: Stripe.ApiListPromise<T>): Promise<T[]> {
  return list.autoPagingToArray({ limit: 10_000 });
}
