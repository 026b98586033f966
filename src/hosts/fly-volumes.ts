/** A disk for a machine. Fly hangs none on a machine that is there: another one takes its place, and two never run at once. */
import { OperatorError } from '../core/errors.ts';
import type { HostContext } from '../core/host.ts';
import type { FlyClient } from '../vendors/fly-client.ts';
import type { FlyMachine, FlyVolume } from '../vendors/fly-types.ts';
import { within } from './fly-images.ts';
import { runs } from './fly-memory.ts';

const name = 'data';
/** GB; Fly makes disks larger, never smaller. */
const size = 1;

export async function mounted(context: HostContext, client: FlyClient, id: string, machine: FlyMachine, path: string): Promise<void> {
  const [mount] = machine.config.mounts ?? [];
  if (mount?.path === path) return;
  if (mount) {
    const config = { ...machine.config, mounts: [{ ...mount, path }] };
    await client.updateMachine(id, machine.id, config, runs(machine));
    return;
  }
  const volume = await freeVolume(client, id, machine);
  const ran = runs(machine);
  if (ran) await stopped(context, client, id, machine.id);
  const config = { ...machine.config, mounts: [{ volume: volume.id, path, name }] };
  const next = `${machine.name.replace(/-disk$/, '')}-disk`;
  await client.createMachine(id, { name: next, region: machine.region, config, launch: ran });
  await client.destroyMachine(id, machine.id);
}

async function freeVolume(client: FlyClient, id: string, { region }: FlyMachine): Promise<FlyVolume> {
  const there = (await client.volumes(id)).filter((one) => one.name === name && !['destroyed', 'pending_destroy'].includes(one.state));
  const free = there.find((one) => !one.attached_machine_id && one.region === region);
  if (free) return free;
  const [other] = there;
  if (other && other.region !== region)
    throw new OperatorError({
      what: `the disk ${other.id} of ${id} is in ${other.region}, and its machine in ${region}`,
      fix: 'a disk does not move: fork it into the region of the machine, or answer "hostNear" as the disk is',
      see: 'https://fly.io/docs/volumes/volume-manage/',
    });
  return client.createVolume(id, { name, region, size_gb: size });
}

async function stopped(context: HostContext, client: FlyClient, id: string, machine: string): Promise<void> {
  await client.stop(id, machine);
  await within(context, 'the machine without a disk to stop', 2, async () => {
    const now = await client.machine(id, machine);
    return now === undefined || now.state === 'stopped' ? true : undefined;
  });
}
