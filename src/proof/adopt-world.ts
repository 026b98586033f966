/**
 * A world half-made by hand and an empty folder in which nobody has answered anything: where adoption is played. Hosts record what they would run.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogue as everything } from '../catalogue.ts';
import type { Catalogue } from '../core/catalogue.ts';
import { isSecret, type Key, type Values } from '../core/keys.ts';
import { Secret } from '../core/secret.ts';
import type { AdoptOptions, AdoptUi, Surveyed } from '../engine/adopt.ts';
import { look } from '../engine/adopt.ts';
import { gapsAfter } from '../engine/adopt-gaps.ts';
import type { Walk } from '../engine/walk.ts';
import { systemClock } from '../ports/clock.ts';
import { edgeNetwork } from '../ports/network.ts';
import { systemRandom } from '../ports/random.ts';
import { halfMade, type Made, usual } from '../sandbox/scenes/half-made.ts';
import { openWorld, type World } from '../sandbox/world.ts';
import { openScene, type SceneOptions, type Seen } from './scene.ts';

export interface AdoptWorld {
  root: string;
  world: World;
  catalogue: Catalogue;
  made: Made;
  play<T>(scene: (walk: Walk, seen: Seen) => Promise<T>, more?: Partial<SceneOptions>): Promise<T>;
  /** Looks with every token that the world minted, without those named. */
  look(options?: LookOptions): Promise<Surveyed>;
  /** What a person who has all tokens would give. */
  given(without?: readonly string[]): Partial<Values>;
  close(): Promise<void>;
}

export interface LookOptions {
  said?: Readonly<Record<string, string>>;
  /** Vendors whose tokens are not given. */
  without?: readonly string[];
  given?: Partial<Record<Key, string>>;
  ui?: Partial<AdoptUi>;
  catalogue?: Catalogue;
}

/** Nobody is there. */
export const nobody: AdoptUi = {
  looking: () => {},
  choose: async () => undefined,
  secret: async () => undefined,
  agree: async () => false,
};

export async function openAdoptWorld(catalogue: Catalogue = everything): Promise<AdoptWorld> {
  const root = await mkdtemp(join(tmpdir(), 'k77-adopt-'));
  const world = await openWorld({
    clock: systemClock,
    random: systemRandom,
    clusterBuildMs: 0,
    certificateMs: 0,
    hosting: { mode: 'record', root },
  });
  const made = await halfMade({ edit: world.edit, endpoints: world.endpoints, credentials: world.credentials(), clock: systemClock });
  world.flushNames();
  const given = (without: readonly string[] = []): Partial<Values> => {
    const minted = world.credentials();
    const questions = catalogue.phases.flatMap((phase) => phase.questions);
    const tokens = questions.flatMap(({ key, sandbox }) => {
      const [vendor = '', name] = sandbox?.startsWith('world:') ? sandbox.slice('world:'.length).split('.') : [];
      return name === undefined || without.includes(vendor) ? [] : [[key, minted[`${vendor}.${name}`]] as const];
    });
    const { project, domain, repository } = usual;
    const all = { ...Object.fromEntries(tokens), UPSTASH_EMAIL: 'owner@kingdom77.test', project, domain, repository };
    return valuesFrom(all as Partial<Record<Key, string>>);
  };
  const play: AdoptWorld['play'] = async (scene, more = {}) => {
    const open = await openScene({
      root,
      environment: 'sandbox',
      catalogue,
      endpoints: world.endpoints,
      network: edgeNetwork(() => world.edge()),
      perform: (task, want) => world.perform(task, want),
      ...more,
    });
    try {
      return await scene(open.walk, open.seen);
    } finally {
      await open.close();
    }
  };
  return {
    root,
    world,
    catalogue,
    made,
    play,
    given,
    look: (options = {}) => play((walk) => look(walk, optionsFor(catalogue, given, options), { ...nobody, ...options.ui })),
    async close() {
      await world.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

export function optionsFor(catalogue: Catalogue, given: AdoptWorld['given'], options: LookOptions): AdoptOptions {
  return {
    phases: catalogue.phases.map(({ number }) => number),
    said: new Map(Object.entries(options.said ?? {})),
    given: { ...given(options.without), ...valuesFrom(options.given ?? {}) },
  };
}

function valuesFrom(texts: Partial<Record<Key, string>>): Partial<Values> {
  const entries = Object.entries(texts).flatMap(([key, text]) =>
    text === undefined ? [] : [[key, isSecret(key as Key) ? new Secret(key, text) : text]],
  );
  return Object.fromEntries(entries) as Partial<Values>;
}

export { gapsAfter };
