/**
 * What stands in the emulated Railway, one line a thing, in words that do not change from run to run. Deployments that were superseded count, by the order of their
 * commits: two of one commit are one too many. How far a certificate is does not: that comes by itself once the records stand.
 */
import { numbered } from '../hosting/numbered.ts';
import type { Instance, RailwayState } from './model.ts';

export function railwayInventory(state: RailwayState): string[] {
  const service = (id: string): string => state.services.find((one) => one.id === id)?.name ?? '?';
  const commit = numbered(state.deployments);
  return [
    ...state.projects.flatMap(({ name, environments }) => environments.map((one) => `railway environment ${name}/${one.name}`)),
    ...state.workspaces.flatMap(({ limit }) => (limit ? [`railway usage limit soft=${limit.soft} hard=${String(limit.hard)}`] : [])),
    ...state.instances.map((one) => `railway service ${service(one.service)} ${settingsOf(one)}`),
    ...state.instances.map((one) => `railway variables ${service(one.service)} ${Object.keys(one.variables).sort().join(',')}`),
    ...state.triggers.map((one) => `railway trigger ${service(one.service)} ${one.repository}#${one.branch}`),
    ...state.volumes.map((one) => `railway volume ${service(one.service)} ${one.mountPath}`),
    ...state.domains.map((one) => `railway domain ${service(one.service)} ${one.domain}`),
    ...state.deployments.map(
      (one) => `railway deployment ${service(one.service)} ${commit(one)} ${one.reason} ${one.status}${one.stopped ? ' stopped' : ''}`,
    ),
  ];
}

function settingsOf({ settings, repository }: Instance): string {
  return `${repository ?? 'no source'} ${JSON.stringify(settings)}`;
}
