/**
 * The guide's advice on saving, computed for these inputs instead of recited; what is not true any more is said.
 */
import { cheapestLawful, compareWith, nameOf, vendorTitle } from './alternatives.ts';
import { vendorsOf } from './choose.ts';
import { type Estimate, estimate } from './estimate.ts';
import type { Inputs } from './inputs.ts';
import { complete } from './load.ts';
import { type Cents, centsOf, sum, usd } from './money.ts';

export interface Tip {
  id: string;
  title: string;
  /** Cents per month that it saves; 0 where it saves nothing. */
  saves: Cents;
  says: string;
}

export function tips(inputs: Inputs, now: Estimate): Tip[] {
  const earning = inputs.commercial ? [yearlySubscribers(inputs, now), breakEven(inputs, now)] : [];
  return [startSmall(inputs, now), unused(inputs, now), annual(inputs, now), ...otherHosts(inputs, now), ...earning];
}

function startSmall(inputs: Inputs, now: Estimate): Tip {
  const { bill, givesUp } = cheapestLawful(inputs, now);
  const saves = now.total - bill.total;
  const gives = givesUp.length === 0 ? 'gives up nothing' : `gives up ${givesUp.join('; ')}`;
  return {
    id: 'start-small',
    title: 'Start small',
    saves,
    says:
      saves === 0
        ? 'This is the cheapest lawful combination already.'
        : `The cheapest lawful combination costs ${usd(bill.total)} a month and ${gives}.`,
  };
}

function unused(inputs: Inputs, now: Estimate): Tip {
  const alerts = ['20', '50', '100'].filter((at) => now.total >= centsOf(at));
  const metered = inputs.catalogue.prices.some(
    ({ vendor, meters }) => vendor === inputs.vendors.hosting && meters?.some(({ unit }) => unit === 'memoryMb'),
  );
  const memory = complete(inputs.load).memoryMb;
  const saves = metered
    ? now.total - estimate({ ...inputs, load: { ...inputs.load, botMemoryMb: Math.max(0, inputs.load.botMemoryMb - 100) } }).total
    : 0;
  const passed =
    alerts.length === 0
      ? 'This bill stays below all of the alerts of the guide ($20, $50, $100).'
      : `This bill passes the alerts at $${alerts.join(', $')}: set them above it.`;
  return {
    id: 'watch-use',
    title: 'Watch what is used',
    saves,
    says: metered
      ? `${passed} Of ${memory} MB of memory every 100 MB less saves ${usd(saves)} a month here. Set soft alerts: a hard limit takes every service offline.`
      : passed,
  };
}

function annual(inputs: Inputs, now: Estimate): Tip {
  const offers = now.items.flatMap((item) => {
    const price = inputs.catalogue.prices.find(
      ({ vendor, plan, for: used }) => vendor === item.vendor && plan === item.plan && used.includes(item.slot),
    );
    return price?.annual === undefined ? [] : [{ name: nameOf(item), saves: item.cents - centsOf(price.annual) }];
  });
  const saves = Math.max(0, sum(offers.map((offer) => offer.saves)));
  const list = offers.map(({ name, saves: cents }) => `${name} ${usd(cents)}`).join(', ');
  return {
    id: 'annual',
    title: 'Pay vendors by the year',
    saves,
    says: `${offers.length === 0 ? 'None of these plans is cheaper by the year.' : `Saves a month: ${list}; ${usd(saves * 12)} a year.`} No annual discount of MongoDB, Vercel or a registrar was found, against what the guide says.`,
  };
}

function yearlySubscribers({ merchant }: Inputs, { revenue }: Estimate): Tip {
  const twelve = merchant.monthly * 12;
  const saving = Math.round(((twelve - merchant.yearly) * 1000) / twelve) / 10;
  const { monthly, yearly } = revenue.perCharge;
  return {
    id: 'yearly-plan',
    title: 'Yearly subscribers',
    saves: 0,
    says: `A year costs them ${saving} % less and leaves ${usd(Math.round(yearly.net / 12))} a month instead of ${usd(monthly.net)}, paid ahead and with one fee instead of twelve.`,
  };
}

/** The guide's list of free alternatives: none of them runs a bot for nothing any more. */
function otherHosts(inputs: Inputs, now: Estimate): Tip[] {
  const others = vendorsOf(inputs.catalogue, 'hosting').filter((host) => host !== inputs.vendors.hosting);
  if (others.length === 0) return [];
  const compared = others.map((host) => ({ host, ...compareWith(inputs, now, host) })).sort((a, b) => a.bill.total - b.bill.total);
  const list = compared.map(({ host, bill }) => `${vendorTitle(host)} ${usd(bill.total)}`).join(', ');
  return [
    {
      id: 'other-hosts',
      title: 'Other hosts',
      saves: Math.max(0, -(compared[0]?.difference ?? 0)),
      says: `The same at ${list} a month. None is free for a bot that never sleeps: Render's free services sleep and Fly.io ended its free machines.`,
    },
  ];
}

function breakEven({ payers }: Inputs, now: Estimate): Tip {
  const at = now.breakEven;
  const says =
    at === undefined
      ? 'No number of subscribers covers this at these prices.'
      : `${at} ${at === 1 ? 'subscriber covers' : 'subscribers cover'} it (the guide: about 5); you have ${payers.subscribers}, which leaves ${usd(now.profit)} a month.`;
  return { id: 'break-even', title: 'Revenue covers costs', saves: 0, says };
}
