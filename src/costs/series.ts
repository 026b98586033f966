/**
 * Numbers for plots: cost and profit against subscribers, and cost by category against servers.
 */
import { billOf, type Estimate } from './estimate.ts';
import type { Inputs } from './inputs.ts';
import { type Load, loadOf, type Unit } from './load.ts';
import type { Cents } from './money.ts';
import { type Category, categories } from './price-types.ts';
import { revenueOf } from './revenue.ts';

export interface SubscriberPoint {
  subscribers: number;
  cost: Cents;
  net: Cents;
  profit: Cents;
}

/** From nobody to well behind break-even and what there is now. */
export function againstSubscribers(inputs: Inputs, now: Estimate, count: number): SubscriberPoint[] {
  const end = Math.max(10, inputs.payers.subscribers * 2, (now.breakEven ?? 0) * 3);
  const step = Math.max(1, Math.ceil(end / (count - 1)));
  return Array.from({ length: Math.floor(end / step) + 1 }, (_, index) => {
    const subscribers = index * step;
    const { net } = revenueOf(inputs.catalogue.payments, inputs.merchant, { ...inputs.payers, subscribers });
    return { subscribers, cost: now.total, net, profit: net - now.total };
  });
}

export interface ServerPoint {
  servers: number;
  total: Cents;
  categories: Readonly<Record<Category, Cents>>;
}

/** Up to four times the servers of today. What was declared or measured grows as the assumed load does. */
export function againstServers(inputs: Inputs, count: number): ServerPoint[] {
  const end = Math.max(400, inputs.load.servers * 4);
  return Array.from({ length: count }, (_, index) => {
    const servers = Math.round((end * index) / (count - 1));
    const bill = billOf({ ...inputs, load: scaled(inputs.load, servers), plans: {} });
    return {
      servers,
      total: bill.total,
      categories: Object.fromEntries(
        categories.map((name) => [name, bill.categories.find(({ category }) => category === name)?.cents ?? 0]),
      ) as Record<Category, Cents>,
    };
  });
}

/** The load of so many servers, keeping the ratio of what is used here to what was assumed. */
export function scaled(load: Load, servers: number): Load {
  const [here, there] = [loadOf(load.servers), loadOf(servers)];
  const units = Object.keys(there) as Unit[];
  return Object.fromEntries(
    units.map((unit) => [
      unit,
      unit === 'servers' ? servers : here[unit] === 0 ? there[unit] : Math.ceil((there[unit] * load[unit]) / here[unit]),
    ]),
  ) as Load;
}
