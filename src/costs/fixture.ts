/**
 * For tests: inputs from a few words.
 */
import { type Inputs, inputsFrom, type Sources } from './inputs.ts';
import type { Catalogue } from './price-types.ts';
import { prices202611 } from './prices.ts';

export type Wish = Partial<Record<keyof Sources['given'], unknown>> & {
  catalogue?: Catalogue;
  usage?: Partial<Record<string, unknown>>;
  plans?: Partial<Record<string, unknown>>;
  vendors?: Partial<Record<string, unknown>>;
  measured?: Sources['measured'];
};

export function inputsOf({ catalogue = prices202611, usage = {}, plans = {}, vendors = {}, measured = [], ...given }: Wish): Inputs {
  const wrap = (group: object, where: string) =>
    Object.fromEntries(Object.entries(group).map(([name, value]) => [name, { value, from: `${where}${name}` }]));
  return inputsFrom({
    catalogue,
    given: wrap(given, '--'),
    usage: wrap(usage, 'usage.'),
    plans: wrap(plans, 'plans.'),
    vendors: wrap(vendors, 'vendors.'),
    measured,
  });
}
