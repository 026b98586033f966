/**
 * Purchases and refunds, told to Google Analytics by the server after Stripe confirmed them, and only for visitors who allowed measuring: their pseudonym came with
 * the checkout. A purchase is named by its subscription, so that one told twice counts once. Trouble here never harms a payment.
 * https://developers.google.com/analytics/devguides/collection/protocol/ga4
 */
import type { Logger } from '@k77/observability';

export interface Sale {
  /** Pseudonym of the visitor, and the number of the visit where it is known: `1732.99` or `1732.99.1764000000`. */
  visitor: string;
  transaction: string;
  /** Minor units. */
  amount: number;
  currency: string;
  plan?: 'monthly' | 'yearly' | undefined;
}

export interface Measurement {
  purchase(sale: Sale): Promise<void>;
  refund(sale: Sale): Promise<void>;
}

export const noMeasurement: Measurement = { purchase: async () => undefined, refund: async () => undefined };

export interface MeasurementOptions {
  id?: string | undefined;
  secret?: string | undefined;
  logger: Pick<Logger, 'warn'>;
  /** For tests. */
  collector?: string;
}

const patienceMs = 5000;

export function openMeasurement({ id, secret, logger, collector = 'https://www.google-analytics.com' }: MeasurementOptions): Measurement {
  if (id === undefined || secret === undefined) return noMeasurement;
  const address = new URL('/mp/collect', collector);
  address.search = new URLSearchParams({ measurement_id: id, api_secret: secret }).toString();
  const tell = async (name: 'purchase' | 'refund', { visitor, transaction, amount, currency, plan }: Sale): Promise<void> => {
    const value = majorUnits(amount, currency);
    const items =
      plan === undefined ? {} : { items: [{ item_id: `premium-${plan}`, item_name: `Premium ${plan}`, price: value, quantity: 1 }] };
    const [first, second, session] = visitor.split('.');
    const visit = session === undefined ? {} : { session_id: session, engagement_time_msec: 1 };
    const params = { transaction_id: transaction, value, currency: currency.toUpperCase(), ...items, ...visit };
    const body = JSON.stringify({ client_id: `${first}.${second}`, non_personalized_ads: true, events: [{ name, params }] });
    try {
      const { ok, status } = await fetch(address, { method: 'POST', body, signal: AbortSignal.timeout(patienceMs) });
      if (!ok) logger.warn({ status, event: name }, 'Google Analytics did not take an event');
    } catch (error) {
      // The address holds the secret: only the kind of trouble is told.
      logger.warn({ why: error instanceof Error ? error.name : 'unknown', event: name }, 'Google Analytics could not be told of an event');
    }
  };
  return { purchase: (sale) => tell('purchase', sale), refund: (sale) => tell('refund', sale) };
}

/** 999 of usd → 9.99; yen have no smaller unit. */
function majorUnits(amount: number, currency: string): number {
  const { maximumFractionDigits = 2 } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
  return amount / 10 ** maximumFractionDigits;
}
