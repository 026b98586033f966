/**
 * Every check is seen to pass on a world that is right and to fail on one that was broken for it. A check that cannot fail is a defect.
 */
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MongoClient } from 'mongodb';
import type Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clients } from '../src/engine/context.ts';
import { deploy } from '../src/engine/deploy.ts';
import { verify } from '../src/engine/verify.ts';
import type { Walk } from '../src/engine/walk.ts';
import { systemClock } from '../src/ports/clock.ts';
import { openMongo } from '../src/ports/mongo.ts';
import { edgeNetwork } from '../src/ports/network.ts';
import { systemRandom } from '../src/ports/random.ts';
import { worldRows } from '../src/proof/broken-rows.ts';
import { type LaterServices, openLaterServices } from '../src/proof/later-hosts.ts';
import { type Kept, openStage, type Stage } from '../src/proof/stage.ts';
import { type MongoServer, openMongoServer } from '../src/sandbox/mongodb/server.ts';
import { stripe as vendor } from '../src/vendors/stripe.ts';
import type { Thing, WorldHands } from './broken-hands.ts';
import { brokenTests } from './broken-tests.ts';
import { checks as all } from './index.ts';

/** Of phases 6.1 to 6.4, on stand-ins for what is hosted. Those of 6.5 and 6.6 are broken in `broken-bot.test.ts` and beside it. */
const checks = all.filter(({ phase }) => phase < '6.5');

let stage: Stage;
let right: Kept;
/** The API is put behind its name only where a check wants it: Stripe would deliver its events to it. */
let services: LaterServices;
let clientId = '';
const domainName = 'kingdom77.test';

beforeAll(async () => {
  stage = await openStage();
  git('init', '-q', '-b', 'main');
  git('config', 'user.email', 'k77@example.com');
  git('config', 'user.name', 'k77');
  const phases = stage.catalogue.phases.map((phase) => phase.number);
  const options = { phases, only: [], yes: true, replace: [], command: 'k77 deploy' };
  services = await openLaterServices(() => clientId);
  const { [domainName]: dashboard = '', [`www.${domainName}`]: www = '' } = services.hosts;
  await stage.world.setHosts({ [domainName]: dashboard, [`www.${domainName}`]: www });
  await stage.play(async (walk) => {
    await deploy(walk, options);
    clientId = walk.workspace.values().DISCORD_CLIENT_ID ?? '';
  });
  right = await stage.keep();
}, 60_000);
afterAll(async () => {
  await stage?.close();
  await services?.close();
  await old?.close();
});

let old: MongoServer | undefined;

/** A database from before, with two documents. Returns its port. */
async function oldDatabase(): Promise<number> {
  old ??= await openMongoServer({ clock: systemClock, random: systemRandom, users: [] });
  const client = await new MongoClient(`mongodb://127.0.0.1:${old.port}/old?directConnection=true`).connect();
  await client
    .db()
    .collection('guilds')
    .insertMany([{ guild_id: '1' }, { guild_id: '2' }]);
  await client.close();
  return old.port;
}

describe('on a world that is right', () => {
  test('every check that can pass now does, and the others say who proves them', async () => {
    const { findings } = await stage.play((walk) => verify(walk, { sections: [] }));
    const before = findings.filter(({ phase }) => phase < '6.5');
    const states = before.map(({ id, verdict }) => [id, verdict.state === 'unknown' ? (verdict.provedBy ?? verdict.why) : verdict.state]);
    expect(Object.fromEntries(states)).toEqual({
      ...Object.fromEntries(checks.map(({ id }) => [id, 'pass'])),
      'stripe.webhook-delivers': '6.6',
      'frontend.served-clean': '6.6',
      'host.variables': '6.5',
      'payments.database-updated': '6.6',
      'payments.role-assigned': '6.6',
      'payments.pages': '6.6',
      'stripe.refund-emails': expect.stringContaining('k77 attest stripe.refund-emails'),
      'stripe.alerts': expect.stringContaining('k77 attest stripe.alerts'),
      'mongodb.region': '6.5',
      'mongodb.load': 'impossible',
      'mongodb.panel': 'impossible',
      'redis.rate-limits-served': '6.6',
      'redis.alerts': expect.stringContaining('k77 attest redis.alerts'),
      'discord.login': '6.6',
      'api.cors-served': '6.6',
      'api.cookies-safe': '6.6',
      'domain.mail-arrives': expect.stringContaining('k77 attest domain.mail-arrives'),
      'security.two-factor': expect.stringContaining('k77 attest security.two-factor'),
      // The cluster is a minute old.
      'backups.restores': expect.stringContaining('there is no backup yet'),
    });
  });

  test('with an API behind its name, everything about the domain is proved but what only a person sees', async () => {
    await stage.back(right);
    await stage.world.setHosts(services.hosts);
    const { findings } = await stage.play((walk) => verify(walk, { sections: ['6.4'] }));
    expect(findings.filter(({ verdict }) => verdict.state !== 'pass').map(({ id, verdict }) => [id, verdict])).toEqual([
      ['domain.mail-arrives', expect.objectContaining({ state: 'unknown' })],
    ]);
  });

  test('a rehearsed subscription leaves nothing behind', async () => {
    const left = await stage.play(async (walk) => {
      await verify(walk, { sections: [], checks: ['stripe.subscription-life'] });
      const client = person(walk);
      const [clocks, customers, products] = await Promise.all([
        client.testHelpers.testClocks.list(),
        client.customers.list(),
        client.products.list(),
      ]);
      return [clocks.data.length, customers.data.length, products.data.length];
    });
    expect(left).toEqual([0, 0, 2]);
  });
});

