/**
 * Testing · auto-scaling: what the host of API and dashboard does by itself when more people come. The bot is left out: two of it would answer twice, and its shards
 * are how it grows.
 */
import { check, type Verdict } from '../src/core/check.ts';
import type { Host, HostedService } from '../src/core/host.ts';
import { hostVendors } from '../src/hosts/hosts.ts';
import { at, keysAt } from '../src/phases/6.5-bot/hosted-service.ts';
import { nameKeys } from '../src/phases/6.5-bot/names.ts';
import { titles } from '../src/phases/6.5-bot/services.ts';
import { pageOf, serviceOf } from './hosting-seen.ts';
import { judge } from './verdict.ts';

const visited = ['api', 'dashboard'] as const;

export interface Scaled {
  title: string;
  host: Pick<Host, 'title' | 'facts'>;
  service: Pick<HostedService, 'scales'> | undefined;
}

export const scaling = check({
  id: 'load.scaling',
  section: 'Testing',
  phase: '6.6',
  title: 'API and dashboard get more power by themselves when more people come',
  guide: ['post#111'],
  weight: 'warning',
  uses: hostVendors(...visited),
  needs: visited.flatMap(keysAt),
  tolerates: visited.map((service) => nameKeys[service]),
  async probe(context) {
    const seen = await Promise.all(
      visited.map(async (service): Promise<Scaled> => {
        const { host } = at(service, context.values);
        const isSet = host.facts.scaling.how === 'setting';
        return { title: titles[service], host, service: isSet ? await serviceOf(context, service) : undefined };
      }),
    );
    return scalingVerdict(context, seen, `set more than one instance: ${pageOf('api', context.values)}`);
  },
});

/** One that is set to scale between as many as it has is wrong; one whose host does not do so at all cannot be right. */
export function scalingVerdict(context: Parameters<typeof judge>[0], seen: readonly Scaled[], fix: string): Verdict {
  const stuck = seen.filter(({ service }) => service?.scales && service.scales.max <= service.scales.min);
  const not = seen.filter(({ host, service }) => host.facts.scaling.how !== 'itself' && service?.scales === undefined);
  if (stuck.length === 0 && not.length > 0)
    return {
      state: 'impossible',
      why: not.map(({ title, host }) => `the ${title}: ${host.facts.scaling.says}`).join('; '),
      instead: not.map(({ title, host }) => `the ${title}: ${host.facts.scaling.instead}`).join('; '),
    };
  return judge(context, {
    wrong: stuck.map(({ title, service }) => `the ${title} is set to scale, but always has ${service?.scales?.max}`),
    saw: seen
      .map(({ title, host, service }) =>
        service?.scales
          ? `${title}: between ${service.scales.min} and ${service.scales.max} instances at ${host.title}`
          : `${title}: ${host.facts.scaling.says}`,
      )
      .join('; '),
    want: 'hosts that add power by themselves, or are set to',
    from: 'what the hosts document, and the settings of the services there',
    fix,
  });
}
