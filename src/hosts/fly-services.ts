/** Services at Fly.io: an app each, with a machine that has everything but code and does not run before the first deployment. */
import { OperatorError } from '../core/errors.ts';
import type { HostApi, Place, ServiceSettings } from '../core/host.ts';
import { fly } from '../vendors/fly.ts';
import type { FlyClient } from '../vendors/fly-client.ts';
import type { FlyConfig, FlyMachine } from '../vendors/fly-types.ts';
import { notesOn } from './fly-images.ts';
import { connectedIn, hasCode, keys, metadataOf, runs, serving, sourceOf } from './fly-memory.ts';
import { appName } from './fly-place.ts';
import { changed, configFor, refuseImpossible, settingsOf } from './fly-settings.ts';
import { mounted } from './fly-volumes.ts';

export const services: Pick<HostApi, 'services' | 'service' | 'makeService' | 'configure' | 'connect' | 'scale'> = {
  /** Which repository an image was made of only k77 writes into a machine. */
  async services({ client: of }, { organization = '' }) {
    const client = of(fly);
    const all = await Promise.all(
      (await client.apps(organization)).map(async ({ name }) => ({ name, machines: serving(await client.machines(name)) })),
    );
    return all.flatMap(({ name, machines: [first, ...more] }) => {
      if (!first) return [];
      const { startCommand } = settingsOf([first, ...more]);
      return [{ id: name, name, repository: connectedIn(metadataOf(first.config))?.repository, startCommand: startCommand ?? undefined }];
    });
  },

  async service({ client: of }, place, name) {
    const client = of(fly);
    const id = appName(place, name);
    if (!(await hasApp(client, place, id))) return undefined;
    const machines = serving(await client.machines(id));
    const [first] = machines;
    if (!first) return undefined;
    const settings = settingsOf(machines);
    // Visitors reach it once it has addresses.
    if (settings.web && (await client.addresses(id)).length === 0) settings.web = false;
    const repository = connectedIn(metadataOf(first.config));
    const notes = hasCode(first.config) ? [] : await notesOn(client, place, repository);
    return { id, name, settings, repository, ...(notes.length === 0 ? {} : { notes }) };
  },

  /** Interrupted anywhere, it goes on where it was: each part is looked at before it is made. */
  async makeService({ client: of }, place, name, settings, connection) {
    refuseImpossible(settings);
    const client = of(fly);
    const id = appName(place, name);
    if (!(await hasApp(client, place, id))) await client.createApp(id, place.organization ?? '');
    if (settings.web) await addresses(client, id);
    if (serving(await client.machines(id)).length > 0) return id;
    const config = configFor(settings, { [keys.service]: name, ...sourceOf(connection) });
    await client.createMachine(id, { name: `${name}-1`, region: settings.region, config, launch: false });
    return id;
  },

  /** A machine that runs is updated at once: it begins anew with the same code. */
  async configure(context, _place, id, wants) {
    const client = context.client(fly);
    const machines = await servingAt(client, id);
    refuseImpossible({ ...settingsOf(machines), ...wants });
    if (wants.web) await addresses(client, id);
    if (wants.region !== undefined) refuseMove(id, machines, wants.region);
    for (const machine of machines) await update(client, id, machine, changed(machine.config, wants));
    if (wants.volume) await mounted(context, client, id, (await servingAt(client, id))[0] as FlyMachine, wants.volume);
    if (wants.replicas !== undefined) await scaled(client, id, wants.replicas);
  },

  /** Only remembered: the workflow brings images of that branch, and k77 deploys them. */
  async connect({ client: of }, _place, id, to) {
    const client = of(fly);
    for (const machine of await servingAt(client, id)) await remember(client, id, machine, sourceOf(to));
  },

  async scale({ client: of }, _place, id, replicas) {
    const client = of(fly);
    refuseImpossible({ ...settingsOf(await servingAt(client, id)), replicas });
    await scaled(client, id, replicas);
  },
};

/** The list, because a question for one app is refused in several ways where it is somebody else's. */
async function hasApp(client: FlyClient, { organization = '' }: Place, id: string): Promise<boolean> {
  return (await client.apps(organization)).some(({ name }) => name === id);
}

/** At least one. @throws OperatorError */
export async function servingAt(client: FlyClient, id: string): Promise<FlyMachine[]> {
  const machines = serving(await client.machines(id));
  if (machines.length > 0) return machines;
  throw new OperatorError({
    what: `Fly.io has no machine of ${id} any more`,
    fix: 'run k77 plan: it shows what is there, and k77 deploy makes what is missing',
    see: `https://fly.io/apps/${id}`,
  });
}

/** Both cost nothing: the one is shared with others. */
async function addresses(client: FlyClient, id: string): Promise<void> {
  const there = await client.addresses(id);
  if (!there.some(({ ip }) => !ip.includes(':'))) await client.addAddress(id, 'shared_v4');
  if (!there.some(({ ip }) => ip.includes(':'))) await client.addAddress(id, 'v6');
}

async function update(client: FlyClient, id: string, machine: FlyMachine, config: FlyConfig): Promise<void> {
  if (JSON.stringify(sorted(config)) === JSON.stringify(sorted(machine.config))) return;
  await client.updateMachine(id, machine.id, config, runs(machine));
}

async function remember(client: FlyClient, id: string, machine: FlyMachine, metadata: Readonly<Record<string, string>>): Promise<void> {
  const there = metadataOf(machine.config);
  const missing = Object.entries(metadata).filter(([name, value]) => there[name] !== value);
  if (missing.length > 0) await client.setMetadata(id, machine.id, Object.fromEntries(missing));
}

/** More of the same, or fewer: those that were made last go first. What is suspended stays so. */
async function scaled(client: FlyClient, id: string, replicas: number): Promise<void> {
  const machines = await servingAt(client, id);
  const [first] = machines;
  if (!first) return;
  const name = metadataOf(first.config)[keys.service] ?? 'machine';
  const taken = new Set(machines.map((one) => one.name));
  for (let count = machines.length, number = 2; count < replicas; number++) {
    if (taken.has(`${name}-${number}`)) continue;
    await client.createMachine(id, { name: `${name}-${number}`, region: first.region, config: first.config, launch: runs(first) });
    count += 1;
  }
  for (const machine of machines.slice(Math.max(1, replicas))) await client.destroyMachine(id, machine.id);
}

function refuseMove(id: string, machines: readonly FlyMachine[], region: ServiceSettings['region']): void {
  const elsewhere = machines.find((one) => one.region !== region);
  if (elsewhere)
    throw new OperatorError({
      what: `Fly.io runs ${id} in ${elsewhere.region}, not in ${region}, and moves no machine`,
      fix: `answer "hostNear" as it is, or destroy the machine ${elsewhere.id} yourself (its app → Machines): k77 deploy makes one in ${region}`,
      see: `https://fly.io/apps/${id}/machines`,
    });
}

/** Whatever the order of names in it is. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, one]) => [name, sorted(one)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
