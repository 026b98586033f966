/** Customers and their payment methods: https://docs.stripe.com/api/customers, …/payment_methods */

import { cancel } from './billing.ts';
import { attach, methodFor } from './cards.ts';
import type { Customer, PaymentMethod, Subscription } from './model.ts';
import { address, atLeast, clearable, currency, email, hash, integer, list, metadata, moments, oneOf, required, text } from './params.ts';
import { badParam, refuse } from './refusal.ts';
import { assign, type Endpoint, endpoint, named, page, referred, resource } from './resource.ts';
import type { Space, Thing } from './space.ts';

const shipping = hash({ address: required(address), name: required(text), phone: clearable(text) });

const described = {
  address: clearable(address),
  balance: integer,
  description: clearable(text),
  email: clearable(email),
  invoice_prefix: text,
  invoice_settings: hash({ default_payment_method: clearable(text), footer: clearable(text) }),
  metadata,
  name: clearable(text),
  next_invoice_sequence: atLeast(1),
  phone: clearable(text),
  preferred_locales: list(text),
  shipping: clearable(shipping),
  source: text,
  tax: hash({ ip_address: clearable(text), validate_location: oneOf('deferred', 'immediately', 'auto') }),
  tax_exempt: clearable(oneOf('exempt', 'none', 'reverse')),
};

const crud = resource({
  object: 'customer',
  path: '/v1/customers',
  permission: 'customer',
  events: { created: 'customer.created', updated: 'customer.updated' },
  filters: { created: moments, email: text, test_clock: text },
  keep: (customer: Customer, wanted) =>
    (wanted.email === undefined || customer.email === wanted.email) &&
    (wanted.test_clock === undefined ? customer.test_clock === null : customer.test_clock === wanted.test_clock),
  create: {
    params: { ...described, payment_method: text, test_clock: text },
    build({ space, params }) {
      if (params.test_clock !== undefined) roomOn(space, params.test_clock);
      const { payment_method, source, invoice_settings, ...rest } = params;
      const customer = newCustomer(space, params.test_clock ?? null);
      assign(customer, rest, 'tax');
      const method = payment_method ?? source;
      const attached = method === undefined ? undefined : attach(space, methodFor(space, method), customer.id);
      if (attached && source !== undefined) customer.invoice_settings.default_payment_method = attached.id;
      settle(space, customer, invoice_settings);
      return customer;
    },
  },
  update: {
    params: described,
    change(customer, { space, params }) {
      assign(customer, params, 'tax', 'source', 'invoice_settings');
      if (params.source !== undefined)
        customer.invoice_settings.default_payment_method = attach(space, methodFor(space, params.source, 'source'), customer.id).id;
      settle(space, customer, params.invoice_settings);
    },
  },
  remove(customer, { space }) {
    removeCustomer(space, customer);
  },
});

export function newCustomer(space: Space, clock: string | null): Customer {
  return {
    id: space.id('cus_'),
    object: 'customer',
    address: null,
    balance: 0,
    created: space.now(clock),
    currency: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    email: null,
    invoice_prefix: space.letters(8).toUpperCase(),
    invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
    livemode: space.livemode,
    metadata: {},
    name: null,
    next_invoice_sequence: 1,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: clock,
  };
}

/** A deleted customer's subscriptions end at once; its id stays known as deleted. */
export function removeCustomer(space: Space, customer: Customer): void {
  for (const subscription of space.all<Subscription>('subscription'))
    if (subscription.customer === customer.id && subscription.status !== 'canceled')
      cancel(space, subscription, space.now(customer.test_clock), null);
  for (const method of methodsOf(space, customer.id)) method.customer = null;
  space.remove(customer);
  space.emit('customer.deleted', customer);
  space.add({ id: customer.id, object: 'customer', deleted: true });
}

/** Stripe allows three customers per clock. */
function roomOn(space: Space, clock: string): void {
  referred(space, 'test_helpers.test_clock', clock, 'test_clock');
  if (space.all<Customer>('customer').filter((customer) => customer.test_clock === clock).length >= 3)
    throw refuse('You have reached the maximum of 3 customers on this test clock.', { param: 'test_clock' });
}

function settle(space: Space, customer: Customer, settings: { default_payment_method?: string | null } | undefined): void {
  if (settings?.default_payment_method === undefined) return;
  const id = settings.default_payment_method;
  if (id !== null && methodFor(space, id, 'invoice_settings[default_payment_method]').customer !== customer.id) {
    throw refuse(`The customer does not have a payment method with the ID ${id}. The payment method must be attached to the customer.`, {
      code: 'resource_missing',
      param: 'invoice_settings[default_payment_method]',
    });
  }
  customer.invoice_settings = { ...customer.invoice_settings, default_payment_method: id };
}

export function methodsOf(space: Space, customer: string): PaymentMethod[] {
  return space.all<PaymentMethod>('payment_method').filter((method) => method.customer === customer);
}

const billing = hash({ address: clearable(address), email: clearable(email), name: clearable(text), phone: clearable(text) });
const pages = { limit: atLeast(1), starting_after: text, ending_before: text };

