/**
 * What a payment costs. Stripe's rates follow the country of the merchant; taxes are left out. Part of the catalogue in `prices.ts`.
 */
import type { PaymentPrices } from './price-types.ts';

const stripe = { source: 'stripe.com/pricing, support.stripe.com', asOf: '2026-09', confidence: 'high' } as const;
/** Rates of 2026-05, read again in part. */
const abroad = { source: 'stripe.com/pricing by country; surcharges recalled', asOf: '2026-05', confidence: 'low' } as const;
const rate = { source: 'recalled; only a measure for comparing', asOf: '2026-01', confidence: 'low' } as const;

const eea = 'AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IS IT LI LV LT LU MT NL NO PL PT RO SK SI ES SE';

export const payments: PaymentPrices = {
  cards: [
    { countries: ['US'], percent: '2.9', flat: '0.30', currency: 'usd', international: '1.5', conversion: '1', ...stripe, asOf: '2026-05' },
    { countries: ['CA'], percent: '2.9', flat: '0.30', currency: 'cad', international: '0.8', conversion: '2', ...abroad },
    { countries: ['GB'], percent: '1.5', flat: '0.20', currency: 'gbp', international: '1.75', conversion: '2', ...abroad },
    { countries: eea.split(' '), percent: '1.5', flat: '0.25', currency: 'eur', international: '1.75', conversion: '2', ...abroad },
  ],
  billing: { percent: '0.7', ...stripe, asOf: '2026-05', confidence: 'medium' },
  tax: { percent: '0.5', ...stripe, asOf: '2026-05', confidence: 'medium' },
  dispute: { received: '15', countered: '15', ...stripe, asOf: '2025-06-17' },
  discord: {
    percent: '15',
    above: '30',
    threshold: 1_000_000,
    source: 'discord/discord-api-docs; support-dev.discord.com 23810643331735',
    asOf: '2026-08-06',
    confidence: 'high',
  },
  exchange: {
    eur: { usd: '1.15', ...rate },
    gbp: { usd: '1.32', ...rate },
    cad: { usd: '0.72', ...rate },
    aud: { usd: '0.66', ...rate },
    chf: { usd: '1.24', ...rate },
    jpy: { usd: '0.0065', ...rate },
  },
};
