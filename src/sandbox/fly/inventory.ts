/** What stands in the emulated Fly.io, one line a thing, in words that do not change from run to run. */
import { listIn, maybeObject } from './fields.ts';
import type { FlyState, Machine } from './model.ts';

/** Six letters at the end of a name come from the repository. */
function plain(name: string): string {
  return name.replace(/-[0-9a-f]{6}$/, '');
}

/** Versions before the one of now are history, and so are images. */
export function flyInventory(state: FlyState): string[] {
  return [
    ...state.apps.map(
      (one) =>
        `fly app ${plain(one.name)} addresses=${one.ips
          .map(({ ip, shared }) => (shared ? 'shared' : ip.includes(':') ? 'v6' : 'v4'))
          .sort()
          .join('+')}`,
    ),
    ...state.apps.map((one) => `fly secrets ${plain(one.name)} ${Object.keys(one.secrets).sort().join(',')}`),
    ...state.machines.filter(({ config }) => maybeObject(config, 'metadata')?.k77_task === undefined).map(machineLine),
    ...state.volumes.map(
      (one) => `fly volume ${plain(one.app)} ${one.name} ${one.region} ${one.size} GB attached=${one.attached !== undefined}`,
    ),
    ...state.certificates.map((one) => `fly certificate ${plain(one.app)} ${one.hostname} ${one.issue.state}`),
  ].sort();
}

function machineLine({ app, name, region, state, config }: Machine): string {
  const guest = maybeObject(config, 'guest');
  const services = listIn(config, 'services').length;
  const code = String(config.image ?? '').startsWith('registry.fly.io/') ? 'code' : 'placeholder';
  return `fly machine ${plain(app)} ${name} ${region} ${state} ${String(guest?.memory_mb)} MB services=${services} ${code}`;
}
