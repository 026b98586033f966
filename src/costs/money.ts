/**
 * Money without floating point. A unit price is kept exactly, in billionths of its currency; a line of a bill is rounded once, half up, to whole cents.
 * Sums of lines are sums of whole cents, so a total always equals what its lines show.
 */

/** Billionths of a dollar (or of another currency): Sentry sells an error for 0.0001875. */
export type Nano = bigint;
/** Whole cents. Below 2^53, which the limits on inputs guarantee. */
export type Cents = number;

const nanoDigits = 9;
const nanoPerCent = 10n ** BigInt(nanoDigits - 2);

/** `0.0003625` → 362500n. @throws Error for anything but a decimal number with at most nine places */
export function nano(decimal: string): Nano {
  const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d{1,12})(?:\.(\d{1,9}))?$/.exec(decimal) ?? [];
  if (whole === '') throw new Error(`"${decimal}" is not an amount like 0.15`);
  const value = BigInt(whole) * 10n ** BigInt(nanoDigits) + BigInt(fraction.padEnd(nanoDigits, '0'));
  return sign === '-' ? -value : value;
}

/** An exact fraction of cents, until it is rounded. */
export interface Exact {
  readonly over: bigint;
  readonly under: bigint;
}

/** `price × quantity ÷ per`, in cents, exactly. */
export function exact(price: Nano, quantity: bigint | number, per: bigint | number = 1): Exact {
  return { over: price * BigInt(quantity), under: nanoPerCent * BigInt(per) };
}

/** `cents × part ÷ of`, exactly. */
export function share(cents: Cents, part: bigint | number, of: bigint | number): Exact {
  return { over: BigInt(cents) * BigInt(part), under: BigInt(of) };
}

/** Half up, away from zero below it: what Stripe and the vendors' invoices do. */
export function rounded({ over, under }: Exact): Cents {
  const positive = over < 0n ? -over : over;
  const cents = Number((positive * 2n + under) / (under * 2n));
  return over < 0n ? -cents : cents;
}

export function centsOf(decimal: string): Cents {
  return rounded(exact(nano(decimal), 1));
}

export function sum(all: readonly Cents[]): Cents {
  return all.reduce((total, cents) => total + cents, 0);
}

/** `1,750.75`: for people. */
export function dollars(cents: Cents): string {
  const text = `${Math.floor(Math.abs(cents) / 100)}`.replaceAll(/\B(?=(\d{3})+$)/g, ',');
  return `${cents < 0 ? '-' : ''}${text}.${String(Math.abs(cents) % 100).padStart(2, '0')}`;
}

/** `$1,750.75`, `-$3.20` */
export function usd(cents: Cents): string {
  return cents < 0 ? `-$${dollars(-cents)}` : `$${dollars(cents)}`;
}
