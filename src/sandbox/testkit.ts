/**
 * The public face of the sandbox for generated projects: their tests run against the same emulators that rehearse a deployment.
 * Bundled into one file (`dist/testkit.js`); what it promises is declared in `testkit/face.ts`, which travels with it.
 */
import { systemClock } from '../ports/clock.ts';
import { systemRandom } from '../ports/random.ts';
import { systemShell } from '../ports/shell.ts';
import { discordFor } from './testkit/discord.ts';
import { environmentOf, redirectOf } from './testkit/environment.ts';
import type { TestFault, TestSnapshot, TestWorld, TestWorldOptions } from './testkit/face.ts';
import { openMongodb, openRedisFor } from './testkit/stores.ts';
import { stripeFor } from './testkit/stripe.ts';
import { openWorld, type World } from './world.ts';

const tools = { clock: systemClock, random: systemRandom, shell: systemShell };

export async function openTestWorld(options: TestWorldOptions = {}): Promise<TestWorld> {
  const { domain = 'kingdom77.test', redis: prefer = 'built-in', log } = options;
  const [world, mongodb, redis, queue] = await Promise.all([
    openWorld({ ...tools, webhookPauses: [50, 200, 1000, 2000, 5000], ...(log ? { log } : {}) }),
    openMongodb(tools, domain.split('.')[0] ?? 'test'),
    openRedisFor(tools, prefer),
    openRedisFor(tools, prefer),
  ]);
  await settings(world, domain, options);
  const servers = new Map<string, string>();
  const stripe = await stripeFor({ world, clock: systemClock, domain, apiServer: () => servers.get(`api.${domain}`) });
  const discord = await discordFor(world, systemClock);
  const [discordBase, stripeBase] = [`${world.endpoints.discord}/api`, world.endpoints.stripe ?? ''];
  return {
    endpoints: { discord: discordBase, stripe: stripeBase },
    domain,
    environment: environmentOf({ domain, discordBase, stripeBase, discord, stripe, mongodb, redis, queue, random: systemRandom }),
    discord,
    stripe,
    mongodb,
    redis,
    queue,
    faults: { set: (...faults) => world.faults.set({ faults: faults.map(worldFault) }), clear: () => world.faults.clear() },
    async serve(name, url) {
      if (url === null) servers.delete(name);
      else servers.set(name, url);
      await world.setHosts({ [name]: url });
    },
    snapshot: async () => (await world.snapshot()) as TestSnapshot,
    restore: (snapshot) => world.restore(snapshot as Parameters<World['restore']>[0]),
    async close() {
      await world.close();
      await Promise.all([mongodb, redis, queue].map((store) => store.close()));
    },
  };
}

async function settings(world: World, domain: string, options: TestWorldOptions): Promise<void> {
  const { guilds = 1, privilegedIntents = [] } = options;
  const gateway = Object.fromEntries(
    (['shards', 'maxConcurrency', 'identifyWindowMs', 'heartbeatMs'] as const).flatMap((name) =>
      options[name] === undefined ? [] : [[name, String(options[name])]],
    ),
  );
  await world.edit('discord', 'gateway', gateway);
  await world.edit('discord', 'intents', { intents: privilegedIntents.join(' ') });
  await world.edit('discord', 'redirects', { redirects: `https://${domain}/auth/callback\n${redirectOf(domain)}` });
  if (guilds > 0) await world.edit('discord', 'create-guilds', { count: String(guilds) });
}

function worldFault({ method, path, ...fault }: TestFault): NonNullable<Parameters<World['faults']['set']>[0]['faults']>[number] {
  return { ...fault, match: { ...(method === undefined ? {} : { method }), ...(path === undefined ? {} : { path }) } };
}
