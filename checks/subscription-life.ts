/**
 * A subscription's whole life, rehearsed in Stripe's test mode on a test clock: paid, refunded, renewed, declined, recovered, cancelled.
 * It never runs with a live key: Stripe forbids test cards there, and the guide's "live test charge" does not exist (https://docs.stripe.com/testing).
 */
import type Stripe from 'stripe';
import { type CheckContext, check } from '../src/core/check.ts';
import type { BoxId } from '../src/core/guide.ts';
import { stripeTest } from '../src/vendors/stripe.ts';
import { money } from '../src/vendors/stripe-money.ts';
import { held } from './held.ts';
import { type Prices, pricesOf } from './rehearsal-prices.ts';
import { judge, unknown, type Wrong, wrongFor } from './verdict.ts';

const clockName = 'k77 subscription life';

export const subscriptionLife = check({
  id: 'stripe.subscription-life',
  section: 'Infrastructure',
  phase: '6.1',
  title: 'A subscription can be paid, renewed, refunded and cancelled, and a declined card is handled',
  guide: [
    ...(['6.1/8', '6.1#005', '6.1#006', '6.1#007', '6.1#008', '6.1#009', '6.1#010', '6.1#021'] as const),
    ...(['post#001', 'post#004', 'post#005', 'post#006'] as const),
  ],
  settings: held('6.1/8:no-test-cards', '6.1/8:smoke-test'),
  weight: 'blocker',
  uses: [stripeTest],
  needs: ['STRIPE_SECRET_KEY', 'currency', 'monthlyPrice', 'yearlyPrice', 'refundPartialPercent'],
  tolerates: ['STRIPE_TEST_SECRET_KEY'],
  touches: 'test data',
  makes: 'customers and subscriptions under a test clock in Stripe’s test mode; deleted with the clock',
  async probe(context) {
    const { mode } = await context.identity(stripeTest);
    if (mode !== 'test')
      return unknown(
        context.values.STRIPE_TEST_SECRET_KEY
          ? `refused: STRIPE_TEST_SECRET_KEY works in ${mode} mode, and test cards never meet a live key`
          : 'needs a test-mode key of the same account: copy one from https://dashboard.stripe.com/test/apikeys into STRIPE_TEST_SECRET_KEY',
      );
    const told = new Telling(context);
    try {
      await rehearse(context.client(stripeTest), context, told);
    } catch (error) {
      if (!(error instanceof Surprise) && !isStripesAnswer(error)) throw error;
      told.wrong = `${told.step}: ${error.message}`;
    }
    return judge(context, {
      wrong: [told.wrong === undefined ? undefined : unproved(told)],
      saw: told.done.join(', '),
      want: 'paid, refunded, renewed, declined, recovered and cancelled, each as Stripe documents it',
      from: 'Stripe test mode, one test clock, deleted afterwards',
      fix: 'look at the logs of test mode: https://dashboard.stripe.com/test/logs',
    });
  },
});

/** What the boxes say of a step; those before the one that failed were seen to work, those after it were not come to. */
const proves: readonly (readonly [step: string, boxes: readonly BoxId[]])[] = [
  ['monthly paid', ['6.1#005', '6.1#007', 'post#004', 'post#005']],
  ['yearly paid', ['6.1#006']],
  ['refunded in part and whole', ['6.1#010', 'post#006']],
  ['recovered with another card', ['6.1#008']],
  ['cancelled at period end', ['6.1#009', '6.1#021', 'post#001']],
];

function unproved({ step, wrong, done }: Telling): Wrong {
  const seen = (one: string): boolean => done.some((line) => line.startsWith(`${one} `));
  const open = proves.filter(([one]) => !seen(one)).flatMap(([, boxes]) => boxes);
  return open.length === proves.flatMap(([, boxes]) => boxes).length ? wrong : wrongFor(open, wrong ?? step);
}

type LifeContext = CheckContext<'currency' | 'monthlyPrice' | 'yearlyPrice' | 'refundPartialPercent'>;

