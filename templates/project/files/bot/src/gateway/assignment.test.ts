import { type Bus, memoryBus, memoryLocks } from '@k77/data';
import { openTestWorld } from '@k77/testkit';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Adapters } from '../adapters.ts';
import { openTestBot, type TestBot } from '../bot.fixture.ts';
import { type Assignment, type AssignmentOptions, createAssignment } from './assignment.ts';

const running: Assignment[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()));
});

/** Redis as one process sees it: `cut` is a process that was killed, or that Redis cannot be reached from. */
function line(locks: AssignmentOptions['locks'], bus: Bus) {
  const state = { isCut: false };
  const refuse = () => {
    if (state.isCut) throw new Error('away');
  };
  const own: Pick<AssignmentOptions, 'locks' | 'bus'> = {
    locks: {
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
          async release() {
            refuse();
            await lease.release();
          },
        };
      },
    },
    bus: {
      async publish(channel, message) {
        refuse();
        await bus.publish(channel, message);
      },
      subscribe: (channel, listener) => bus.subscribe(channel, (message) => (state.isCut ? undefined : listener(message))),
    },
  };
  return { state, own };
}

/** Joins one process after the other; `twice` has every moment in which a shard was open in two of them. */
function fleet(common: Partial<AssignmentOptions> & Pick<AssignmentOptions, 'replicas' | 'total'>) {
  const [locks, bus] = [memoryLocks(), memoryBus()];
  const everywhere = new Map<number, number>();
  const twice: number[] = [];
  const join = async (change: Partial<AssignmentOptions> = {}) => {
    const { state, own } = line(locks, bus);
    const open = new Set<number>();
    const closed: number[] = [];
    const log: { msg: string; waitsFor?: string }[] = [];
    const tell = (fields: object, msg = '') => void log.push({ ...fields, msg });
    const desk = {
      async open(id: number) {
        open.add(id);
        everywhere.set(id, (everywhere.get(id) ?? 0) + 1);
        if (everywhere.get(id) === 2) twice.push(id);
      },
      async close(id: number) {
        open.delete(id);
        everywhere.set(id, (everywhere.get(id) ?? 1) - 1);
        closed.push(id);
      },
    };
    const logger = { info: tell, warn: tell };
    const assignment = createAssignment({ applicationId: 'bot', leaseMs: 300, tickMs: 50, ...common, ...own, desk, logger, ...change });
    running.push(assignment);
    await assignment.start();
    return { assignment, open, closed, log, state, mine: () => assignment.mine() };
  };
  return { join, locks, twice };
}

describe('processes that share shards', () => {
  test('each take their own, none twice', async () => {
    const { join } = fleet({ replicas: 2, total: 8 });
    const [one, two] = [await join(), await join()];
    expect([one.mine(), two.mine()]).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
    ]);
    expect([...one.open]).toEqual([0, 1, 2, 3]);
  });

  test('take over what nobody holds, and hand it back once to the process whose shards they are', async () => {
    const { join } = fleet({ replicas: 2, total: 4 });
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
    const { join } = fleet({ replicas: 1, total: 2 });
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
    const { join, locks } = fleet({ replicas: 1, total: 2 });
    const one = await join();
    one.state.isCut = true;
    await vi.waitFor(async () => expect(await locks.holder('bot-shard:bot:0')).toBeUndefined());
    expect([...one.open]).toEqual([0, 1]);
    one.state.isCut = false;
    await vi.waitFor(async () => expect(await locks.lease('bot-shard:bot:0', 1)).toBeUndefined());
    expect([[...one.open], one.closed]).toEqual([[0, 1], []]);
    expect(one.log.filter(({ msg }) => msg.startsWith('Redis is away'))).toHaveLength(1);
  });
});

