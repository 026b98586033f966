/**
 * What an estimate starts from, and how each number is known: measured at a vendor, declared by the operator, or assumed. A declaration wins over a
 * measurement, a measurement over an assumption.
 */
import { exits, OperatorError } from '../core/errors.ts';
import type { UsageFigure } from '../core/vendor.ts';
import { vendorsOf } from './choose.ts';
import { derived, type Load, loadOf, type Unit, units } from './load.ts';
import { amount, describe, mostServers, mostSubscribers, mostUse, shareOf, whole } from './numbers.ts';
import { type Catalogue, type Slot, slots } from './price-types.ts';
import { cardsOf, inUsd, type Merchant, type Payers } from './revenue.ts';

export type How = 'measured' | 'declared' | 'assumed';

export interface Reading {
  name: string;
  value: number;
  unit: string;
  how: How;
  /** The flag, file, answer or call it comes from; the rule for what is assumed. */
  from: string;
  /** When it was measured, ISO 8601. */
  at?: string;
}

/** A number or text that somebody gave, with where. */
export interface Given {
  value: unknown;
  from: string;
  /** Nobody said so: it stands in for an answer. */
  assumed?: true;
}

/** Fields that an estimate takes, besides the units of use. Flags, a usage file and `k77.json` all fill these. */
export const fields = [
  'servers',
  'subscribers',
  'yearlyShare',
  'internationalShare',
  'conversionShare',
  'refundShare',
  'disputeShare',
  'counteredShare',
  'wonShare',
  'discordShare',
  'discordLifetimeUsd',
  'country',
  'currency',
  'monthlyPrice',
  'yearlyPrice',
  'collectsTax',
  'commercial',
] as const;
export type FieldName = (typeof fields)[number];

export interface Sources {
  catalogue: Catalogue;
  /** By field; the first to give one wins. */
  given: Partial<Record<FieldName, Given>>;
  usage: Partial<Record<Unit, Given>>;
  plans: Partial<Record<Slot, Given>>;
  vendors: Partial<Record<Slot, Given>>;
  measured: readonly (UsageFigure & { at: string; vendor: string })[];
}

export interface Inputs {
  catalogue: Catalogue;
  load: Load;
  payers: Payers;
  merchant: Merchant;
  commercial: boolean;
  plans: Partial<Record<Slot, string>>;
  vendors: Readonly<Record<Slot, string>>;
  readings: readonly Reading[];
}

const shares = [
  'yearlyShare',
  'internationalShare',
  'conversionShare',
  'refundShare',
  'disputeShare',
  'counteredShare',
  'wonShare',
  'discordShare',
] as const;
const shareTitles: Readonly<Record<(typeof shares)[number], string>> = {
  yearlyShare: '% of subscribers who pay yearly',
  internationalShare: '% of payments with a foreign card',
  conversionShare: '% of payments that are converted',
  refundShare: '% of payments that are refunded',
  disputeShare: '% of payments that are disputed',
  counteredShare: '% of disputes that are answered',
  wonShare: '% of answered disputes that are won',
  discordShare: '% of monthly subscribers who buy through Discord',
};

/** @throws OperatorError (64) naming the field that will not do */
export function inputsFrom(sources: Sources): Inputs {
  const { catalogue, given } = sources;
  const readings: Reading[] = [];
  const seen = new Map(sources.measured.map((figure) => [figure.name, figure]));

  const read = (
    name: string,
    unit: string,
    from: Given | undefined,
    parse: (value: unknown, name: string) => number,
    assumed: number,
    rule: string,
  ): number => {
    const figure = seen.get(name);
    const reading: Reading = from
      ? { name, value: parse(from.value, from.from), unit, how: from.assumed ? 'assumed' : 'declared', from: from.from }
      : figure
        ? {
            name,
            value: (shares as readonly string[]).includes(name) ? Math.round(figure.value * 100) : Math.ceil(figure.value),
            unit,
            how: 'measured',
            from: `${figure.vendor}, ${figure.call}`,
            at: figure.at,
          }
        : { name, value: assumed, unit, how: 'assumed', from: rule };
    readings.push(reading);
    return reading.value;
  };

  const servers = read(
    'servers',
    units.servers,
    given.servers,
    (value, name) => whole(value, { name, most: mostServers, of: 'Discord servers' }),
    0,
    'nothing was given',
  );
  const subscribers = read(
    'subscribers',
    'paying subscribers',
    given.subscribers,
    (value, name) => whole(value, { name, most: mostSubscribers, of: 'paying subscribers' }),
    0,
    'nothing was given',
  );
  const part = Object.fromEntries(
    shares.map((name) => {
      const value = read(
        name,
        shareTitles[name],
        given[name],
        (text, field) => shareOf(text, field),
        0,
        'none, until it is measured or declared',
      );
      return [name, value];
    }),
  ) as Record<(typeof shares)[number], number>;
  const discordLifetimeUsd = read(
    'discordLifetimeUsd',
    'dollars sold through Discord so far',
    given.discordLifetimeUsd,
    (value, name) => whole(value, { name, most: mostUse, of: 'dollars sold through Discord' }),
    0,
    'none',
  );

  const assumed = loadOf(servers);
  const load = Object.fromEntries(
    (Object.keys(units) as Unit[]).map((unit) => {
      if (unit === 'servers') return [unit, servers];
      if (derived.includes(unit)) return [unit, assumed[unit]];
      return [
        unit,
        read(
          unit,
          units[unit],
          sources.usage[unit],
          (value, name) => whole(value, { name, most: mostUse, of: units[unit] }),
          assumed[unit],
          `from ${servers.toLocaleString('en-US')} servers`,
        ),
      ];
    }),
  ) as Load;

  return {
    catalogue,
    load,
    payers: { subscribers, ...part, discordLifetimeUsd },
    merchant: merchantOf(catalogue, given),
    commercial: isCommercial(given.commercial, subscribers),
    plans: namesOf(sources.plans, (slot, name, from) => planNamed(catalogue, slot, name, from)),
    vendors: { ...catalogue.vendors, ...namesOf(sources.vendors, (slot, name, from) => vendorNamed(catalogue, slot, name, from)) },
    readings: readings.map((reading) => (reading.name.endsWith('Share') ? { ...reading, value: reading.value / 100 } : reading)),
  };
}

