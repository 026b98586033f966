/** What Premium costs, in words and figures that fit the currency. What is charged in the end is Stripe's price, which k77 keeps equal. */
import { money } from './money.ts';
import { site } from './site.ts';

export interface Price {
  plan: 'monthly' | 'yearly';
  name: string;
  amount: string;
  per: string;
  /** The notice of renewal: how much, how often, until when. */
  renews: string;
  /** What a year costs less than twelve months, where it does. */
  saving?: string;
}

export function pricesOf({ currency, monthly, yearly }: typeof site.plans = site.plans): readonly Price[] {
  const [month, year] = [money(monthly.amount, currency), money(yearly.amount, currency)];
  const saved = 12 * monthly.amount - yearly.amount;
  // Rounded down, so that nobody is promised more than they get.
  const percent = Math.floor((100 * saved) / (12 * monthly.amount));
  return [
    {
      plan: 'monthly',
      name: 'Premium, monthly',
      amount: month,
      per: 'a month',
      renews: `Renews for ${month} every month, until you cancel.`,
    },
    {
      plan: 'yearly',
      name: 'Premium, yearly',
      amount: year,
      per: 'a year',
      renews: `Renews for ${year} every year, until you cancel.`,
      ...(percent > 0 ? { saving: `Saves ${money(saved, currency)} (${percent} %)` } : {}),
    },
  ];
}
