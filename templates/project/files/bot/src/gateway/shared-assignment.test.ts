import { memoryBus, memoryLocks } from '@k77/data';
import { openTestWorld } from '@k77/testkit';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Adapters } from '../adapters.ts';
import { openTestBot, type TestBot } from '../bot.fixture.ts';
import type { Assignment } from './assignment.ts';
import { type SharedAssignmentOptions, sharedAssignment } from './shared-assignment.ts';

const quiet = { info: () => undefined, warn: () => undefined };
const running: Assignment[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()));
});

function fleet(replicas: number, total: number) {
  const common = { total, replicas, locks: memoryLocks(), bus: memoryBus(), logger: quiet, leaseMs: 300, tickMs: 50 };
  return async (change: Partial<SharedAssignmentOptions> = {}) => {
    const open = new Set<number>();
    const closed: number[] = [];
    const desk = {
      open: async (id: number) => void open.add(id),
      async close(id: number) {
        open.delete(id);
        closed.push(id);
      },
    };
    const assignment = sharedAssignment({ ...common, desk, ...change });
    running.push(assignment);
    await assignment.start();
    return { assignment, open, closed, mine: () => assignment.mine() };
  };
}

describe('processes that share shards', () => {
  test('each take their own, none twice', async () => {
    const join = fleet(2, 8);
    const [one, two] = [await join(), await join()];
    expect([one.mine(), two.mine()]).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
    ]);
    expect([...one.open]).toEqual([0, 1, 2, 3]);
  });

  test('take over what nobody holds, and hand it back once to the process whose shards they are', async () => {
    const join = fleet(2, 4);
    const one = await join();
    const closed = one.closed;
    await vi.waitFor(() => expect(one.mine()).toEqual([0, 1, 2, 3]), 2000);
    const two = await join();
    await vi.waitFor(
      () =>
        expect([one.mine(), two.mine()]).toEqual([
          [0, 1],
          [2, 3],
        ]),
      3000,
    );
    expect(closed).toEqual([2, 3]);
    await two.assignment.stop();
    await vi.waitFor(() => expect(one.mine()).toEqual([0, 1, 2, 3]), 2000);
  });

  test('a shard that cannot be opened is free for another process', async () => {
    const join = fleet(1, 2);
    let failures = 0;
    const desk = {
      async open(id: number) {
        if (id === 1 && failures++ < 2) throw new Error('not now');
      },
      close: async () => undefined,
    };
    const one = await join({ desk });
    await vi.waitFor(() => expect([one.mine(), failures]).toEqual([[0, 1], 3]), 2000);
  });

  test('keep their shards while Redis is away', async () => {
    const locks = memoryLocks();
    let away = false;
    const refuse = () => {
      if (away) throw new Error('away');
    };
    const join = fleet(1, 2);
    const shaky: SharedAssignmentOptions['locks'] = {
      ...locks,
      async lease(name, ms) {
        refuse();
        const lease = await locks.lease(name, ms);
        if (lease === undefined) return undefined;
        return {
          ...lease,
          async renew(forMs) {
            refuse();
            return lease.renew(forMs);
          },
        };
      },
    };
    const one = await join({ locks: shaky });
    away = true;
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect([...one.open]).toEqual([0, 1]);
    away = false;
    await vi.waitFor(async () => expect(await locks.lease('bot-shard:0', 1)).toBeUndefined());
    expect([...one.open]).toEqual([0, 1]);
  });
});

describe('two bots with eight shards', () => {
  test('identify one after the other, and the survivor takes over from one that is killed', async () => {
    const world = await openTestWorld({ guilds: 40, shards: 8, maxConcurrency: 2, identifyWindowMs: 300 });
    const bots: TestBot[] = [];
    let dead = false;
    const open = async (wrap: (adapters: Adapters) => Adapters = (same) => same) => {
      const bot = await openTestBot(world, {
        env: { REPLICAS: '2' },
        timing: { identifyWindowMs: 350, leaseMs: 900, tickMs: 200, saveMs: 200 },
        wrap,
      });
      bots.push(bot);
      return bot;
    };
    try {
      const [one, two] = await Promise.all([open((adapters) => mortal(adapters, () => dead)), open()]);
      await world.discord.ready(8, 15_000);
      expect([...one.assignment.mine(), ...two.assignment.mine()].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
      expect((await world.discord.identifies()).filter(({ refused }) => refused)).toEqual([]);

      dead = true;
      await one.shards.closeAll();
      await vi.waitFor(() => expect(two.assignment.mine()).toHaveLength(8), 8000);
      await world.discord.ready(8, 10_000);
      expect((await world.discord.sessions()).map(({ shard }) => shard).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
      await vi.waitFor(async () => expect(await two.health()).toMatchObject({ status: 200 }), 5000);
      expect(two.shards.states().reduce((sum, { guilds }) => sum + guilds, 0)).toBe(41);
    } finally {
      for (const bot of bots) await bot.stop.stop('the test is over');
      await world.close();
    }
  });
});

/** Once dead, it neither renews nor gives back what it holds, as a process that was killed. */
function mortal(adapters: Adapters, isDead: () => boolean): Adapters {
  const refuse = () => {
    if (isDead()) throw new Error('dead');
  };
  const { locks } = adapters;
  return {
    ...adapters,
    locks: {
      ...locks,
      async lease(name, ms) {
        refuse();
        const lease = await locks.lease(name, ms);
        if (lease === undefined) return undefined;
        return {
          fence: lease.fence,
          async renew(forMs) {
            refuse();
            return lease.renew(forMs);
          },
          async release() {
            refuse();
            await lease.release();
          },
        };
      },
    },
  };
}
