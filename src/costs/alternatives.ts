/**
 * Other ways to run the same: every lawful combination of hosts, the cheapest of them and what it gives up, and one host beside another.
 */
import { exits, OperatorError } from '../core/errors.ts';
import { offersOf, type Stack, vendorsOf } from './choose.ts';
import { type Bill, billOf, type Item } from './estimate.ts';
import type { Inputs } from './inputs.ts';
import type { Cents } from './money.ts';
import { type Slot, slots } from './price-types.ts';

export interface Combination {
  stack: Stack;
  bill: Bill;
  /** Less (negative) or more than the estimate it is compared with. */
  difference: Cents;
  /** What the other one has and this one has not. */
  givesUp: readonly string[];
  gains: readonly string[];
  /** What changes, in words: `Database: Atlas Flex → Atlas M0`. */
  changes: readonly { slot: Slot; from: string; to: string; difference: Cents }[];
}

/** The cheapest combination that is lawful and carries the load, whatever it lacks. */
export function cheapestLawful(inputs: Inputs, than: Bill): Combination {
  const stacks = hostStacks(inputs).map((stack) => ({ ...stack, ...cheapestVendors(inputs, stack) }));
  const bills = stacks
    .map((stack) => ({ stack, bill: billOf(inputs, stack, []) }))
    .filter(({ bill }) => bill.items.every(({ problem }) => problem === undefined));
  const [best] = bills.sort((a, b) => a.bill.total - b.bill.total || given(than, a.bill).length - given(than, b.bill).length);
  return best && best.bill.total < than.total ? combination(best.stack, best.bill, than) : combination(inputs.vendors, than, than);
}

/** Hosts of the services, and for each of them the hosts of the dashboard. */
function hostStacks(inputs: Inputs): Stack[] {
  const { catalogue, vendors } = inputs;
  const only = vendorsOf(catalogue, 'dashboard').filter((vendor) => !vendorsOf(catalogue, 'hosting').includes(vendor));
  return vendorsOf(catalogue, 'hosting').flatMap((hosting) =>
    [...only, ...(offersOf(catalogue, hosting, 'dashboard').length > 0 ? [hosting] : [])].map((dashboard) => ({
      ...vendors,
      hosting,
      dashboard,
    })),
  );
}

/** Where the vendors of the other slots do not depend on each other, each is the cheapest by itself. */
function cheapestVendors(inputs: Inputs, stack: Stack): Partial<Record<Slot, string>> {
  const others = slots.filter((slot) => slot !== 'hosting' && slot !== 'dashboard');
  return Object.fromEntries(
    others.map((slot) => {
      const offers = vendorsOf(inputs.catalogue, slot).map((vendor) => ({
        vendor,
        item: itemOf(inputs, { ...stack, [slot]: vendor }, slot),
      }));
      const fitting = offers.filter(({ item }) => item !== undefined && item.problem === undefined);
      // The vendor at hand stays unless another one costs less.
      const [best] = fitting.sort(
        (a, b) => (a.item?.cents ?? 0) - (b.item?.cents ?? 0) || Number(b.vendor === stack[slot]) - Number(a.vendor === stack[slot]),
      );
      return [slot, best?.vendor ?? stack[slot]];
    }),
  );
}

function itemOf(inputs: Inputs, stack: Stack, slot: Slot): Item | undefined {
  try {
    return billOf(inputs, stack, []).items.find((item) => item.slot === slot);
  } catch (error) {
    if (error instanceof OperatorError) return undefined;
    throw error;
  }
}

export const hosts: readonly string[] = ['railway', 'render', 'heroku', 'fly', 'digitalocean', 'vercel', 'netlify', 'cloudflare'];

/** The same deployment with the services or the dashboard at another host. @throws OperatorError (64) for a host that is not known */
export function compareWith(inputs: Inputs, than: Bill, host: string): Combination {
  // At the host of the services already: what if the dashboard went there too?
  const slot: Slot = host !== inputs.vendors.hosting && vendorsOf(inputs.catalogue, 'hosting').includes(host) ? 'hosting' : 'dashboard';
  if (!vendorsOf(inputs.catalogue, slot).includes(host)) {
    const known = [...new Set([...vendorsOf(inputs.catalogue, 'hosting'), ...vendorsOf(inputs.catalogue, 'dashboard')])];
    const elsewhere = hosts.includes(host) ? ` in catalogue ${inputs.catalogue.name}` : '';
    throw new OperatorError({
      what: `--compare: there is no host "${host}"${elsewhere}`,
      fix: `one of ${known.join(', ')}`,
      exit: exits.usage,
    });
  }
  const stack = { ...inputs.vendors, [slot]: host };
  return combination(stack, billOf(inputs, stack), than);
}

function combination(stack: Stack, bill: Bill, than: Bill): Combination {
  return {
    stack,
    bill,
    difference: bill.total - than.total,
    givesUp: given(than, bill),
    gains: given(bill, than),
    changes: changesOf(bill, than),
  };
}

/** What `before` has and `after` has not. */
function given(before: Bill, after: Bill): string[] {
  const had = new Set(before.items.flatMap(({ lacks }) => lacks));
  return [...new Set(after.items.flatMap(({ lacks }) => lacks))].filter((what) => !had.has(what));
}

export function nameOf({ vendor, title }: Pick<Item, 'vendor' | 'title'>): string {
  return `${vendorTitle(vendor)} ${title}`;
}

const titles: Readonly<Record<string, string>> = {
  atlas: 'MongoDB Atlas',
  digitalocean: 'DigitalOcean',
  fly: 'Fly.io',
  uptimerobot: 'UptimeRobot',
  betterstack: 'Better Stack',
  'cloudflare-registrar': 'Cloudflare Registrar',
  'google-analytics': 'Google Analytics',
  healthchecks: 'Healthchecks.io',
  godaddy: 'GoDaddy',
};

export function vendorTitle(vendor: string): string {
  return titles[vendor] ?? `${vendor.charAt(0).toUpperCase()}${vendor.slice(1)}`;
}

function changesOf(bill: Bill, than: Bill): Combination['changes'] {
  const find = (items: readonly Item[], slot: Slot): Item | undefined => items.find((item) => item.slot === slot);
  return slots.flatMap((slot) => {
    const [from, to] = [find(than.items, slot), find(bill.items, slot)];
    if (from?.vendor === to?.vendor && from?.plan === to?.plan && from?.cents === to?.cents) return [];
    const atHost = 'with the services';
    return [{ slot, from: from ? nameOf(from) : atHost, to: to ? nameOf(to) : atHost, difference: (to?.cents ?? 0) - (from?.cents ?? 0) }];
  });
}
