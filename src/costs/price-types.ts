/**
 * A price catalogue: what vendors sell, what it costs, what is in it and where it ends. Catalogues are data (`prices.ts`, `prices-2025-11.ts`, or a file
 * of the operator's); `plan-cost.ts` computes with any of them alike. Amounts are decimal text in US dollars, taxes left out.
 */
import type { Unit } from './load.ts';

export const schemaName = 'k77/price-catalogue@2';

/** What a plan is bought for: one of each makes a deployment. `listed` is known and shown, and never chosen. */
export const slots = ['hosting', 'dashboard', 'database', 'cache', 'domain', 'dns', 'errors', 'uptime', 'analytics'] as const;
export type Slot = (typeof slots)[number];

export const categories = ['Hosting', 'Data', 'Domain', 'Monitoring'] as const;
export type Category = (typeof categories)[number];
export const categoryOf: Readonly<Record<Slot, Category>> = {
  hosting: 'Hosting',
  dashboard: 'Hosting',
  database: 'Data',
  cache: 'Data',
  domain: 'Domain',
  dns: 'Domain',
  errors: 'Monitoring',
  uptime: 'Monitoring',
  analytics: 'Monitoring',
};

/** high: the vendor's own documentation · medium: a dated note that read the vendor's page, or two that agree · low: one third party, derived, or recalled. */
export type Confidence = 'high' | 'medium' | 'low';

export interface Sourced {
  source: string;
  /** `2026-09-14`, or less precisely `2026-09`; a month counts from its first day. */
  asOf: string;
  confidence: Confidence;
}

/** A part of the price that is due whatever is used. */
export interface Fee {
  what: string;
  usd: string;
  every: 'month' | 'year';
  /** Due once for each of these: `seats`, `cacheDatabases`. */
  each?: Unit;
}

/** Use that is billed on top of what is included. */
export interface Meter {
  what: string;
  unit: Unit | 'credits';
  usd: string;
  /** How many units the price is for. */
  per: number;
  /** Billed from this use on; absent: from what is included on. */
  from?: number;
  to?: number;
  /** Sold in whole packs of `per`. */
  packs?: true;
}

/** A machine that one service runs on. */
export interface Size {
  name: string;
  memoryMb: number;
  cpuMilli: number;
  usd: string;
}

export interface Price extends Sourced {
  vendor: string;
  plan: string;
  title: string;
  for: readonly Slot[] | 'listed';
  fees: readonly Fee[];
  /** Dollars of metered use that the fees already pay for. */
  credit?: string;
  included?: Readonly<Partial<Record<Unit | 'credits', number>>>;
  meters?: readonly Meter[];
  /** How use turns into the vendor's own credits: 20 per 1 GB. */
  credits?: Readonly<Partial<Record<Unit, { credits: number; per: number }>>>;
  sizes?: readonly Size[];
  /** Above this the plan cannot be had, or throttles, pauses or refuses. */
  limits?: Readonly<Partial<Record<Unit, number>>>;
  /** What the vendor forbids or the plan makes impossible for this business; such a plan is never chosen. */
  forbids?: readonly ('commercial use' | 'a bot that never sleeps')[];
  /** What a better plan of the same kind has and this one lacks, as the operator would miss it. */
  lacks?: readonly string[];
  /** Dollars per month when a year is paid ahead. */
  annual?: string;
  note?: string;
  /** Not sold any more; what takes its place. */
  ended?: string;
}

/** What a payment costs the merchant, by the merchant's country. */
export interface CardPrice extends Sourced {
  /** ISO 3166-1 alpha-2; `*` for every country. */
  countries: readonly string[];
  percent: string;
  /** Per successful charge, in `currency`. */
  flat: string;
  currency: string;
  /** Percentage points on top for a foreign card, and for a payment that is converted. */
  international: string;
  conversion: string;
}

export interface PaymentPrices {
  cards: readonly CardPrice[];
  /** Per cent of recurring volume. */
  billing?: { percent: string } & Sourced;
  tax?: { percent: string } & Sourced;
  /** Dollars per dispute; the second is returned to who wins. */
  dispute?: { received: string; countered: string } & Sourced;
  /** Discord's share of subscriptions sold through Discord, and the lifetime gross in dollars above which it rises. */
  discord?: { percent: string; above: string; threshold: number } & Sourced;
  /** Dollars for one unit of a currency. */
  exchange: Readonly<Record<string, { usd: string } & Sourced>>;
}

export interface Catalogue {
  schema: typeof schemaName;
  /** `2026-11` */
  name: string;
  title: string;
  /** Days after which a price is worth looking up again. */
  staleAfterDays: number;
  /** Who is asked in each slot unless the operator says otherwise: the guide's own choice. */
  vendors: Readonly<Record<Slot, string>>;
  /** What a business that is paid should not go without, where the catalogue sells it. */
  wanted: readonly string[];
  prices: readonly Price[];
  payments: PaymentPrices;
}
