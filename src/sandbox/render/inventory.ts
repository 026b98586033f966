/** What stands in the emulated Render, one line a thing, in words that do not change from run to run. */
import type { RenderState, Service } from './model.ts';

/** Deploys that were called off, or that another one took over from, are history. */
export function renderInventory(state: RenderState): string[] {
  const name = (id: string): string => state.services.find((one) => one.id === id)?.name ?? '?';
  const project = (id: string): string => state.projects.find((one) => one.id === id)?.name ?? '?';
  return [
    ...state.environments.map((one) => `render environment ${project(one.project)}/${one.name}`),
    ...state.services.map((one) => `render service ${one.name} ${settingsOf(one)}`),
    ...state.services.map((one) => `render variables ${one.name} ${Object.keys(one.variables).sort().join(',')}`),
    ...state.services.flatMap(({ name: service, disk }) => (disk ? [`render disk ${service} ${disk.mountPath} ${disk.sizeGB} GB`] : [])),
    ...state.services.flatMap(({ name: service, stream }) =>
      stream ? [`render stream ${service} ${stream.setting} ${stream.endpoint ?? ''}`] : [],
    ),
    ...state.domains.map((one) => `render domain ${name(one.service)} ${one.name} certificate=${one.certificate.state}`),
    ...state.deploys
      .filter(({ status }) => !['canceled', 'deactivated', 'build_failed'].includes(status))
      .map((one) => `render deploy ${name(one.service)} ${one.status}`),
  ];
}

function settingsOf({ type, repo, branch, autoDeploy, region, settings, instances, suspenders }: Service): string {
  const stopped = suspenders.length > 0 ? ` suspended by ${suspenders.join(',')}` : '';
  return `${type} ${repo}#${branch} autoDeploy=${autoDeploy} ${region} x${instances} ${JSON.stringify(settings)}${stopped}`;
}
