/** What it costs, by the price list and the last invoice; what it uses, its API does not tell. */
import type { Bill, HostApi } from '../core/host.ts';
import { billingPage, heroku } from '../vendors/heroku.ts';
import type { HerokuFormation } from '../vendors/heroku-types.ts';
import { sizes } from './heroku-facts.ts';
import { appName } from './heroku-place.ts';

export const money: Pick<HostApi, 'usage' | 'bill'> = {
  usage: async ({ client: of }, _place, id) => {
    const running = (await of(heroku).formation(id)).filter(({ quantity }) => quantity > 0);
    const limit = sizes[running[0]?.size.toLowerCase() ?? '']?.memoryMb;
    return {
      ...(limit === undefined ? {} : { memoryLimitMb: limit }),
      missing: [`Heroku's API tells no CPU and no memory: https://dashboard.heroku.com/apps/${id}/metrics does`],
    };
  },

  async bill({ client: of }, place) {
    const client = of(heroku);
    const names = ['bot', 'worker', 'api'].map((service) => appName(place, service));
    const ours = (await client.apps()).filter(({ name }) => names.includes(name));
    const known = await Promise.all(ours.map(async ({ name }) => [name, await client.formation(name)] as const));
    return billOf(known);
  },
};

/** @param apps by name */
export function billOf(apps: readonly (readonly [string, readonly HerokuFormation[]])[]): Bill {
  const priced = apps.map(([name, formation]) => [name, monthly(formation)] as const);
  const unknown = priced.filter(([, cents]) => cents === undefined).map(([name]) => name);
  const total = priced.reduce((sum, [, cents]) => sum + (cents ?? 0), 0);
  return {
    ...(apps.length > 0 && unknown.length === 0 ? { projectedCents: total } : {}),
    services: Object.fromEntries(priced.flatMap(([name, cents]) => (cents === undefined ? [] : [[name, { projectedCents: cents }]]))),
    missing: [
      `month to date: Heroku's API tells invoices only when a month is over, without saying their unit; ${billingPage} tells what this one costs so far`,
      ...(unknown.length > 0 ? [`projected cost: no price is known for the dynos of ${unknown.join(', ')}`] : []),
      'add-ons and the subscription of Eco dynos are not in the projected cost',
    ],
  };
}

function monthly(formation: readonly HerokuFormation[]): number | undefined {
  const prices = formation
    .filter(({ quantity }) => quantity > 0)
    .map(({ size, quantity }) => ({ cents: sizes[size.toLowerCase()]?.cents, quantity }));
  if (prices.some(({ cents }) => cents === undefined)) return undefined;
  return prices.reduce((sum, { cents = 0, quantity }) => sum + cents * quantity, 0);
}
