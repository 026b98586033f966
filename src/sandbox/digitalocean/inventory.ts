/** What stands in the emulated DigitalOcean, one line a thing, in words that do not change from run to run. */
import type { DoComponent, DoVariable } from '../../vendors/digitalocean-types.ts';
import type { DigitalOceanState } from './model.ts';

/** Deployments that were called off, or that another one took over from, are history. */
export function digitaloceanInventory(state: DigitalOceanState): string[] {
  const name = (id: string): string => state.apps.find((one) => one.id === id)?.spec.name ?? '?';
  const project = (id: string): string => state.projects.find((one) => one.id === id)?.name ?? '?';
  return [
    ...state.projects.filter(({ isDefault }) => !isDefault).map((one) => `digitalocean project ${one.name} ${one.environment}`),
    ...state.apps.map(({ spec, project: of, pinned }) => {
      const lists = { services: spec.services?.map(bare), workers: spec.workers?.map(bare), jobs: spec.jobs?.map(bare) };
      return `digitalocean app ${project(of)}/${spec.name} ${JSON.stringify({ ...spec, ...lists })}${pinned ? ' pinned' : ''}`;
    }),
    ...state.domains.map((one) => `digitalocean domain ${name(one.app)} ${one.name} ${one.phase}`),
    ...state.deployments
      .filter(({ phase }) => !['CANCELED', 'SUPERSEDED', 'ERROR'].includes(phase))
      .map((one) => `digitalocean deployment ${name(one.app)} ${one.phase}`),
  ];
}

/** Encrypted values are others in each run. */
function bare({ envs = [], ...rest }: DoComponent): object {
  return { ...rest, envs: envs.map(({ key, type }: DoVariable) => `${key}:${type ?? 'GENERAL'}`).sort() };
}
