/**
 * A world half-made by hand, looked at: what is known again and why, what stays open, what the guide has besides. Looking writes nothing, to no vendor and not on disk.
 */
import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Surveyed } from '../engine/adopt.ts';
import { type Gaps, gapsAfter } from '../engine/adopt-gaps.ts';
import { type Listener, listen } from '../ports/listen.ts';
import type { AtlasState } from '../sandbox/atlas/state.ts';
import { type AdoptWorld, openAdoptWorld } from './adopt-world.ts';
import { inventory } from './inventory.ts';
import { filesOf } from './stage.ts';

let world: AdoptWorld;
let all: Surveyed;
let gaps: Gaps;

beforeAll(async () => {
  world = await openAdoptWorld();
  all = await world.look();
  gaps = await world.play((walk) => gapsAfter(walk, all, phases()));
}, 60_000);
afterAll(() => world.close());

const phases = () => world.catalogue.phases.map(({ number }) => number);
const found = (surveyed: Surveyed, id: string) => {
  const one = surveyed.found.find(({ survey }) => survey.id === id);
  if (!one) throw new Error(`no survey ${id}`);
  return one;
};
const states = (surveyed: Surveyed): Record<string, string> =>
  Object.fromEntries(surveyed.found.map(({ survey, state }) => [survey.id, state]));
const learned = (surveyed: Surveyed, key: string): string | undefined => {
  const value = surveyed.learned.find((one) => one.key === key)?.value;
  return value === undefined || typeof value === 'string' ? value : value.reveal();
};
const own = (surveyed: Surveyed): string[] =>
  ['stripe', 'atlas', 'mongodb', 'redis', 'domain', 'discord'].flatMap((part) =>
    surveyed.found.filter(({ survey }) => survey.id.startsWith(`${part}.`)).map(({ survey, state }) => `${survey.id} ${state}`),
  );

describe('a world of which everything can be seen', () => {
  test('is made of forty things and more', () => {
    expect(world.made.things.length).toBeGreaterThanOrEqual(40);
    expect(new Set(world.made.things).size).toBe(world.made.things.length);
  });

  test('is known again: by address, by tag, by what is deployed; what only sounds right is proposed, what is missing is missing', () => {
    expect(own(all)).toEqual([
      'stripe.products/monthly proposed',
      'stripe.products/yearly proposed',
      'stripe.prices/monthly proposed',
      'stripe.prices/yearly proposed',
      'stripe.webhook taken',
      'stripe.portal taken',
      'atlas.project taken',
      'atlas.cluster taken',
      'atlas.user taken',
      'atlas.access taken',
      'mongodb.database taken',
      'redis.cache taken',
      'redis.queue none',
      'domain.registration taken',
      'domain.zone taken',
      'domain.records taken',
      'discord.application taken',
    ]);
  });

  test('says why for each, and leaves out what is none of this project', () => {
    for (const { candidates, survey } of all.found)
      for (const { because, name } of candidates) expect(because.length, `${survey.id} ${name}`).toBeGreaterThan(0);
    const names = all.found.flatMap(({ candidates }) => candidates.map(({ name }) => name));
    for (const stranger of [
      'Buy me a coffee',
      'old-test',
      'https://hooks.zapier.test/catch/123456/',
      'playground',
      'portfolio',
      'CNAME status.kingdom77.test',
    ])
      expect(names).not.toContain(stranger);
    expect(found(all, 'atlas.cluster').chosen[0]?.because).toContain('the deployed MONGODB_URI leads to it');
  });

  test('gives answers by which the tasks find exactly these things', () => {
    const { id } = found(all, 'stripe.products/monthly').chosen[0] ?? { id: '' };
    expect([learned(all, 'stripeMonthlyProduct'), learned(all, 'stripeYearlyProduct')]).toEqual([id, id]);
    const wanted = {
      monthlyPrice: '7.99',
      yearlyPrice: '79',
      currency: 'usd',
      atlasProjectName: 'my-bot',
      clusterName: 'Cluster0',
      databaseTier: 'flex',
      databaseUser: 'botuser',
      databaseName: 'kingdom',
      databaseAccess: '0.0.0.0/0, 198.51.100.77/32',
      redisCacheName: 'bot-cache',
      registrar: 'cloudflare',
      domainPrice: '0',
    };
    expect(Object.fromEntries(Object.keys(wanted).map((key) => [key, learned(all, key)]))).toEqual(wanted);
  });

  test('keeps secrets as they are deployed, and proves those that can be tried', () => {
    const proofs = Object.fromEntries(all.secrets.map(({ key, from, proof }) => [key, `${from} ${proof?.state ?? 'kept'}`]));
    expect(proofs).toMatchObject({
      MONGODB_URI: 'mongodb.database proved',
      REDIS_URL: 'bot.variables proved',
      STRIPE_WEBHOOK_SECRET: 'api.variables unknown',
      JWT_SECRET: 'api.variables kept',
      SESSION_SECRET: 'api.variables kept',
      DISCORD_CLIENT_SECRET: 'asked proved',
    });
    expect(learned(all, 'MONGODB_URI')).toMatch(/botuser:SuperSecret123@cluster0\.\w+\.mongodb\.net\/kingdom\?retryWrites=true&w=majority/);
  });

  test('is compared with the guide property by property', () => {
    const differences = Object.fromEntries(gaps.tasks.map(({ task, changes }) => [task.id, changes.map(({ path }) => path)]));
    expect(differences).toMatchObject({
      'stripe.webhook': ['events'],
      'stripe.prices': ['monthly.lookupKey', 'yearly.lookupKey'],
      'atlas.user': ['roles', 'scopes'],
      'redis.cache': ['eviction', 'budget'],
      'domain.encryption': ['ssl', 'always_use_https', 'min_tls_version'],
    });
    const events = gaps.tasks.find(({ task }) => task.id === 'stripe.webhook')?.changes[0];
    expect([events?.from, events?.to].map((list) => (Array.isArray(list) ? list.length : 0))).toEqual([7, 19]);
    const step = (id: string) => gaps.steps.find((one) => one.id === id)?.state;
    expect([step('6.1/3'), step('6.2/1'), step('6.2/5'), step('6.4/5')]).toEqual(['differs', 'right', 'missing', 'differs']);
  });

  test('takes what its vendor never changes in place as it is: nothing is planned to be replaced', () => {
    const kept = gaps.tasks.flatMap(({ task, keeps }) => keeps.map(({ path }) => `${task.id} ${path}`));
    expect(kept).toEqual(['stripe.webhook apiVersion']);
  });

  test('is left as it is: looking writes nothing, to no vendor and not on disk', async () => {
    const before = [inventory(await world.world.snapshot()), await filesOf(world.root, /exchanges|sandbox\/git/)] as const;
    const sent = await world.play(async (walk, seen) => {
      const { look } = await import('../engine/adopt.ts');
      const { nobody, optionsFor } = await import('./adopt-world.ts');
      const surveyed = await look(walk, optionsFor(world.catalogue, world.given, {}), nobody);
      await gapsAfter(walk, surveyed, phases());
      return seen.doors.sent();
    });
    expect(sent).toMatchObject({ writes: 0, testData: 0 });
    expect(sent.reads).toBeGreaterThan(20);
    expect([inventory(await world.world.snapshot()), await filesOf(world.root, /exchanges|sandbox\/git/)]).toEqual(before);
  });
});

