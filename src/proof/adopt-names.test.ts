/**
 * Every host finds a service again under the name that a person gave it, lists it for whoever looks, and makes no second one beside it.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { catalogue } from '../catalogue.ts';
import type { Host, HostContext } from '../core/host.ts';
import { clients } from '../engine/context.ts';
import { hosts } from '../hosts/hosts.ts';
import { settingsOf } from '../phases/6.5-bot/services.ts';
import { systemClock } from '../ports/clock.ts';
import { systemRandom } from '../ports/random.ts';
import { openWorld, type World } from '../sandbox/world.ts';
import { type OpenScene, openScene } from './scene.ts';

const repository = 'ann/kingdom';
const wanted = { project: 'kingdom77', environment: 'production', repository };
const name = 'made-by-hand-77';

let root: string;
let world: World;
let scene: OpenScene;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'k77-adopt-names-'));
  world = await openWorld({ clock: systemClock, random: systemRandom, certificateMs: 0 });
  await world.edit('internet', 'create-repository', { name: repository });
  await world.edit('internet', 'push', { name: repository, message: 'first', author: 'Ann' });
  for (const { id } of hosts) await world.edit(id, 'open-repository', { repository }).catch(() => undefined);
  scene = await openScene({ root, environment: 'sandbox', catalogue, endpoints: world.endpoints, perform: async () => undefined });
  const minted = world.credentials();
  for (const { key, sandbox } of catalogue.phases.flatMap((phase) => phase.questions)) {
    const text = sandbox?.startsWith('world:') ? minted[sandbox.slice('world:'.length)] : undefined;
    if (text !== undefined) await scene.walk.workspace.answer(key, text);
  }
}, 30_000);
afterAll(async () => {
  await scene.close();
  await world.close();
  await rm(root, { recursive: true, force: true });
});

/** A new walk each time, so that nothing is remembered. */
function walk(writes: 'yes' | 'no' = 'yes'): HostContext {
  const { doors, clock, random, signal } = scene.walk;
  doors.forget();
  const all = hosts.map(({ vendor }) => vendor);
  const wait: HostContext['wait'] = async () => {
    throw new Error('there is nothing to wait for');
  };
  return { client: clients(scene.walk, 'a scene', all, writes), clock, random, signal, wait };
}

async function make(host: Host) {
  const service = host.runs.includes('api') ? 'api' : 'dashboard';
  const settings = settingsOf(service, host, { near: 'us-east', memoryMb: 512, shape: 'project', folder: '' });
  const place = { ...(await host.api.makePlace(walk(), wanted)), exactly: name };
  const id = await host.api.makeService(walk(), place, name, settings, { repository, branch: 'main', autoDeploy: false });
  return { place, id, settings };
}

describe.each(hosts.map((host) => [host.title, host] as const))('%s', (_title, host) => {
  test('finds a service under its own name, lists it, and makes no other one', async () => {
    const { place, id, settings } = await make(host);
    expect((await host.api.service(walk('no'), place, name))?.id).toBe(id);
    const again = walk();
    expect(await host.api.makeService(again, place, name, settings, { repository, branch: 'main', autoDeploy: false })).toBe(id);
    const look = walk('no');
    const places = (await host.api.places?.(look)) ?? [];
    const listed = await Promise.all(places.map((one) => host.api.services?.(look, one.place) ?? []));
    expect(listed.flat().map((one) => [one.id, one.name])).toContainEqual([id, name]);
    expect(host.pages.service(place, id)).toMatch(/^https:\/\//);
  }, 30_000);
});
