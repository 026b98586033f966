/**
 * Events of the Measurement Protocol that k77 sends to see that they arrive. The purchase is the one that the generated worker sends (`worker/src/measurement.ts`):
 * a test compares them. https://developers.google.com/analytics/devguides/collection/protocol/ga4/reference/events#purchase
 */

export interface Hit {
  client_id: string;
  non_personalized_ads: true;
  events: readonly [{ name: string; params: Readonly<Record<string, unknown>> }];
}

/** A visitor who is nobody: all that k77 sends is this one's. */
export const nobody = '77.77';

/**
 * @param session number of the visit: without one Google leaves an event out of its real-time report
 * @param amount major units: 9.99
 */
export function purchaseHit(about: { transaction: string; amount: number; currency: string; session: string }): Hit {
  const { transaction, amount, currency, session } = about;
  const items = [{ item_id: 'premium-monthly', item_name: 'Premium monthly', price: amount, quantity: 1 }];
  const visit = { session_id: session, engagement_time_msec: 1 };
  return hit('purchase', { transaction_id: transaction, value: amount, currency: currency.toUpperCase(), items, ...visit });
}

/** Says that the way from here to the report is open, and counts as no purchase. */
export function probeHit(session: string): Hit {
  return hit('k77_probe', { session_id: session, engagement_time_msec: 1 });
}

function hit(name: string, params: Readonly<Record<string, unknown>>): Hit {
  return { client_id: nobody, non_personalized_ads: true, events: [{ name, params }] };
}
