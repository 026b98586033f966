/**
 * Test cards: what `pm_card_…`, `tok_…` and the card numbers of https://docs.stripe.com/testing do when they are saved or charged.
 */
import type { Decline, PaymentMethod } from './model.ts';
import { Refusal } from './refusal.ts';
import { noSuch } from './resource.ts';
import type { Space } from './space.ts';

export interface TestCard {
  /** As typed into the checkout page. */
  number: string;
  brand: string;
  funding?: 'debit' | 'prepaid';
  /** Refused when it is attached to a customer. */
  attach?: Decline;
  /** What happens when it is charged: declined, asks for authentication, or is disputed afterwards. */
  charge?: Decline | 'action' | 'dispute';
}

const declined = (decline_code: string, message = 'Your card was declined.'): Decline => ({ code: 'card_declined', decline_code, message });
const generic = declined('generic_decline');
const refusing = (number: string, decline: Decline): TestCard => ({ number, brand: 'visa', attach: decline, charge: decline });

/** By the name after `pm_card_` and `tok_`. */
export const testCards: Readonly<Record<string, TestCard>> = {
  visa: { number: '4242424242424242', brand: 'visa' },
  visa_debit: { number: '4000056655665556', brand: 'visa', funding: 'debit' },
  mastercard: { number: '5555555555554444', brand: 'mastercard' },
  mastercard_debit: { number: '5200828282828210', brand: 'mastercard', funding: 'debit' },
  mastercard_prepaid: { number: '5105105105105100', brand: 'mastercard', funding: 'prepaid' },
  amex: { number: '378282246310005', brand: 'amex' },
  discover: { number: '6011111111111117', brand: 'discover' },
  diners: { number: '3056930009020004', brand: 'diners' },
  jcb: { number: '3566002020360505', brand: 'jcb' },
  unionpay: { number: '6200000000000005', brand: 'unionpay' },
  chargeCustomerFail: { number: '4000000000000341', brand: 'visa', charge: generic },
  chargeDeclined: refusing('4000000000000002', generic),
  visa_chargeDeclined: refusing('4000000000000002', generic),
  visa_chargeDeclinedInsufficientFunds: refusing('4000000000009995', declined('insufficient_funds', 'Your card has insufficient funds.')),
  visa_chargeDeclinedLostCard: refusing('4000000000009987', declined('lost_card')),
  visa_chargeDeclinedStolenCard: refusing('4000000000009979', declined('stolen_card')),
  chargeDeclinedExpiredCard: refusing('4000000000000069', { code: 'expired_card', message: 'Your card has expired.' }),
  chargeDeclinedIncorrectCvc: refusing('4000000000000127', { code: 'incorrect_cvc', message: "Your card's security code is incorrect." }),
  chargeDeclinedProcessingError: refusing('4000000000000119', {
    code: 'processing_error',
    message: 'An error occurred while processing your card. Try again in a little bit.',
  }),
  authenticationRequired: { number: '4000002500003155', brand: 'visa', charge: 'action' },
  threeDSecure2Required: { number: '4000000000003220', brand: 'visa', charge: 'action' },
  createDispute: { number: '4000000000000259', brand: 'visa', charge: 'dispute' },
};

export function cardByNumber(number: string): TestCard | undefined {
  return Object.values(testCards).find((card) => card.number === number.replaceAll(/\D/g, ''));
}

/**
 * The payment method that a parameter names: one that exists, or a new one made from a test name.
 * @throws Refusal when there is none, or when a test name is used with a live key
 */
export function methodFor(space: Space, name: string, param = 'payment_method'): PaymentMethod {
  const known = space.find<PaymentMethod>(name, 'payment_method');
  if (known) return known;
  const card = testCards[name.replace(/^(pm_card_|tok_)/, '')];
  if (!card || name.startsWith('pm_card_') === name.startsWith('tok_')) throw noSuch('payment_method', name, 400, param);
  if (space.livemode) throw noSuch('payment_method', name, 400, param);
  return newMethod(space, card);
}

export function newMethod(space: Space, card: TestCard): PaymentMethod {
  return space.add<PaymentMethod>({
    id: space.id('pm_'),
    object: 'payment_method',
    allow_redisplay: 'unspecified',
    billing_details: { address: emptyAddress(), email: null, name: null, phone: null, tax_id: null },
    card: {
      brand: card.brand,
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
      country: 'US',
      display_brand: card.brand,
      exp_month: 12,
      exp_year: 2034,
      fingerprint: card.number.slice(-8).padStart(16, 'k77Sandbox'),
      funding: card.funding ?? 'credit',
      generated_from: null,
      last4: card.number.slice(-4),
      networks: { available: [card.brand], preferred: null },
      regulated_status: 'unregulated',
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created: space.wall(),
    customer: null,
    customer_account: null,
    livemode: space.livemode,
    metadata: {},
    type: 'card',
    ...(card.charge ? { $charge: card.charge } : {}),
    ...(card.attach ? { $attach: card.attach } : {}),
  });
}

export function emptyAddress(): Record<string, null> {
  return { city: null, country: null, line1: null, line2: null, postal_code: null, state: null };
}

/** @throws Refusal 402 when the card may not be saved, 400 when it belongs to another customer */
export function attach(space: Space, method: PaymentMethod, customer: string): PaymentMethod {
  if (method.customer === customer) return method;
  if (method.customer)
    throw new Refusal(400, 'The payment method you provided has already been attached to a customer.', {
      code: 'payment_method_unexpected_state',
    });
  if (method.$attach) throw cardError(method.$attach, {});
  method.customer = customer;
  space.version++;
  space.emit('payment_method.attached', method);
  return method;
}

export function cardError(decline: Decline, more: { charge?: string; payment_intent?: unknown; payment_method?: unknown }): Refusal {
  const { message, ...codes } = decline;
  return new Refusal(402, message, { type: 'card_error', ...codes, ...more });
}
