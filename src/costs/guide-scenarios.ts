/**
 * The guide's three deployments, as it counted them and as they cost today, with the reason of each difference.
 */
import { nameOf } from './alternatives.ts';
import { type Estimate, estimate, type Item } from './estimate.ts';
import { inputsFrom } from './inputs.ts';
import { type PresetName, presets } from './load.ts';
import type { Cents } from './money.ts';
import { type Catalogue, type Slot, slots } from './price-types.ts';
import { prices202511 } from './prices-2025-11.ts';

export interface Difference {
  slot: Slot | 'profit';
  guide: string;
  today: string;
  difference: Cents;
  why: string;
}

export interface Scenario {
  name: PresetName;
  title: string;
  guide: Estimate;
  today: Estimate;
  differences: readonly Difference[];
}

const titles: Readonly<Record<PresetName, string>> = {
  small: 'Small: 100 servers, 10 subscribers',
  medium: 'Medium: 3,000 servers, 50 subscribers',
  large: 'Large: 10,000 servers, 200 subscribers',
};

const reasons: Readonly<Record<Slot, string>> = {
  hosting:
    'Railway bills memory, CPU and traffic of all services together, the worker too; the fee of the plan is part of it and is due once, not per service',
  dashboard: 'Vercel Hobby forbids commercial use from the first checkout link on, whatever the traffic',
  database: 'M2 and M5 ended on 2026-01-22 and M0 has no backups: Flex ($8 to $30 by operations) or M10 took their place',
  cache: 'Upstash sells 500,000 free commands a month instead of 10,000 a day, and bills $0.20 for every 100,000 after that',
  domain: 'a .com renews at $11.17 where it is sold at cost; the guide counts $15 a year',
  dns: 'nothing changed',
  errors: 'Sentry Team is $29 by the month; $26 only when a year is paid ahead',
  uptime: 'the "Pro" plan for $7 is gone: Solo is $10',
  analytics: 'nothing changed',
};

/** @param catalogue the prices of today */
export function guideScenarios(catalogue: Catalogue): Scenario[] {
  return (Object.keys(presets) as PresetName[]).map((name) => {
    const [guide, today] = [estimateOf(prices202511, name), estimateOf(catalogue, name)];
    return {
      name,
      title: titles[name],
      guide,
      today,
      differences: [...slots.flatMap((slot) => slotDifference(guide, today, slot)), ...feeDifference(guide, today)],
    };
  });
}

function estimateOf(catalogue: Catalogue, name: PresetName): Estimate {
  const { servers, subscribers } = presets[name];
  const from = `--preset ${name}`;
  return estimate(
    inputsFrom({
      catalogue,
      given: { servers: { value: servers, from }, subscribers: { value: subscribers, from } },
      usage: {},
      plans: {},
      vendors: {},
      measured: [],
    }),
  );
}

function slotDifference(guide: Estimate, today: Estimate, slot: Slot): Difference[] {
  const find = (items: readonly Item[]): Item | undefined => items.find((item) => item.slot === slot);
  const [before, after] = [find(guide.items), find(today.items)];
  const difference = (after?.cents ?? 0) - (before?.cents ?? 0);
  if (difference === 0) return [];
  return [{ slot, guide: before ? nameOf(before) : 'none', today: after ? nameOf(after) : 'none', difference, why: reasons[slot] }];
}

function feeDifference(guide: Estimate, today: Estimate): Difference[] {
  const difference = guide.revenue.net - today.revenue.net;
  if (difference === 0) return [];
  return [
    {
      slot: 'profit',
      guide: `Stripe leaves ${(guide.revenue.perCharge.monthly.net / 100).toFixed(2)} of ${(guide.revenue.perCharge.monthly.price / 100).toFixed(2)}`,
      today: `${(today.revenue.perCharge.monthly.net / 100).toFixed(2)}`,
      difference,
      why: 'Stripe Billing takes 0.7 % of recurring payments on top of the card fee; the guide leaves it out',
    },
  ];
}