function merchantOf(catalogue: Catalogue, given: Sources['given']): Merchant {
  const country = text(given.country, 'US').toUpperCase().split('-')[0] ?? 'US';
  if (!/^[A-Z]{2}$/.test(country)) refuse(given.country, 'is no country', 'give two letters, like US or DE');
  cardsOf(catalogue.payments, country);
  const currency = text(given.currency, 'usd').toLowerCase();
  const price = (name: 'monthlyPrice' | 'yearlyPrice', otherwise: string): number =>
    inUsd(catalogue.payments, given[name] ? amount(given[name].value, given[name].from) : otherwise, currency);
  return {
    country,
    currency,
    monthly: price('monthlyPrice', '9.99'),
    yearly: price('yearlyPrice', '99.99'),
    collectsTax: isYes(given.collectsTax) ?? false,
  };
}

/** Whoever sells subscriptions does business; vendors' rules for private use do not apply then. */
function isCommercial(given: Given | undefined, subscribers: number): boolean {
  const said = isYes(given);
  if (said === false && subscribers > 0)
    refuse(given, `contradicts ${subscribers} paying subscribers`, 'whoever is paid is commercial: leave it out, or give --subscribers 0');
  return said ?? true;
}

function isYes(given: Given | undefined): boolean | undefined {
  if (given === undefined) return undefined;
  const word = typeof given.value === 'boolean' ? (given.value ? 'yes' : 'no') : given.value;
  if (word !== 'yes' && word !== 'no') refuse(given, 'is neither yes nor no', 'give yes or no');
  return word === 'yes';
}

function text(given: Given | undefined, otherwise: string): string {
  if (given === undefined) return otherwise;
  return typeof given.value === 'string' ? given.value.trim() : refuse(given, 'is no text', 'write it in double quotes');
}

function refuse(given: Given | undefined, why: string, fix: string): never {
  const shown = typeof given?.value === 'string' ? `"${given.value}"` : describe(given?.value);
  throw new OperatorError({ what: `${given?.from ?? 'an answer'}: ${shown} ${why}`, fix, exit: exits.usage });
}

function namesOf(
  given: Partial<Record<Slot, Given>>,
  check: (slot: Slot, name: string, from: string) => string,
): Partial<Record<Slot, string>> {
  return Object.fromEntries(
    slots.flatMap((slot) => {
      const one = given[slot];
      return one === undefined ? [] : [[slot, check(slot, text(one, ''), one.from)]];
    }),
  );
}

function planNamed(catalogue: Catalogue, slot: Slot, name: string, from: string): string {
  const rows = catalogue.prices.filter((price) => price.for !== 'listed' && price.for.includes(slot));
  if (rows.some(({ plan }) => plan === name)) return name;
  const ended = catalogue.prices.find(
    (price) => price.ended !== undefined && price.title.toLowerCase().includes(name.toLowerCase()) && name !== '',
  );
  throw new OperatorError({
    what: `${from}: there is no plan "${name}" for ${slot}`,
    fix: ended ? (ended.ended ?? '') : `one of ${[...new Set(rows.map(({ plan }) => plan))].join(', ')}`,
    exit: exits.usage,
  });
}

export function vendorNamed(catalogue: Catalogue, slot: Slot, name: string, from: string): string {
  const known = vendorsOf(catalogue, slot);
  if (known.includes(name)) return name;
  throw new OperatorError({
    what: `${from}: there is no vendor "${name}" for ${slot} in catalogue ${catalogue.name}`,
    fix: `one of ${known.join(', ')}`,
    exit: exits.usage,
  });
}