/** Credit and debt that the next invoices take up: https://docs.stripe.com/api/customer_balance_transactions */
const balance: Endpoint[] = [
  endpoint({
    method: 'POST',
    path: '/v1/customers/{id}/balance_transactions',
    needs: 'customer_write',
    params: { amount: required(integer), currency: required(currency), description: text, metadata },
    run({ space, params, ids }) {
      const customer = named(space, 'customer', ids.id, 'customer') as Customer;
      customer.balance += params.amount;
      customer.currency ??= params.currency;
      space.emit('customer.updated', customer);
      const line: Thing = {
        id: space.id('cbtxn_'),
        object: 'customer_balance_transaction',
        amount: params.amount,
        checkout_session: null,
        created: space.now(customer.test_clock),
        credit_note: null,
        currency: params.currency,
        customer: customer.id,
        customer_account: null,
        description: params.description ?? null,
        ending_balance: customer.balance,
        invoice: null,
        livemode: space.livemode,
        metadata: params.metadata ?? {},
        type: 'adjustment',
      };
      space.add(line);
      return line;
    },
  }),
  endpoint({
    method: 'GET',
    path: '/v1/customers/{id}/balance_transactions',
    needs: 'customer_read',
    params: pages,
    run({ space, params, ids }) {
      const { id } = named(space, 'customer', ids.id, 'customer');
      const lines = space
        .all<Thing>('customer_balance_transaction')
        .filter((line) => line.customer === id)
        .reverse();
      return page(lines, params, `/v1/customers/${id}/balance_transactions`, 'customer_balance_transaction');
    },
  }),
];

const methods: Endpoint[] = [
  endpoint({
    method: 'POST',
    path: '/v1/payment_methods',
    needs: 'payment_method_write',
    params: {
      allow_redisplay: oneOf('always', 'limited', 'unspecified'),
      billing_details: billing,
      card: hash({ token: text, number: text, cvc: text, exp_month: integer, exp_year: integer }),
      metadata,
      type: required(oneOf('card')),
    },
    run({ space, params }) {
      if (params.card?.number !== undefined)
        throw refuse(
          'Sending credit card numbers directly to the Stripe API is generally unsafe. We suggest you use test tokens that map to the test card you are using, see https://stripe.com/docs/testing.',
        );
      if (params.card?.token === undefined) throw badParam('Missing required param: card.', 'card', 'parameter_missing');
      const method = methodFor(space, params.card.token, 'card[token]');
      assign(method, { metadata: params.metadata, allow_redisplay: params.allow_redisplay });
      if (params.billing_details) method.billing_details = { ...(method.billing_details as object), ...params.billing_details };
      return method;
    },
  }),
  endpoint({
    method: 'GET',
    path: '/v1/payment_methods',
    needs: 'payment_method_read',
    params: { ...pages, customer: text, type: oneOf('card') },
    run: ({ space, params }) =>
      page(
        params.customer === undefined ? [] : methodsOf(space, params.customer).reverse(),
        params,
        '/v1/payment_methods',
        'payment_method',
      ),
  }),
  endpoint({
    method: 'GET',
    path: '/v1/customers/{id}/payment_methods',
    needs: 'payment_method_read',
    params: { ...pages, type: oneOf('card') },
    run({ space, params, ids }) {
      const customer = named(space, 'customer', ids.id, 'customer');
      return page(methodsOf(space, customer.id).reverse(), params, `/v1/customers/${customer.id}/payment_methods`, 'payment_method');
    },
  }),
  endpoint({
    method: 'GET',
    path: '/v1/payment_methods/{id}',
    needs: 'payment_method_read',
    params: {},
    run: ({ space, ids }) => existing(space, ids.id ?? ''),
  }),
  endpoint({
    method: 'POST',
    path: '/v1/payment_methods/{id}',
    needs: 'payment_method_write',
    params: { billing_details: billing, metadata, allow_redisplay: oneOf('always', 'limited', 'unspecified') },
    run: ({ space, ids, params }) =>
      space.change(existing(space, ids.id ?? ''), 'payment_method.updated', (method) => {
        assign(method, params, 'billing_details');
        if (params.billing_details) method.billing_details = { ...(method.billing_details as object), ...params.billing_details };
      }),
  }),
  endpoint({
    method: 'POST',
    path: '/v1/payment_methods/{id}/attach',
    needs: 'payment_method_write',
    params: { customer: required(text) },
    run({ space, ids, params }) {
      const customer = referred<Customer>(space, 'customer', params.customer, 'customer');
      return attach(space, existing(space, ids.id ?? ''), customer.id);
    },
  }),
  endpoint({
    method: 'POST',
    path: '/v1/payment_methods/{id}/detach',
    needs: 'payment_method_write',
    params: {},
    run({ space, ids }) {
      const method = existing(space, ids.id ?? '');
      if (!method.customer) throw refuse('The payment method you provided is not attached to a customer so detachment is impossible.');
      return detach(space, method);
    },
  }),
];

function existing(space: Space, id: string): PaymentMethod {
  const method = id.startsWith('pm_card_') ? methodFor(space, id) : named<PaymentMethod>(space, 'payment_method', id, 'payment_method');
  return method;
}

function detach(space: Space, method: PaymentMethod): Thing {
  const customer = space.find<Customer>(method.customer, 'customer');
  if (customer?.invoice_settings.default_payment_method === method.id)
    customer.invoice_settings = { ...customer.invoice_settings, default_payment_method: null };
  return space.change(method, 'payment_method.detached', (changed) => {
    changed.customer = null;
  });
}

export const customers: readonly Endpoint[] = [...crud, ...balance, ...methods];
