/**
 * Guide 6.5/8: the host tells when it costs more than expected. A limit that stops everything only where the operator asked for it; one that is there already stays.
 */
import type { UsageAlerts } from '../../core/host.ts';
import type { Key, Values } from '../../core/keys.ts';
import { type AnyTask, type Context, type NotWanted, notWanted } from '../../core/task.ts';
import { hostNamed, hostVendors } from '../../hosts/hosts.ts';
import { hostsOf } from './access.ts';
import { placeIn } from './services.ts';

type Alerts = Readonly<Record<string, UsageAlerts>>;
const services = ['bot', 'worker', 'api'] as const;
const needs: readonly Key[] = ['botHost', 'workerHost', 'apiHost', 'HOST_PLACES', 'usageAlert'];

export const alerts: AnyTask = {
  id: 'host.alerts',
  guide: ['6.5/8', '6.5#012'],
  settings: [
    { id: '6.5/8:alert', says: 'a mail at $20 a month; $50 or $100 by answer' },
    { id: '6.5/8:limit', says: 'no limit that stops everything, unless you name one' },
  ],
  title: 'Be told when a host costs more than expected',
  uses: hostVendors(...services),
  needs,
  tolerates: ['usageLimit'],
  want(values: Values): Alerts | NotWanted {
    const able = hostsOf(services, values).filter(({ api }) => api.alerts && api.setAlerts);
    const [first] = hostsOf(services, values);
    if (able.length === 0)
      return notWanted(`${first?.title ?? 'the host'} has no such alert in its API: look at ${first?.pages.billing ?? 'its bill'}`);
    const hard = values.usageLimit ? { hard: Number(values.usageLimit) } : {};
    return Object.fromEntries(able.map(({ id }) => [id, { soft: Number(values.usageAlert), ...hard }]));
  },
  async read(context: Context, want: Alerts): Promise<Alerts | undefined> {
    const found = await Promise.all(Object.keys(want).map(async (id) => [id, await alertsAt(context, id)] as const));
    return found.every(([, { soft, hard }]) => soft === undefined && hard === undefined) ? undefined : Object.fromEntries(found);
  },
  async apply(context: Context, want: Alerts, have: Alerts | undefined): Promise<Alerts> {
    for (const [id, wanted] of Object.entries(want)) {
      const { api } = hostNamed(id);
      await api.setAlerts?.(context, placeOf(context, id), { ...have?.[id], ...wanted });
    }
    return want;
  },
  undo: { never: 'a mail more does no harm; change the sum on the billing page of the host' },
  gives: {},
};

function placeOf(context: Context, id: string) {
  return placeIn(context.values.HOST_PLACES, 'HOST_PLACES', hostNamed(id));
}

async function alertsAt(context: Context, id: string): Promise<UsageAlerts> {
  return (await hostNamed(id).api.alerts?.(context, placeOf(context, id))) ?? {};
}