/** What has happened so far, with the time each step took. */
class Telling {
  readonly done: string[] = [];
  step = '';
  wrong: string | undefined;
  readonly #clock: LifeContext['clock'];

  constructor(context: Pick<LifeContext, 'clock'>) {
    this.#clock = context.clock;
  }

  async tell<T>(step: string, work: () => Promise<T>): Promise<T> {
    this.step = step;
    const started = this.#clock.tick();
    const result = await work();
    this.done.push(`${step} ${((this.#clock.tick() - started) / 1000).toFixed(1)} s`);
    return result;
  }
}

/** Stripe did something else than it documents, or than the prices promise. */
class Surprise extends Error {}

function must(good: boolean, saw: string): void {
  if (!good) throw new Surprise(saw);
}

async function rehearse(stripe: Stripe, context: LifeContext, told: Telling): Promise<void> {
  await sweep(stripe);
  const prices = await told.tell('prices found', () => pricesOf(stripe, context.values));
  const frozen = Math.floor(context.clock.now().getTime() / 1000);
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: frozen, name: clockName });
  try {
    await live(stripe, context, told, clock.id, prices);
  } finally {
    // Takes the customer, its subscriptions and invoices along.
    await stripe.testHelpers.testClocks.del(clock.id);
  }
}

async function live(stripe: Stripe, context: LifeContext, told: Telling, clock: string, prices: Prices): Promise<void> {
  const customer = await told.tell('customer made', () => stripe.customers.create({ name: 'k77 rehearsal', test_clock: clock }));
  const goodCard = await payWith(stripe, customer.id, 'pm_card_visa');
  const monthly = await told.tell('monthly paid', () => subscribe(stripe, customer.id, prices.monthly, [28, 31]));
  const yearly = await told.tell('yearly paid', () => subscribe(stripe, customer.id, prices.yearly, [365, 366]));
  await told.tell('refunded in part and whole', () => refund(stripe, yearly, Number(context.values.refundPartialPercent)));

  await told.tell('renewed', async () => {
    await advance(stripe, context, clock, endOf(monthly));
    const renewed = await status(stripe, monthly.id, 'active');
    const bill = invoiceOf(renewed);
    must(
      bill.billing_reason === 'subscription_cycle' && bill.status === 'paid',
      `the renewal's invoice is ${bill.status} (${bill.billing_reason})`,
    );
  });
  const unpaid = await told.tell('declined card noticed', async () => {
    await payWith(stripe, customer.id, 'pm_card_chargeCustomerFail');
    await advance(stripe, context, clock, endOf(await stripe.subscriptions.retrieve(monthly.id)));
    return invoiceOf(await status(stripe, monthly.id, 'past_due'));
  });
  await told.tell('recovered with another card', async () => {
    await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: goodCard } });
    await stripe.invoices.pay(idOf(unpaid), { payment_method: goodCard });
    await status(stripe, monthly.id, 'active');
  });
  await told.tell('cancelled at period end', async () => {
    const leaving = await stripe.subscriptions.update(monthly.id, { cancel_at_period_end: true });
    must(leaving.status === 'active' && leaving.cancel_at_period_end, `it is ${leaving.status} at once`);
    await advance(stripe, context, clock, endOf(leaving));
    await status(stripe, monthly.id, 'canceled');
  });
}

/** Gives the customer one of Stripe's test cards and makes it the one that pays: https://docs.stripe.com/testing#cards */
async function payWith(stripe: Stripe, customer: string, card: string): Promise<string> {
  const { id } = await stripe.paymentMethods.attach(card, { customer });
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: id } });
  return id;
}

