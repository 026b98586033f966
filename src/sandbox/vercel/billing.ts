/** What was billed, one line per service and day: FOCUS 1.3 as JSON lines. https://vercel.com/docs/rest-api/billing/list-focus-billing-charges */
import type { Call, Route } from './api.ts';
import { text } from './fields.ts';
import { bad, notFound } from './refusal.ts';
import { Stream } from './stream.ts';

/** US dollars per developer and month. */
const seat = 20;

function charges({ books, account, query }: Call): Stream {
  const [from, to] = [query.get('from'), query.get('to')].map((one) => Date.parse(text({ date: one ?? undefined }, 'date')));
  if (Number.isNaN(from) || Number.isNaN(to)) throw bad('Invalid request: `from` and `to` should be dates.');
  if (books.planOf(account) === 'hobby') throw notFound('No costs were found for the team.');
  const line = (service: string, cost: number): string =>
    `${JSON.stringify({
      BilledCost: cost,
      BillingCurrency: 'USD',
      ChargeCategory: service === 'Pro seat' ? 'Purchase' : 'Usage',
      ChargePeriodStart: query.get('from'),
      ChargePeriodEnd: query.get('to'),
      ConsumedQuantity: 1,
      EffectiveCost: cost,
      ServiceName: service,
      ServiceProviderName: 'Vercel',
    })}\n`;
  const lines = [line('Pro seat', seat), ...(books.state.spent > 0 ? [line('Fast Data Transfer', books.state.spent)] : [])];
  return new Stream('application/jsonl', lines.join(''));
}

export const billingRoutes: readonly Route[] = [{ method: 'GET', path: '/v1/billing/charges', run: charges }];