describe('a second process', () => {
  /** Leases that outlast the test, and looks only when somebody asks or tells. */
  const patient = { replicas: 1, total: 2, leaseMs: 600_000, tickMs: 600_000, askMs: 20 } as const;

  test('stands by, says so once, and has the shards as soon as the first lets go', async () => {
    const { join, twice } = fleet(patient);
    const one = await join();
    const two = await join();
    expect([one.assignment.standsBy(), two.assignment.standsBy(), two.mine()]).toEqual([false, true, []]);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(two.log).toEqual([{ msg: 'bot stands by', shards: [0, 1], waitsFor: 'the process that has its shards' }]);
    await one.assignment.stop();
    await vi.waitFor(() => expect([...two.open]).toEqual([0, 1]));
    expect([two.assignment.standsBy(), twice]).toEqual([false, []]);
  });

  test('is told at once when it waits for long and asks seldom', async () => {
    const { join } = fleet({ ...patient, askMs: 1 });
    const one = await join();
    const two = await join();
    await new Promise((resolve) => setTimeout(resolve, 700));
    await one.assignment.stop();
    await vi.waitFor(() => expect([...two.open]).toEqual([0, 1]));
  });

  test('takes over from one that was killed, long before its lease runs out', async () => {
    const { join, twice } = fleet(patient);
    const one = await join();
    const [two, three] = [await join(), await join()];
    one.state.isCut = true;
    await one.assignment.stop();
    expect([...one.open]).toEqual([]);
    await vi.waitFor(() => expect([...two.open, ...three.open]).toEqual([0, 1]), 3000);
    expect([[two.mine(), three.mine()].filter(({ length }) => length > 0).length, twice]).toEqual([1, []]);
  });

  test('does not take a shard that is being closed, however long that takes', async () => {
    const { join } = fleet(patient);
    const closing = Promise.withResolvers<void>();
    const slow = { open: async () => undefined, close: () => closing.promise };
    const one = await join({ total: 1, desk: slow });
    const two = await join({ total: 1 });
    const stopped = one.assignment.stop();
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(two.assignment.standsBy()).toBe(true);
    closing.resolve();
    await stopped;
    await vi.waitFor(() => expect(two.mine()).toEqual([0]));
  });

  test('waits for one that is late with its answers', async () => {
    const { join } = fleet({ ...patient, askMs: 60 });
    const one = await join();
    const two = await join();
    for (let pause = 0; pause < 3; pause += 1) {
      one.state.isCut = true;
      await new Promise((resolve) => setTimeout(resolve, 150));
      one.state.isCut = false;
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    expect([one.mine(), two.mine()]).toEqual([[0, 1], []]);
  });

  test('believes nobody dead while its own questions do not come back', async () => {
    const { join } = fleet(patient);
    const one = await join();
    const deaf = { publish: async () => undefined, subscribe: async () => async () => undefined };
    const two = await join({ bus: deaf });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect([one.mine(), two.mine()]).toEqual([[0, 1], []]);
  });

  test('that took over from one which was only cut off is the only one when that is back', async () => {
    const { join } = fleet(patient);
    const one = await join();
    const two = await join();
    one.state.isCut = true;
    await vi.waitFor(() => expect(two.mine()).toEqual([0, 1]), 3000);
    one.state.isCut = false;
    await vi.waitFor(() => expect([[...one.open], [...two.open]]).toEqual([[], [0, 1]]), 3000);
    expect(one.assignment.standsBy()).toBe(true);
  });

  test('that finds the leases gone, because Redis forgot them, is the only one at once', async () => {
    const { join, locks } = fleet(patient);
    const one = await join();
    for (const id of [0, 1]) await locks.revoke(`bot-shard:bot:${id}`, (await locks.holder(`bot-shard:bot:${id}`)) ?? '');
    const two = await join();
    await vi.waitFor(() => expect([[...one.open], [...two.open]]).toEqual([[], [0, 1]]));
  });

  test.each([
    [1, 3],
    [3, 1],
  ])('with another total (%i, then %i) waits for all of them', async (before, after) => {
    const { join } = fleet(patient);
    const one = await join({ total: before });
    const two = await join({ total: after });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect([one.mine().length, two.mine().length]).toEqual([before, 0]);
    await one.assignment.stop();
    await vi.waitFor(() => expect(two.mine()).toHaveLength(after));
  });

  test('with a list of its own takes what is free of it, and the rest when that is let go', async () => {
    const { join, twice } = fleet(patient);
    const one = await join({ list: [0, 1], total: 4 });
    const two = await join({ list: [1, 2], total: 4 });
    await vi.waitFor(() => expect([one.mine(), two.mine()]).toEqual([[0, 1], [2]]));
    await one.assignment.stop();
    await vi.waitFor(() => expect([two.mine(), twice]).toEqual([[1, 2], []]));
  });

  test('of another bot has nothing to do with it', async () => {
    const { join } = fleet(patient);
    const one = await join();
    const other = await join({ applicationId: 'another bot' });
    expect([one.mine(), other.mine()]).toEqual([
      [0, 1],
      [0, 1],
    ]);
  });

  test('without Redis runs nothing and does not stand by either, until it is back', async () => {
    const { locks, bus } = { locks: memoryLocks(), bus: memoryBus() };
    const { state, own } = line(locks, bus);
    state.isCut = true;
    const { join } = fleet(patient);
    const one = await join(own);
    expect([one.mine(), one.assignment.standsBy()]).toEqual([[], false]);
    state.isCut = false;
    await vi.waitFor(() => expect(one.mine()).toEqual([0, 1]));
  });

  test('in place of one of several comes before those that are there', async () => {
    const { join, twice } = fleet({ replicas: 2, total: 4, leaseMs: 1000, tickMs: 50 });
    const one = await join();
    const two = await join();
    const spare = await join();
    expect(spare.log.at(-1)).toMatchObject({ msg: 'bot stands by', waitsFor: 'a process that ends: all places are taken' });
    await new Promise((resolve) => setTimeout(resolve, 1200));
    await one.assignment.stop();
    await vi.waitFor(() =>
      expect([two.mine(), spare.mine()]).toEqual([
        [2, 3],
        [0, 1],
      ]),
    );
    expect([two.closed, twice]).toEqual([[], []]);
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