/** @param days how long the first period may last */
async function subscribe(
  stripe: Stripe,
  customer: string,
  price: Stripe.Price,
  days: readonly [number, number],
): Promise<Stripe.Subscription> {
  const made = await stripe.subscriptions.create({
    customer,
    items: [{ price: price.id }],
    payment_behavior: 'error_if_incomplete',
    expand: ['latest_invoice'],
  });
  const bill = invoiceOf(made);
  must(made.status === 'active' && bill.status === 'paid', `the subscription is ${made.status}, its invoice ${bill.status}`);
  must(bill.amount_paid === price.unit_amount, `${money(bill.amount_paid, bill.currency)} were paid`);
  const lasts = Math.round((endOf(made) - startOf(made)) / 86_400);
  must(lasts >= days[0] && lasts <= days[1], `${money(bill.amount_paid, bill.currency)} buy ${lasts} days`);
  return made;
}

/** First the share that the policy gives back late, then the rest. */
async function refund(stripe: Stripe, subscription: Stripe.Subscription, partialPercent: number): Promise<void> {
  const bill = invoiceOf(subscription);
  const paid = await stripe.invoicePayments.list({ invoice: idOf(bill), status: 'paid', limit: 1 });
  const payment_intent = idOf(paid.data[0]?.payment.payment_intent);
  const part = Math.floor((bill.amount_paid * partialPercent) / 100);
  const reason = 'requested_by_customer';
  const refunds: Stripe.Refund[] = [];
  if (part > 0) refunds.push(await stripe.refunds.create({ payment_intent, amount: part, reason }));
  if (part < bill.amount_paid) refunds.push(await stripe.refunds.create({ payment_intent, reason }));
  const back = refunds.reduce((sum, one) => sum + one.amount, 0);
  must(
    refunds.every((one) => one.status === 'succeeded'),
    `the refund is ${refunds.map((one) => one.status).join(', ')}`,
  );
  must(back === bill.amount_paid, `${money(back, bill.currency)} of ${money(bill.amount_paid, bill.currency)} came back`);
}

/** Two hours past the end: Stripe keeps a renewal's invoice as a draft for one hour. */
async function advance(stripe: Stripe, context: LifeContext, clock: string, periodEnd: number): Promise<void> {
  await stripe.testHelpers.testClocks.advance(clock, { frozen_time: periodEnd + 2 * 3600 });
  await context.wait(
    'the test clock',
    async () => {
      const { status: state } = await stripe.testHelpers.testClocks.retrieve(clock);
      must(state !== 'internal_failure', 'the test clock broke');
      return state === 'ready' ? true : undefined;
    },
    5,
  );
}

async function status(stripe: Stripe, id: string, wanted: Stripe.Subscription.Status): Promise<Stripe.Subscription> {
  const subscription = await stripe.subscriptions.retrieve(id, { expand: ['latest_invoice'] });
  must(subscription.status === wanted, `the subscription is ${subscription.status}, not ${wanted}`);
  return subscription;
}

/** Clocks that a run which was killed left behind. Ours only, by name. */
async function sweep(stripe: Stripe): Promise<void> {
  for await (const clock of stripe.testHelpers.testClocks.list({ limit: 100 }))
    if (clock.name === clockName) await stripe.testHelpers.testClocks.del(clock.id);
}

function startOf(subscription: Stripe.Subscription): number {
  return subscription.items.data[0]?.current_period_start ?? subscription.created;
}

function endOf(subscription: Stripe.Subscription): number {
  const end = subscription.items.data[0]?.current_period_end;
  if (end === undefined) throw new Surprise('the subscription has no period');
  return end;
}

function invoiceOf(subscription: Stripe.Subscription): Stripe.Invoice {
  const invoice = subscription.latest_invoice;
  if (invoice === null || typeof invoice === 'string') throw new Surprise('the subscription has no invoice');
  return invoice;
}

function idOf(thing: string | { id?: string | undefined } | null | undefined): string {
  const id = typeof thing === 'string' ? thing : thing?.id;
  if (id === undefined) throw new Surprise('Stripe left out an id');
  return id;
}

/** A refusal by Stripe itself says something about subscriptions; a lost connection or a wrong key does not. */
function isStripesAnswer(error: unknown): error is Error {
  const { type } = (error ?? {}) as { type?: unknown };
  return error instanceof Error && (type === 'StripeCardError' || type === 'StripeInvalidRequestError');
}
