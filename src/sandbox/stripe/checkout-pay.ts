/** What a checkout session comes to: it is paid, or it expires. */
import { attach, cardError, emptyAddress, newMethod, type TestCard } from './cards.ts';
import { confirm, failure, newIntent } from './charging.ts';
import { newCustomer } from './customers.ts';
import type { Customer, PaymentIntent, Subscription } from './model.ts';
import type { Session, SessionLine } from './new-session.ts';
import { refuse } from './refusal.ts';
import { mergeMetadata } from './resource.ts';
import type { Space } from './space.ts';
import { start } from './subscription-start.ts';

export function expire(space: Space, session: Session): void {
  Object.assign(session, { status: 'expired', url: null });
  space.version++;
  space.emit('checkout.session.expired', session);
}

export interface Payer {
  card: TestCard;
  email: string;
  name: string;
  /** The box under "I agree to the terms". */
  agreed: boolean;
}

/** The customer presses "pay". @throws Refusal: the page shows its message and stays open */
export function pay(space: Space, session: Session, payer: Payer): Session {
  if (session.status !== 'open') throw refuse('This Checkout Session is no longer open.');
  if (session.consent_collection?.terms_of_service === 'required' && !payer.agreed) throw refuse('Please agree to the terms of service.');
  const known = space.find<Customer>(session.customer, 'customer');
  const at = space.now(known?.test_clock);
  if (space.livemode)
    throw cardError(
      {
        code: 'card_declined',
        decline_code: 'live_mode_test_card',
        message: 'Your card was declined. Your request was in live mode, but used a known test card.',
      },
      {},
    );
  if (payer.card.attach) throw cardError(payer.card.attach, {});
  const method = newMethod(space, payer.card);
  method.billing_details = { address: emptyAddress(), email: payer.email, name: payer.name, phone: null, tax_id: null };
  if (session.mode === 'payment' || typeof method.$charge === 'object') chargeOnce(space, session, method, known, at);
  const customer =
    known ?? (session.mode === 'subscription' || session.customer_creation === 'always' ? makeCustomer(space, payer) : undefined);
  if (session.mode === 'subscription' && customer) {
    // The page has taken the customer through the bank's challenge, so that the first payment passes.
    const later = method.$charge;
    if (later === 'action') delete method.$charge;
    subscribe(space, session, customer, attach(space, method, customer.id).id, at);
    if (later === 'action') method.$charge = later;
  }
  finish(space, session, customer, payer);
  return session;
}

function chargeOnce(
  space: Space,
  session: Session,
  method: ReturnType<typeof newMethod>,
  customer: Customer | undefined,
  at: number,
): void {
  const { amount_total: amount, currency: money } = session;
  const { description, metadata: noted } = session.$payment;
  const intent = newIntent(space, {
    amount,
    currency: money,
    customer: customer?.id ?? null,
    description: description ?? null,
    metadata: mergeMetadata({}, noted ?? {}),
    at,
  });
  const result = confirm(space, intent, method, at, true);
  if (!result.paid) throw failure(space, intent as PaymentIntent, result);
  session.payment_intent = intent.id;
}

function makeCustomer(space: Space, payer: Payer): Customer {
  const customer = space.add(newCustomer(space, null));
  Object.assign(customer, { email: payer.email, name: payer.name || null });
  space.emit('customer.created', customer);
  return customer;
}

function subscribe(space: Space, session: Session, customer: Customer, method: string, at: number): void {
  const lines = space.all<SessionLine>('item').filter((line) => line.$session === session.id && line.price.recurring);
  const { trial_settings, ...data } = session.$subscription;
  const made: Subscription = start(space, {
    ...data,
    customer,
    at,
    items: lines.map((line) => ({ price: line.price.id, quantity: line.quantity })),
    default_payment_method: method,
    automatic_tax: session.automatic_tax as { enabled: boolean },
    discounts: session.$discounts,
    missing_payment_method: trial_settings?.end_behavior.missing_payment_method,
  });
  Object.assign(session, { subscription: made.id, invoice: made.latest_invoice, customer: customer.id });
}

function finish(space: Space, session: Session, customer: Customer | undefined, payer: Payer): void {
  const trial = session.mode === 'subscription' && space.find<Subscription>(session.subscription as string)?.status === 'trialing';
  Object.assign(session, {
    status: 'complete',
    url: null,
    payment_status: trial ? 'no_payment_required' : 'paid',
    customer: customer?.id ?? null,
    customer_details: {
      address: null,
      business_name: null,
      email: payer.email,
      individual_name: null,
      name: payer.name || null,
      phone: null,
      tax_exempt: 'none',
      tax_ids: [],
    },
  });
  if (session.consent_collection) session.consent = { promotions: null, terms_of_service: payer.agreed ? 'accepted' : null };
  space.version++;
  space.emit('checkout.session.completed', session);
}
