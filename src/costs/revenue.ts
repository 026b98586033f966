/**
 * What the subscribers pay and what payments cost, per charge exactly: every fee of a charge is rounded to a cent as Stripe does, then multiplied.
 * Shares (foreign cards, refunds …) are expectations; they are rounded once per line. Taxes are left out: they are not the merchant's money.
 */
import { exits, OperatorError } from '../core/errors.ts';
import { type Cents, exact, nano, rounded, share, sum } from './money.ts';
import type { CardPrice, PaymentPrices } from './price-types.ts';

/** Shares in hundredths of a per cent: 10,000 is everybody. */
export interface Payers {
  subscribers: number;
  yearlyShare: number;
  /** Cards from another country than the merchant's, and payments that are converted. */
  internationalShare: number;
  conversionShare: number;
  /** Charges that are refunded whole, and charges that are disputed; of those, answered; of those, won. */
  refundShare: number;
  disputeShare: number;
  counteredShare: number;
  wonShare: number;
  /** Subscribers who buy through Discord, monthly only. */
  discordShare: number;
  /** Dollars that were sold through Discord so far. */
  discordLifetimeUsd: number;
}

export interface Merchant {
  /** ISO 3166-1 alpha-2. */
  country: string;
  currency: string;
  /** Minor units of the currency. */
  monthly: Cents;
  yearly: Cents;
  collectsTax: boolean;
}

export interface MoneyLine {
  what: string;
  cents: Cents;
  /** What it stands for: `charge`, `share`. */
  detail?: string;
}

export interface Revenue {
  income: readonly MoneyLine[];
  fees: readonly MoneyLine[];
  gross: Cents;
  feesCents: Cents;
  net: Cents;
  /** What one charge leaves, by plan: a domestic card, nothing refunded; `conversion` counts every fee of the worst case. */
  perCharge: { monthly: Net; yearly: Net; discordMonthly?: Net };
}

export interface Net {
  price: Cents;
  fee: Cents;
  net: Cents;
  international: Cents;
  converted: Cents;
}

const everybody = 10_000;
const inPercent = 10n ** 11n;

/** `2.9` per cent of an amount, in cents, rounded as one fee. */
function percentOf(percent: string, cents: Cents, part = everybody): Cents {
  return rounded({ over: nano(percent) * BigInt(cents) * BigInt(part), under: inPercent * BigInt(everybody) });
}

export function cardsOf(payments: PaymentPrices, country: string): CardPrice {
  const found = payments.cards.find(({ countries }) => countries.includes(country) || countries.includes('*'));
  if (found) return found;
  const known = payments.cards.flatMap(({ countries }) => countries).sort();
  throw new OperatorError({
    what: `no card rates are known for merchants in "${country}"`,
    fix: `one of ${known.join(', ')}; for another country give a catalogue with its rates: --prices <file>`,
    exit: exits.usage,
  });
}

/** Any currency as cents of a dollar. @throws OperatorError when no rate is known */
export function inUsd(payments: PaymentPrices, amount: string, currency: string): Cents {
  if (currency === 'usd') return rounded(exact(nano(amount), 1));
  const rate = payments.exchange[currency]?.usd;
  if (rate === undefined)
    throw new OperatorError({
      what: `no exchange rate for ${currency.toUpperCase()} is known`,
      fix: `usd, ${Object.keys(payments.exchange).join(', ') || 'and nothing else in this catalogue'}; or give a catalogue that has it: --prices <file>`,
      exit: exits.usage,
    });
  return rounded({ over: nano(amount) * nano(rate), under: 10n ** 16n });
}

/** The fees of one charge, each rounded. */
interface ChargeFees {
  card: Cents;
  billing: Cents;
  tax: Cents;
  international: Cents;
  conversion: Cents;
}

function feesOf(payments: PaymentPrices, merchant: Merchant, price: Cents): ChargeFees {
  const cards = cardsOf(payments, merchant.country);
  return {
    card: rounded({
      over: nano(cards.percent) * BigInt(price) + BigInt(inUsd(payments, cards.flat, cards.currency)) * inPercent,
      under: inPercent,
    }),
    billing: payments.billing ? percentOf(payments.billing.percent, price) : 0,
    tax: merchant.collectsTax && payments.tax ? percentOf(payments.tax.percent, price) : 0,
    international: percentOf(cards.international, price),
    conversion: percentOf(cards.conversion, price),
  };
}

function netOf(fees: ChargeFees, price: Cents): Net {
  const fee = fees.card + fees.billing + fees.tax;
  return {
    price,
    fee,
    net: price - fee,
    international: price - fee - fees.international,
    converted: price - fee - fees.international - fees.conversion,
  };
}

/** How many pay how: whole people. */
export function split(payers: Payers): { discord: number; yearly: number; monthly: number } {
  const yearly = Math.floor((payers.subscribers * payers.yearlyShare + everybody / 2) / everybody);
  const left = payers.subscribers - yearly;
  const discord = Math.floor((left * payers.discordShare + everybody / 2) / everybody);
  return { discord, yearly, monthly: left - discord };
}

