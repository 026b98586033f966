/** What every task must obey, and each law seen to fail on a task that breaks it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { catalogue } from './catalogue.ts';
import type { Catalogue } from './core/catalogue.ts';
import { type AnyTask, task } from './core/task.ts';
import { ordered } from './engine/graph.ts';
import { prices } from './phases/6.1-stripe/prices.ts';
import { products } from './phases/6.1-stripe/products.ts';
import { type Law, laws, run } from './proof/laws.ts';
import { type Kept, openStage, type Stage, smallProject } from './proof/stage.ts';
import { cloudflare } from './vendors/cloudflare.ts';
import { stripe, stripeApiVersion } from './vendors/stripe.ts';

const tasks = ordered(catalogue.phases.flatMap((phase) => phase.tasks));
/** It writes a project of hundreds of files, which the scenes of all others would have to copy: to those a small one is given. */
const isHeavy = (one: AnyTask): boolean => one.id === 'project.code';
/** No API shows what these do; only a person can confirm them, so that there is nothing to read back. */
const unprovable = (one: AnyTask): boolean => one.byHand !== undefined && one.byHand.proof !== 'read';
const names = Object.keys(laws) as Law[];

describe('every task', () => {
  let stage: Stage;
  const before = new Map<string, Kept>();

  beforeAll(async () => {
    stage = await openStage({ hosts: 'emulated' });
    for (const one of tasks) {
      before.set(one.id, await stage.keep());
      if (isHeavy(one)) await smallProject(stage.root);
      else await stage.play((walk) => run(walk, one));
    }
  });
  afterAll(() => stage.close());

  describe.each(tasks.map((one) => [one.id, one] as const))('%s', (id, one) => {
    test.each(names)(
      '%s',
      async (name) => {
        await laws[name]({ stage, task: one, before: before.get(id) as Kept });
        if (unprovable(one)) expect(one.byHand?.proof).toHaveProperty('attest');
      },
      120_000,
    );
  });
});

/** A webhook task like the real one, to be broken in one place at a time. */
function endpointTask(broken: Partial<AnyTask>): AnyTask {
  const url = 'https://api.kingdom77.test/broken';
  return task({
    id: 'broken.endpoint',
    guide: [],
    title: 'Break a law',
    uses: [stripe],
    needs: [],
    want: () => ({ url }),
    read: async (context) => (await context.client(stripe).webhookEndpoints.list({ limit: 100 })).data.find((one) => one.url === url),
    apply: async (context) =>
      context.client(stripe).webhookEndpoints.create({ url, enabled_events: ['invoice.paid'], api_version: stripeApiVersion }),
    undo: async (context, have) => void (await context.client(stripe).webhookEndpoints.del(have.id)),
    gives: {},
    ...(broken as object),
  });
}
const create = async (context: Parameters<AnyTask['apply']>[0]): Promise<unknown> =>
  context.client(stripe).webhookEndpoints.create({ url: 'https://api.kingdom77.test/broken', enabled_events: ['invoice.paid'] });

/** One breach a law: a task that does exactly what the law forbids. */
const breaches: Record<Law, AnyTask> = {
  'plans without writing': endpointTask({ read: create }),
  'leaves nothing to do after it ran': endpointTask({ want: () => ({ url: 'https://api.kingdom77.test/broken', status: 'never this' }) }),
  'does nothing the second time': task({
    ...endpointTask({}),
    read: async (context: Parameters<AnyTask['read']>[0]) =>
      context.recall() ? { url: 'https://api.kingdom77.test/broken', at: context.clock.now().getTime() } : undefined,
    want: () => ({ url: 'https://api.kingdom77.test/broken' }),
    byHand: undefined as never,
    apply: async (context: Parameters<AnyTask['apply']>[0]) => ({ url: 'https://api.kingdom77.test/broken', made: await create(context) }),
    gives: { STRIPE_ENABLED: (have: { at?: number }) => String(have.at ?? 0) },
  } as AnyTask),
  'gives every value it promises': endpointTask({ gives: { STRIPE_PORTAL_CONFIGURATION: () => undefined } }),
  'converges after any single lost answer': endpointTask({
    apply: async (context: Parameters<AnyTask['apply']>[0], want: unknown, have: unknown) => {
      if (!have)
        await context.client(stripe).webhookEndpoints.create({
          url: 'https://api.kingdom77.test/other',
          enabled_events: ['invoice.paid'],
          description: context.random.uuid(),
        });
      return endpointTask({}).apply(context, want, have);
    },
  }),
  'can be taken back, or says why not': endpointTask({ undo: async () => {} }),
  'asks no vendor that it does not name': endpointTask({
    apply: async (context: Parameters<AnyTask['apply']>[0], want: unknown, have: unknown) => {
      context.client(cloudflare);
      return endpointTask({}).apply(context, want, have);
    },
  }),
  'lets no secret out': endpointTask({
    apply: async (context: Parameters<AnyTask['apply']>[0], want: unknown, have: unknown) => {
      const made = (await endpointTask({}).apply(context, want, have)) as { secret: string };
      await context.files.write('notes.txt', `the webhook secret is ${made.secret}`);
      return made;
    },
  }),
};

/** What each law then says; some breaches the engine itself refuses, because a task counts as done only when a read shows what was wanted. */
const reasons: Record<Law, RegExp> = {
  'plans without writing': /only reads|writes sent by plan/,
  'leaves nothing to do after it ran': /reading it back shows another status/,
  'does nothing the second time': /reading it back shows nothing/,
  'gives every value it promises': /shows another STRIPE_PORTAL_CONFIGURATION/,
  'converges after any single lost answer': /world after/,
  'can be taken back, or says why not': /nothing to do/,
  'asks no vendor that it does not name': /cloudflare/i,
  'lets no secret out': /secret/,
};

/** Broken tasks stand alone with what stands before them, in phases that need no host. */
const only = (...alone: AnyTask[]): Catalogue => ({
  ...catalogue,
  phases: catalogue.phases
    .filter(({ number }) => number < '6.5')
    .map((phase) => ({ ...phase, tasks: phase.number === '6.1' ? alone : [] })),
});

describe('each law fails on a task that breaks it', () => {
  test.each(names)('%s', async (name) => {
    const broken = breaches[name];
    const stage = await openStage({ catalogue: only(products, prices, broken) });
    try {
      const before = await stage.keep();
      await expect(laws[name]({ stage, task: broken, before })).rejects.toThrow(reasons[name]);
    } finally {
      await stage.close();
    }
  });

  test('and an unbroken one like them obeys all', async () => {
    const right = endpointTask({});
    const stage = await openStage({ catalogue: only(right) });
    const before = await stage.keep();
    for (const name of names) await laws[name]({ stage, task: right, before });
    await stage.close();
  });
});
