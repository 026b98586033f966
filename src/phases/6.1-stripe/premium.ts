/**
 * What Premium is in Stripe: two products with one price each (guide 6.1/5). Products, prices and their checks are made from this table.
 */
import type { Values } from '../../core/keys.ts';

export type PlanName = 'monthly' | 'yearly';
export const planNames: readonly PlanName[] = ['monthly', 'yearly'];

/** The tag that marks an object in Stripe as made by k77; its value says which one it is. */
export const tag = 'k77';

export const premium = {
  monthly: { productId: 'k77_premium_monthly', lookupKey: 'premium_monthly', interval: 'month', word: 'Monthly' },
  yearly: { productId: 'k77_premium_yearly', lookupKey: 'premium_yearly', interval: 'year', word: 'Yearly' },
} as const;

/** Ids of products that were made by hand, where it was not k77 who made them. */
export const productsThere = { monthly: 'stripeMonthlyProduct', yearly: 'stripeYearlyProduct' } as const;

/** One product has both prices. */
export function isShared(values: Partial<Values>): boolean {
  return Boolean(values.stripeMonthlyProduct) && values.stripeMonthlyProduct === values.stripeYearlyProduct;
}

/** Currencies without minor units, as Stripe charges them: https://docs.stripe.com/currencies#zero-decimal */
const zeroDecimal = new Set([
  'bif',
  'clp',
  'djf',
  'gnf',
  'jpy',
  'kmf',
  'krw',
  'mga',
  'pyg',
  'rwf',
  'ugx',
  'vnd',
  'vuv',
  'xaf',
  'xof',
  'xpf',
]);

/** "9.99" in the currency's minor units, 999. Undefined when it is no amount of that currency. */
export function minorUnits(amount: string, currency: string): number | undefined {
  const digits = zeroDecimal.has(currency) ? 0 : 2;
  const parts = /^(\d{1,7})(?:\.(\d{1,2}))?$/.exec(amount);
  if (!parts || (digits === 0 && parts[2] !== undefined)) return undefined;
  const minor = Number(parts[1]) * 10 ** digits + (digits === 0 ? 0 : Number((parts[2] ?? '').padEnd(2, '0')));
  return minor > 0 ? minor : undefined;
}

/** 999 as people write it, "9.99". */
export function amountText(minor: number, currency: string): string {
  return zeroDecimal.has(currency) ? String(minor) : (minor / 100).toFixed(2).replace(/\.00$/, '');
}

/** What a year saves against twelve months, in whole per cent; undefined when it saves nothing. */
export function yearlySaving(values: Partial<Pick<Values, 'monthlyPrice' | 'yearlyPrice' | 'currency'>>): number | undefined {
  const currency = values.currency ?? 'usd';
  const month = minorUnits(values.monthlyPrice ?? '', currency);
  const year = minorUnits(values.yearlyPrice ?? '', currency);
  if (month === undefined || year === undefined) return undefined;
  const saved = Math.round((1 - year / (12 * month)) * 100);
  return saved > 0 ? saved : undefined;
}
