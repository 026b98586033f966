import { expire } from './checkout-pay.ts';
import { discountParams } from './coupons.ts';
import { openSession, type Session, type SessionLine } from './new-session.ts';
import { atLeast, clearable, currency, email, flag, hash, list, metadata, moments, oneOf, required, text, time, url } from './params.ts';
import { priceParams } from './prices.ts';
import { badParam, refuse } from './refusal.ts';
import { assign, type Endpoint, endpoint, named, page, referred, resource } from './resource.ts';

const terms = oneOf('none', 'required');
const endBehavior = hash({
  end_behavior: required(hash({ missing_payment_method: required(oneOf('cancel', 'create_invoice', 'pause')) })),
});
const note = clearable(hash({ message: required(text) }));

const params = {
  allow_promotion_codes: flag,
  automatic_tax: hash({ enabled: required(flag) }),
  billing_address_collection: oneOf('auto', 'required'),
  cancel_url: url,
  client_reference_id: text,
  consent_collection: hash({
    promotions: oneOf('auto', 'none'),
    terms_of_service: terms,
    payment_method_reuse_agreement: hash({ position: required(oneOf('auto', 'hidden')) }),
  }),
  currency,
  custom_text: hash({ after_submit: note, shipping_address: note, submit: note, terms_of_service_acceptance: note }),
  customer: text,
  customer_creation: oneOf('always', 'if_required'),
  customer_email: email,
  customer_update: hash({ address: oneOf('auto', 'never'), name: oneOf('auto', 'never'), shipping: oneOf('auto', 'never') }),
  discounts: discountParams,
  expires_at: time,
  line_items: list(
    hash({
      adjustable_quantity: hash({ enabled: required(flag), maximum: atLeast(0), minimum: atLeast(0) }),
      price: text,
      price_data: hash({ ...priceParams, product: text, product_data: hash({ name: required(text), description: text, metadata }) }),
      quantity: atLeast(1),
    }),
  ),
  locale: text,
  metadata,
  mode: required(oneOf('payment', 'setup', 'subscription')),
  payment_intent_data: hash({ description: text, metadata, setup_future_usage: oneOf('off_session', 'on_session') }),
  payment_method_collection: oneOf('always', 'if_required'),
  payment_method_types: list(text),
  phone_number_collection: hash({ enabled: required(flag) }),
  saved_payment_method_options: hash({ payment_method_save: oneOf('disabled', 'enabled') }),
  submit_type: oneOf('auto', 'book', 'donate', 'pay', 'subscribe'),
  subscription_data: hash({
    billing_cycle_anchor: time,
    description: text,
    metadata,
    trial_end: time,
    trial_period_days: atLeast(1),
    trial_settings: endBehavior,
  }),
  success_url: url,
  tax_id_collection: hash({ enabled: required(flag), required: oneOf('if_supported', 'never') }),
  ui_mode: oneOf('elements', 'embedded_page', 'form', 'hosted_page'),
};

const crud = resource({
  object: 'checkout.session',
  path: '/v1/checkout/sessions',
  permission: 'checkout_session',
  filters: {
    created: moments,
    customer: text,
    customer_details: hash({ email: required(text) }),
    payment_intent: text,
    status: oneOf('complete', 'expired', 'open'),
    subscription: text,
  },
  keep: (session: Session, wanted) =>
    (wanted.customer === undefined || session.customer === wanted.customer) &&
    (wanted.status === undefined || session.status === wanted.status) &&
    (wanted.payment_intent === undefined || session.payment_intent === wanted.payment_intent) &&
    (wanted.subscription === undefined || session.subscription === wanted.subscription) &&
    (wanted.customer_details === undefined || session.customer_email === wanted.customer_details.email),
  create: {
    params,
    build({ space, params: given }) {
      if (given.mode === 'setup') throw refuse('k77 sandbox: mode=setup is not emulated.', { param: 'mode' });
      if ((given.ui_mode ?? 'hosted_page') !== 'hosted_page')
        throw refuse('k77 sandbox: only ui_mode=hosted_page is emulated.', { param: 'ui_mode' });
      if (given.success_url === undefined) throw badParam('Missing required param: success_url.', 'success_url', 'parameter_missing');
      if (given.customer !== undefined && given.customer_email !== undefined)
        throw badParam('You may only specify one of these parameters: customer, customer_email.', 'customer');
      if (given.customer !== undefined) referred(space, 'customer', given.customer, 'customer');
      if (given.consent_collection?.terms_of_service === 'required' && !space.find('business')?.terms_url)
        throw refuse(
          'You cannot collect consent to your terms of service unless a URL is set in the Stripe Dashboard. Update your public business details in the Dashboard https://dashboard.stripe.com/settings/public with a Terms of service URL to collect terms of service consent.',
          { param: 'consent_collection[terms_of_service]' },
        );
      if (space.livemode && !space.find('business')?.activated)
        throw refuse('Your account cannot currently make live charges.', { code: 'testmode_charges_only' });
      const now = space.wall();
      const expires = given.expires_at ?? now + 86400;
      if (expires < now + 1800 || expires > now + 86400)
        throw refuse('The `expires_at` timestamp must be less than 24 hours and at least 30 minutes from Checkout Session creation.', {
          param: 'expires_at',
        });
      return openSession(space, { ...given, mode: given.mode }, given.line_items ?? [], expires);
    },
  },
});

const more: Endpoint[] = [
  endpoint({
    method: 'POST',
    path: '/v1/checkout/sessions/{id}',
    needs: 'checkout_session_write',
    params: { metadata },
    run({ space, ids, params: given }) {
      const session = named<Session>(space, 'checkout.session', ids.id, 'session');
      return space.change(session, undefined, (changed) => assign(changed, given));
    },
  }),
  endpoint({
    method: 'POST',
    path: '/v1/checkout/sessions/{id}/expire',
    needs: 'checkout_session_write',
    params: {},
    run({ space, ids }) {
      const session = named<Session>(space, 'checkout.session', ids.id, 'session');
      if (session.status !== 'open')
        throw refuse(
          `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${session.status}\`.`,
          { param: 'session' },
        );
      expire(space, session);
      return session;
    },
  }),
  endpoint({
    method: 'GET',
    path: '/v1/checkout/sessions/{id}/line_items',
    needs: 'checkout_session_read',
    params: { limit: atLeast(1), starting_after: text, ending_before: text },
    run({ space, ids, params: given }) {
      const session = named<Session>(space, 'checkout.session', ids.id, 'session');
      const lines = space.all<SessionLine>('item').filter((line) => line.$session === session.id);
      return page(lines, given, `/v1/checkout/sessions/${session.id}/line_items`, 'item');
    },
  }),
];

export const checkout: readonly Endpoint[] = [...crud, ...more];
