/**
 * `k77 cost prices` as lines: what each vendor sells, with source, date and how far it can be trusted.
 */
import { vendorTitle } from '../costs/alternatives.ts';
import { isStale } from '../costs/freshness.ts';
import { centsOf, dollars } from '../costs/money.ts';
import type { Catalogue, Price, Sourced } from '../costs/price-types.ts';
import type { Look } from './io.ts';
import { titleLines } from './render.ts';
import { columns, ends, wrap } from './text.ts';

export function priceLines(look: Look, catalogue: Catalogue, now: Date): string[] {
  return rowsOf(look, catalogue, now).map((line) => line.trimEnd());
}

function rowsOf(look: Look, catalogue: Catalogue, now: Date): string[] {
  const { paint } = look;
  const vendors = [...new Set(catalogue.prices.map(({ vendor }) => vendor))];
  return [
    ...titleLines(look, ['k77', 'prices', catalogue.title, 'USD a month, before tax']),
    ...vendors.flatMap((vendor) => [
      '',
      `  ${paint.bold(vendorTitle(vendor))}`,
      ...catalogue.prices
        .filter((price) => price.vendor === vendor)
        .flatMap((price) => [...row(look, catalogue, now, price.title, priceText(price), price), ...notes(look, price)]),
    ]),
    ...paymentLines(look, catalogue, now),
    '',
    ...wrap(
      `high, medium and low say how sure a price is; ${look.marks.warn} is older than ${catalogue.staleAfterDays} days. --prices <file> replaces all of it; k77 cost prices --json prints such a file.`,
      look.width - 2,
    ).map((line) => `  ${paint.dim(line)}`),
    '',
  ];
}

function row(look: Look, catalogue: Catalogue, now: Date, name: string, price: string, sourced: Sourced): string[] {
  const { paint, marks } = look;
  const sure = `${sourced.confidence} ${sourced.asOf}${isStale(sourced, catalogue, now) ? ` ${marks.warn}` : ''}`;
  const right = `${price}  ${paint.dim(sure.padEnd(19))}`;
  const fits = columns(name) + columns(right) + 6 <= look.width;
  return fits
    ? ends(`    ${name}`, right, look.width)
    : [...ends(`    ${name}`, paint.dim(sure.padEnd(19)), look.width), ...wrap(price, look.width - 6).map((line) => `      ${line}`)];
}

function priceText(price: Price): string {
  if (price.ended !== undefined) return 'ended';
  const fees = price.fees.map(
    ({ usd, every, each }) => `${dollars(centsOf(usd))}${every === 'year' ? ' a year' : ''}${each ? ' each' : ''}`,
  );
  const sizes = price.sizes ? [`from ${dollars(Math.min(...price.sizes.map(({ usd }) => centsOf(usd))))} a machine`] : [];
  return [...fees, ...sizes].join(' + ') || (price.meters ? 'by use' : '0.00');
}

/** `per 1,000 MB`, `per GB`, `per thousand` */
function perText(unit: string, per: number): string {
  if (per === 1000 && (unit === 'cpuMilli' || /Mb$/.test(unit))) return unit === 'cpuMilli' ? ' per CPU' : ' per GB';
  const many = per.toLocaleString('en-US');
  const name = /Mb$/.test(unit)
    ? 'MB'
    : /Gb$/.test(unit)
      ? 'GB'
      : /K$/.test(unit)
        ? 'thousand'
        : unit === 'cpuMilli'
          ? 'thousandths of a CPU'
          : '';
  if (name === '') return per === 1 ? '' : ` per ${many}`;
  return per === 1 ? ` per ${name}` : ` per ${many} ${name}`;
}

function notes(look: Look, price: Price): string[] {
  const { paint, marks } = look;
  const metered = price.meters?.map(({ what, usd, per, unit }) => `${what} $${usd}${perText(unit, per)}`).join(', ');
  const sizes = price.sizes?.map(({ name, usd }) => `${name} $${usd}`).join(', ');
  const forbidden = price.forbids?.map((what) => `not for ${what}`).join(', ');
  const annual = price.annual ? `$${price.annual} a month by the year` : undefined;
  const text = [price.ended, forbidden, metered, sizes, annual, price.note].filter(Boolean).join(` ${marks.dot} `);
  return [text, price.source]
    .filter((line) => line !== '')
    .flatMap((line) => wrap(line, look.width - 6).map((part) => `      ${paint.dim(part)}`));
}

function paymentLines(look: Look, catalogue: Catalogue, now: Date): string[] {
  const { cards, billing, tax, dispute, discord, exchange } = catalogue.payments;
  const one = (name: string, price: string, sourced: Sourced | undefined): string[] =>
    sourced
      ? [
          ...row(look, catalogue, now, name, price, sourced),
          ...wrap(sourced.source, look.width - 6).map((line) => `      ${look.paint.dim(line)}`),
        ]
      : [];
  const where = (countries: readonly string[]): string =>
    countries.length > 3 ? `EEA (${countries.length} countries)` : countries.join(', ').replace('*', 'everywhere');
  return [
    '',
    `  ${look.paint.bold('Payments')}`,
    ...cards.flatMap((card) =>
      one(
        `Stripe cards, ${where(card.countries)}`,
        `${card.percent} % + ${card.flat} ${card.currency.toUpperCase()}; foreign +${card.international}, converted +${card.conversion} %`,
        card,
      ),
    ),
    ...one('Stripe Billing', `${billing?.percent} %`, billing),
    ...one('Stripe Tax', `${tax?.percent} %`, tax),
    ...one('Stripe dispute', `${dispute?.received} + ${dispute?.countered} when answered and lost`, dispute),
    ...one('Discord', `${discord?.percent} %, ${discord?.above} % above $1 million`, discord),
    ...Object.entries(exchange).flatMap(([currency, rate]) => row(look, catalogue, now, `1 ${currency.toUpperCase()}`, rate.usd, rate)),
  ];
}