test('the live tests of Redis leave no key behind', async () => {
  await stage.back(right);
  const found = await stage.play(async (walk) => (await verify(walk, { sections: ['6.3'] })).findings);
  expect(found.filter(({ verdict }) => verdict.state === 'pass').length).toBeGreaterThan(10);
  const { vendors } = await stage.world.snapshot();
  expect(Object.keys(vendors.redis as object)).toHaveLength(2);
  expect(JSON.stringify(vendors.redis)).not.toContain('k77:verify');
});

describe('on a world broken for it', () => {
  brokenTests(worldRows, () => ({
    part: 'worlds',
    async back() {
      await stage.back(right);
      stage.world.faults.clear();
      for (const name of Object.keys(services.mischief)) Object.assign(services.mischief, { [name]: undefined });
    },
    break: (breakIt) => stage.play(async (walk) => void (await breakIt(handsOf(walk)))),
    look: (checks) => stage.play(async (walk) => (await verify(walk, { sections: [], checks })).findings),
  }));
});

function person(walk: Walk): Stripe {
  return clients(walk, 'person', [vendor], 'test data')(vendor);
}

/** What a person, or fate, can do to this world. */
function handsOf(walk: Walk): WorldHands {
  const root = stage.root;
  const at = (path: string): string => join(root, path);
  const known = walk.workspace.values();
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(at(path)), { recursive: true });
    await writeFile(at(path), text);
  };
  return {
    oldDatabase,
    trouble: (names) => stage.world.faults.set({ names }),
    now: () => systemClock.now(),
    stripe: person(walk),
    values: Object.fromEntries(Object.entries(known).map(([key, value]) => [key, typeof value === 'string' ? value : value.reveal()])),
    write,
    change: async (path, edit) => {
      const before = await readFile(at(path), 'utf8');
      const after = edit(before);
      expect(after, `${path} was to be changed`).not.toBe(before);
      await write(path, after);
    },
    chmod: (path, mode) => chmod(at(path), mode),
    remove: (path) => rm(at(path)),
    git,
    things: async (edit) => {
      const snapshot = structuredClone(await stage.world.snapshot());
      const { spaces } = snapshot.vendors.stripe as { spaces: { livemode: boolean; things: Record<string, Thing[]> }[] };
      for (const space of spaces.filter((one) => !one.livemode)) edit(space.things);
      await stage.world.restore(snapshot);
    },
    press: (id, action, fields) => stage.world.edit(id, action, fields),
    serve: async (mischief) => {
      Object.assign(services.mischief, mischief);
      await stage.world.setHosts(services.hosts);
    },
    cloudflare: async (edit) => {
      const snapshot = structuredClone(await stage.world.snapshot());
      edit(snapshot.vendors.cloudflare as Parameters<Parameters<WorldHands['cloudflare']>[0]>[0]);
      await stage.world.restore(snapshot);
      stage.world.flushNames();
    },
    atlas: async (edit) => {
      const snapshot = structuredClone(await stage.world.snapshot());
      await edit(snapshot.vendors.atlas as { clusters: Record<string, unknown>[] });
      await stage.world.restore(snapshot);
    },
    mongo: async (work) => {
      if (!known.MONGODB_URI) throw new Error('there is no MONGODB_URI');
      const client = await openMongo(known.MONGODB_URI, edgeNetwork(stage.world.edge()));
      await work(client.db()).finally(() => client.close());
    },
    databases: async (edit) => {
      const snapshot = structuredClone(await stage.world.snapshot());
      const { databases } = snapshot.vendors.upstash as { databases: { id: string; [field: string]: unknown }[] };
      const must = (key: string): Record<string, unknown> => {
        const found = databases.find(({ id }) => id === known[key as 'REDIS_CACHE_DATABASE']);
        if (!found) throw new Error(`there is no ${key}`);
        return found;
      };
      edit(must('REDIS_CACHE_DATABASE'), must('REDIS_QUEUE_DATABASE'));
      await stage.world.restore(snapshot);
    },
  };
}

function git(...args: string[]): void {
  execFileSync('git', args, { cwd: stage.root, stdio: 'pipe' });
}
