/**
 * Amounts as people read them. Stripe counts in the smallest unit of a currency, which is not always a hundredth: yen have none, dinars have thousandths.
 * https://docs.stripe.com/currencies#zero-decimal
 */
const language = 'en-US';

/** "$9.99", "¥1,500", "€99.90" */
export function money(minor: number, currency: string): string {
  const format = new Intl.NumberFormat(language, { style: 'currency', currency: currency.toUpperCase(), currencyDisplay: 'narrowSymbol' });
  return format.format(minor / 10 ** decimalsOf(currency));
}

/** Two where the currency is unknown to the runtime. */
function decimalsOf(currency: string): number {
  const { maximumFractionDigits = 2 } = new Intl.NumberFormat(language, {
    style: 'currency',
    currency: currency.toUpperCase(),
  }).resolvedOptions();
  // Stripe takes amounts of these in hundredths, although they have no such coin any more.
  return ['isk', 'ugx', 'huf', 'twd'].includes(currency.toLowerCase()) ? 2 : maximumFractionDigits;
}

/** 9.99 of 999 cents, 1500 of 1500 yen: as programs that count in whole units want it. */
export function majorUnits(minor: number, currency: string): number {
  return minor / 10 ** decimalsOf(currency);
}