/** @param merchant prices in US cents */
export function revenueOf(payments: PaymentPrices, merchant: Merchant, payers: Payers): Revenue {
  const { discord, yearly, monthly } = split(payers);
  const fees = { monthly: feesOf(payments, merchant, merchant.monthly), yearly: feesOf(payments, merchant, merchant.yearly) };
  const plans = [
    { name: 'monthly', price: merchant.monthly, fees: fees.monthly, charges: monthly, of: 1 },
    // A yearly subscriber is charged once in twelve months.
    { name: 'yearly', price: merchant.yearly, fees: fees.yearly, charges: yearly, of: 12 },
  ].filter(({ charges }) => charges > 0);
  const each = (cents: Cents, charges: number, of: number, part = everybody): Cents =>
    rounded(share(cents, BigInt(charges) * BigInt(part), of * everybody));
  const line = (what: string, pick: (fees: ChargeFees, price: Cents) => Cents, part = everybody): MoneyLine[] =>
    plans
      .map(({ name, price, fees, charges, of }) => ({ what: `${what}, ${name}`, cents: each(pick(fees, price), charges, of, part) }))
      .filter(({ cents }) => cents !== 0);

  const income = [
    ...line('Subscriptions', (_, price) => price),
    ...(discord > 0 ? [{ what: 'Subscriptions through Discord', cents: discord * merchant.monthly }] : []),
  ];
  const disputed = { received: payments.dispute?.received ?? '0', countered: payments.dispute?.countered ?? '0' };
  const lost = everybody - rounded({ over: BigInt(payers.counteredShare) * BigInt(payers.wonShare), under: BigInt(everybody) });
  const answeredAndLost = rounded({ over: BigInt(payers.counteredShare) * BigInt(everybody - payers.wonShare), under: BigInt(everybody) });
  const all: MoneyLine[] = [
    ...line('Card fees', ({ card }) => card),
    ...line('Stripe Billing', ({ billing }) => billing),
    ...line('Stripe Tax', ({ tax }) => tax),
    ...line('Foreign cards', ({ international }) => international, payers.internationalShare),
    ...line('Currency conversion', ({ conversion }) => conversion, payers.conversionShare),
    // The price goes back to the customer; the fees above stay paid.
    ...line('Refunds (their fees are kept)', (_, price) => price, payers.refundShare),
    ...line('Disputes lost', (_, price) => price, part(payers.disputeShare, lost)),
    ...line('Dispute fees', () => rounded(exact(nano(disputed.received), 1)), payers.disputeShare),
    ...line('Dispute answers lost', () => rounded(exact(nano(disputed.countered), 1)), part(payers.disputeShare, answeredAndLost)),
    ...(discord > 0 ? [{ what: "Discord's share", cents: discord * (discordNet(payments, merchant, payers)?.fee ?? 0) }] : []),
  ];
  const gross = sum(income.map(({ cents }) => cents));
  const feesCents = sum(all.map(({ cents }) => cents));
  const discordMonthly = discordNet(payments, merchant, payers);
  return {
    income,
    fees: all,
    gross,
    feesCents,
    net: gross - feesCents,
    perCharge: {
      monthly: netOf(fees.monthly, merchant.monthly),
      yearly: netOf(fees.yearly, merchant.yearly),
      ...(discordMonthly ? { discordMonthly } : {}),
    },
  };
}

function part(of: number, share_: number): number {
  return rounded({ over: BigInt(of) * BigInt(share_), under: BigInt(everybody) });
}

/** Discord sells monthly only, takes one share and nothing else. */
function discordNet(payments: PaymentPrices, merchant: Merchant, payers: Payers): Net | undefined {
  if (!payments.discord) return undefined;
  const { percent, above, threshold } = payments.discord;
  const fee = percentOf(payers.discordLifetimeUsd >= threshold ? above : percent, merchant.monthly);
  const net = merchant.monthly - fee;
  return { price: merchant.monthly, fee, net, international: net, converted: net };
}

/**
 * The smallest number of subscribers whose payments cover the cost, everything else the same; undefined when no number does.
 * @param cost cents per month
 */
export function breakEven(payments: PaymentPrices, merchant: Merchant, payers: Payers, cost: Cents): number | undefined {
  const profit = (subscribers: number): Cents => revenueOf(payments, merchant, { ...payers, subscribers }).net - cost;
  if (profit(0) >= 0) return 0;
  const most = 100_000_000;
  let high = 1;
  while (profit(high) < 0) {
    if (high >= most) return undefined;
    high *= 2;
  }
  let low = Math.floor(high / 2);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (profit(middle) >= 0) high = middle;
    else low = middle;
  }
  // Rounding of lines and whole people may let a smaller number reach it a few cents earlier.
  for (let fewer = high - 1; fewer >= Math.max(0, high - 48); fewer--) if (profit(fewer) >= 0) high = fewer;
  return high;
}
