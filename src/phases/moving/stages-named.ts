/**
 * The stages of a service that is reached by a name: resolvers forget sooner, it is prepared and proven beside the old one, the names are switched while both serve, and
 * the old one ends when nobody can be led to it any more.
 */
import type { MoveStage, MoveStep } from '../../core/move.ts';
import type { AnyTask } from '../../core/task.ts';
import { hostEncryption } from '../6.4-domain/host-encryption.ts';
import { apiRecords, dashboardRecords, movingTtl } from '../6.4-domain/records.ts';
import { apiVisible, dashboardVisible } from '../6.4-domain/spreading.ts';
import { alerts } from '../6.5-bot/alerts.ts';
import { titles } from '../6.5-bot/services.ts';
import { access as dashboardAccess } from '../6.6-dashboard/access.ts';
import { apiDeployed, dashboardDeployed } from '../6.6-dashboard/deployed.ts';
import { apiDomain, dashboardDomains } from '../6.6-dashboard/domains.ts';
import { apiLive, dashboardLive } from '../6.6-dashboard/domains-live.ts';
import { place } from '../6.6-dashboard/place.ts';
import { previews } from '../6.6-dashboard/previews.ts';
import { release } from '../6.6-dashboard/release.ts';
import { apiService, dashboardService } from '../6.6-dashboard/service.ts';
import { apiVariables, dashboardVariables } from '../6.6-dashboard/variables.ts';
import { stoppedTask } from './old-host.ts';
import { placeAccess, placeTask } from './place.ts';
import { automatic, forgottenAt, type Named, shortTtl } from './ttl.ts';
import { answersTask, provenTask } from './web.ts';
import { webhooks } from './webhooks.ts';

interface Parts {
  place: readonly AnyTask[];
  prepare: readonly AnyTask[];
  /** Its names, told to the new host, which says what shall lead there. */
  names: readonly AnyTask[];
  /** Where they lead. */
  records: readonly AnyTask[];
  visible: AnyTask;
  live: AnyTask;
}

const parts: Readonly<Record<Named, Parts>> = {
  api: {
    place: [placeAccess('api'), placeTask('api')],
    prepare: [apiService, apiVariables, apiDeployed],
    names: [apiDomain],
    records: [apiRecords, hostEncryption],
    visible: apiVisible,
    live: apiLive,
  },
  dashboard: {
    place: [dashboardAccess, place],
    prepare: [dashboardService, dashboardVariables, previews, dashboardDeployed],
    names: [dashboardDomains],
    records: [dashboardRecords],
    visible: dashboardVisible,
    live: dashboardLive,
  },
};

/** Resolvers, the certificate, three answers. Longer than that nobody shall wait who was led there already. */
const switchMinutes = 5;

export function namedStages(
  service: Named,
  brought: readonly MoveStep[],
  { from, to }: { from: string; to: string },
): readonly MoveStage[] {
  const { place: where, prepare, names, records, visible, live } = parts[service];
  const title = titles[service];
  return [
    {
      id: 'lower',
      title: `Let the world forget sooner where the ${title} is`,
      steps: [{ of: 'old', tasks: [shortTtl(service)] }],
    },
    {
      id: 'prepare',
      title: `Prepare the ${title} at ${to}, beside ${from}`,
      steps: [{ of: 'new', tasks: where }, ...brought, { of: 'new', tasks: prepare }, { of: 'new', tasks: names }],
    },
    { id: 'prove', title: `Prove it healthy at ${to}`, steps: [{ of: 'new', tasks: [provenTask(service)] }] },
    {
      id: 'switch',
      title: `Lead its names to ${to}`,
      notBefore: ({ values }) => until(forgottenAt(values), 'until no resolver remembers the records for longer than a minute'),
      minutes: switchMinutes,
      watched: true,
      commits: true,
      steps: [
        { of: 'new', tasks: records },
        { of: 'new', tasks: [visible, live] },
        { of: 'new', tasks: [answersTask(service)] },
      ],
      back: [
        { of: 'old', tasks: records },
        { of: 'old', tasks: [visible, live] },
      ],
    },
    ...(service === 'api'
      ? [{ id: 'follow' as const, title: 'Let webhooks follow', steps: [{ of: 'old' as const, tasks: [webhooks] }] }]
      : []),
    {
      id: 'stop',
      title: `Stop it at ${from}`,
      notBefore: ({ values, switchedAt }) =>
        until(latest(forgottenAt(values), switchedAt && later(switchedAt, movingTtl)), `until nobody can be led to ${from} any more`),
      steps: [{ of: 'old', tasks: [stoppedTask(service)] }],
    },
    { id: 'settle', title: 'Settle', steps: [{ of: 'workspace', tasks: [automatic(service)] }, ...settling] },
  ];
}

/** What a deploy would have to do afterwards. */
export const settling: readonly MoveStep[] = [
  { of: 'workspace', tasks: [alerts], mayWait: true },
  { of: 'workspace', tasks: [release], mayWait: true },
];

function until(at: string | undefined, why: string): { at: string; why: string } | undefined {
  return at === undefined ? undefined : { at, why };
}

function later(at: string, seconds: number): string {
  return new Date(Date.parse(at) + seconds * 1000).toISOString();
}

function latest(...all: readonly (string | undefined)[]): string | undefined {
  return all
    .filter((one) => one !== undefined)
    .sort()
    .at(-1);
}