describe('what cannot be seen', () => {
  test('a vendor without a token is passed over, and what it has stays unknown', async () => {
    const surveyed = await world.look({ without: ['stripe', 'railway'] });
    expect(found(surveyed, 'stripe.webhook')).toMatchObject({ state: 'unknown', why: 'no token for Stripe' });
    const after = await world.play((walk) => gapsAfter(walk, surveyed, phases()));
    expect(after.tasks.find(({ task }) => task.id === 'stripe.products')).toMatchObject({ state: 'unknown', why: 'no token for Stripe' });
    // Nothing that is deployed proves the rest any more: the only project of an account is not certainly this one's.
    expect(states(surveyed)).toMatchObject({
      'atlas.project': 'open',
      'atlas.cluster': 'unknown',
      'redis.cache': 'proposed',
      'domain.zone': 'taken',
    });
  });

  test('a token that is refused is named, and the others go on', async () => {
    const surveyed = await world.look({
      given: { STRIPE_SECRET_KEY: 'sk_test_51WrongWrongWrong', RAILWAY_TOKEN: '00000000-0000-4000-8000-000000000000' },
    });
    const refused = surveyed.vendors.filter((vendor) => vendor.refused !== undefined).map(({ title }) => title);
    expect(refused).toEqual(expect.arrayContaining(['Stripe', 'Railway']));
    expect(found(surveyed, 'stripe.products/monthly').why).toContain('Stripe answered 401');
    expect(found(surveyed, 'bot.service')).toMatchObject({
      state: 'unknown',
      why: expect.stringMatching(/^not at .*Render.*; not asked: Railway$/),
    });
    expect(states(surveyed)).toMatchObject({ 'domain.zone': 'taken', 'dashboard.service': 'taken', 'discord.application': 'taken' });
  });
});

describe('what a person has to say', () => {
  test('of two clusters nobody picks one: it is asked, and what somebody says counts', async () => {
    const kept = await world.world.snapshot();
    const { groups, clusters } = kept.vendors.atlas as AtlasState;
    const [group, cluster] = [groups[0], clusters[0]];
    if (!group || !cluster) throw new Error('no cluster');
    const twins = structuredClone(kept);
    (twins.vendors.atlas as AtlasState).clusters.push({
      ...structuredClone(cluster),
      id: 'f'.repeat(24),
      name: 'Cluster1',
      hash: 'zzzzz',
    } as typeof cluster);
    await world.world.restore(twins);
    try {
      const blind = { without: ['railway'], said: { 'atlas.project': group.id } };
      const open = found(await world.look(blind), 'atlas.cluster');
      expect([open.state, open.candidates.map(({ name }) => name)]).toEqual(['open', ['Cluster0', 'Cluster1']]);
      const asked: string[] = [];
      const choose = async (survey: { id: string }, candidates: readonly { id: string }[]) => {
        asked.push(survey.id);
        return survey.id === 'atlas.cluster' ? candidates[1]?.id : undefined;
      };
      const said = await world.look({ ...blind, ui: { choose } });
      expect([found(said, 'atlas.cluster').chosen[0]?.name, learned(said, 'clusterName')]).toEqual(['Cluster1', 'Cluster1']);
      expect(asked).toContain('atlas.cluster');
    } finally {
      await world.world.restore(kept);
      world.world.flushNames();
    }
  }, 30_000);

  test('a signing secret that nobody knows is asked for, never made anew; a wrong password is told apart by trying it', async () => {
    const blind = { without: ['railway'], said: { 'atlas.project': 'my-bot', 'atlas.cluster': 'Cluster0', 'atlas.user': 'botuser' } };
    const unknown = await world.look(blind);
    expect(found(unknown, 'stripe.webhook')).toMatchObject({
      state: 'open',
      why: expect.stringContaining('signing secret of this endpoint is needed'),
    });
    expect(learned(unknown, 'STRIPE_WEBHOOK_ENDPOINT')).toBeUndefined();
    expect(unknown.secrets).toContainEqual({ key: 'STRIPE_WEBHOOK_SECRET', from: 'nobody' });
    const host = learned(unknown, 'ATLAS_CLUSTER_HOST');
    const tries: string[] = [];
    const secret = async ({ key }: { key: string }, _of: unknown, why?: string): Promise<string | undefined> => {
      if (why) tries.push(why);
      if (key === 'STRIPE_WEBHOOK_SECRET') return tries.length === 0 ? 'sk_test_not_this_one' : 'whsec_typed_by_somebody_77';
      return `mongodb+srv://botuser:NotThePassword1@${host}/kingdom`;
    };
    const typed = await world.look({ ...blind, ui: { secret } });
    expect(tries).toEqual(['it begins with whsec_']);
    expect(learned(typed, 'STRIPE_WEBHOOK_SECRET')).toBe('whsec_typed_by_somebody_77');
    expect(typed.secrets.find(({ key }) => key === 'MONGODB_URI')?.proof).toMatchObject({ state: 'refuted' });
    expect(found(typed, 'atlas.user')).toMatchObject({
      state: 'open',
      why: expect.stringContaining('the server refuses this user and password'),
    });
    expect(learned(typed, 'MONGODB_URI')).toBeUndefined();
  }, 30_000);
});

describe('the proof of a signing secret', () => {
  let api: Listener;
  let answers: (signature: string, body: string) => number = () => 200;
  const types: string[] = [];

  beforeAll(async () => {
    api = await listen(async ({ headers, body }) => {
      types.push((JSON.parse(body) as { type: string }).type);
      return { status: answers(headers['stripe-signature'] ?? '', body), headers: {}, body: '' };
    });
    // The name has no record that leads there yet; its host is this server all the same.
    await world.world.edit('cloudflare', 'set-setting', { zone: 'kingdom77.test', setting: 'ssl', value: 'flexible' });
    const endpoint = found(all, 'stripe.webhook').chosen[0]?.id ?? '';
    await world.world.edit('stripe', 'edit', {
      id: endpoint,
      path: 'url',
      value: JSON.stringify(`http://127.0.0.1:${api.port}/api/stripe/webhook`),
    });
  });
  afterAll(() => api.close());

  const secret = (): string => learned(all, 'STRIPE_WEBHOOK_SECRET') ?? '';
  const proven = async () =>
    (
      await world.look({ ui: { agree: async () => true }, said: { 'stripe.webhook': found(all, 'stripe.webhook').chosen[0]?.id ?? '' } })
    ).secrets.find(({ key }) => key === 'STRIPE_WEBHOOK_SECRET')?.proof;
  const signedWith = (known: string) => (signature: string, body: string) => {
    try {
      Stripe.webhooks.constructEvent(body, signature, known);
      return 200;
    } catch {
      return 400;
    }
  };

  test('an API that takes what is signed with it and refuses the rest proves it, with an event that nobody acts upon', async () => {
    answers = signedWith(secret());
    expect(await proven()).toMatchObject({ state: 'proved' });
    expect(new Set(types)).toEqual(new Set(['balance.available']));
  }, 20_000);

  test('an API that refuses both has another secret', async () => {
    answers = signedWith('whsec_another');
    expect(await proven()).toMatchObject({ state: 'refuted' });
  }, 20_000);

  test('an API that takes anything proves nothing, and is told of', async () => {
    answers = () => 200;
    expect(await proven()).toMatchObject({ state: 'unknown', saw: expect.stringContaining('takes wrongly signed events as well') });
  }, 20_000);
});
