import { memoryHeartbeats, memoryLocks } from '@k77/data';
import { GatewayDispatchEvents, GatewayIntentBits } from 'discord.js';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { guild, testTools } from '../bot.fixture.ts';
import { gatewayTrouble, startWatchdog } from '../health/gateway-health.ts';
import { watchLoop } from '../health/loop-lag.ts';
import { createInFlight } from '../interactions/in-flight.ts';
import type { BotEvent } from '../registry/event.ts';
import { startBeats } from './beats.ts';
import { createDispatch } from './dispatch.ts';
import { fatalClose } from './fatal.ts';
import { createIdentifyGate } from './identify-gate.ts';
import type { ShardState } from './shard.ts';
import { decideTotal } from './shard-total.ts';

const now = Date.now();
const state = (change: Partial<ShardState> = {}): ShardState => ({ id: 0, ready: true, heardAt: now, latencyMs: 30, guilds: 5, ...change });
const waits: { stop(): void }[] = [];
afterEach(() => {
  for (const one of waits.splice(0)) one.stop();
});

describe('health of the gateway', () => {
  const trouble = (mine: readonly number[], ...states: ShardState[]) =>
    gatewayTrouble({ mine: () => mine, standsBy: () => mine.length === 0, states: () => states, now: () => now });

  test('is good when every shard of the process is ready and was heard of within a minute', () => {
    expect(trouble([0, 1], state(), state({ id: 1 }))).toBeUndefined();
    expect(trouble([])).toBeUndefined();
  });

  test('is bad when one is missing, not ready, or silent, and as long as nobody knows who runs them', () => {
    expect(gatewayTrouble({ mine: () => [], standsBy: () => false, states: () => [] })).toContain('not known yet');
    expect(trouble([0, 1], state())).toBe('shard 1 is not ready');
    expect(trouble([0], state({ ready: false }))).toBe('shard 0 is not ready');
    expect(trouble([0], state({ heardAt: now - 60_000 }))).toContain('not heard');
  });

  test('that stays bad ends the process once; a short break does not', async () => {
    let why: string | undefined = 'gone';
    const given: string[] = [];
    waits.push(startWatchdog({ trouble: () => why, patienceMs: 150, everyMs: 20, onGivenUp: (reason) => given.push(reason) }));
    await new Promise((resolve) => setTimeout(resolve, 80));
    why = undefined;
    await new Promise((resolve) => setTimeout(resolve, 60));
    why = 'gone';
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(given).toEqual([]);
    await vi.waitFor(() => expect(given).toEqual(['gone']));
  });

  test('a loop that was blocked is seen', async () => {
    const lag = watchLoop();
    waits.push(lag);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const until = performance.now() + 300;
    while (performance.now() < until);
    await vi.waitFor(() => expect(lag.ms()).toBeGreaterThan(200));
  });
});

describe('heartbeats', () => {
  test('are told for shards that hear Discord, and for no others', async () => {
    const heartbeats = memoryHeartbeats();
    await heartbeats.decideTotal(3);
    const states = [state(), state({ id: 1, ready: false }), state({ id: 2, heardAt: now - 61_000 })];
    const beats = startBeats({ heartbeats, states: () => states, clock: { now: () => new Date(now) }, logger: { debug: () => undefined } });
    waits.push(beats);
    await beats.now();
    expect(await heartbeats.alive()).toMatchObject([{ shardId: 0, guilds: 5, latencyMs: 30 }]);
  });
});

describe('the total', () => {
  test('is decided once, and changed by TOTAL_SHARDS only', async () => {
    const heartbeats = memoryHeartbeats();
    const warned: unknown[] = [];
    const logger = { warn: (...args: unknown[]) => void warned.push(args) };
    expect(await decideTotal(heartbeats, undefined, 2, logger)).toBe(2);
    expect(await decideTotal(heartbeats, undefined, 3, logger)).toBe(2);
    expect(warned).toHaveLength(1);
    expect(await decideTotal(heartbeats, 8, 3, logger)).toBe(8);
  });
});

describe('the identify gate', () => {
  const signal = new AbortController().signal;

  test('lets one shard of a bucket through per window, over all processes', async () => {
    const locks = memoryLocks();
    const open = () => createIdentifyGate({ locks, maxConcurrency: 2, windowMs: 200, onTrouble: () => undefined });
    const [one, two] = [open(), open()];
    const passed: [shard: number, at: number][] = [];
    const begun = performance.now();
    const go = async (gate: typeof one, shard: number) => {
      await gate.waitForIdentify(shard, signal);
      passed.push([shard, performance.now() - begun]);
    };
    await Promise.all([go(one, 0), go(two, 1), go(two, 2), go(one, 4)]);
    const even = passed.filter(([shard]) => shard % 2 === 0).map(([, at]) => at);
    for (const [index, at] of even.entries()) if (index > 0) expect(at - (even[index - 1] ?? 0)).toBeGreaterThan(150);
    expect(passed.find(([shard]) => shard === 1)?.[1]).toBeLessThan(100);
  });

  test('keeps the distance in its own process while Redis is away, and lets go of a shard that closed', async () => {
    const away = async () => {
      throw new Error('away');
    };
    const gate = createIdentifyGate({
      locks: { ...memoryLocks(), lease: away },
      maxConcurrency: 1,
      windowMs: 150,
      onTrouble: () => undefined,
    });
    const begun = performance.now();
    await gate.waitForIdentify(0, signal);
    await gate.waitForIdentify(1, signal);
    expect(performance.now() - begun).toBeGreaterThan(100);
    await expect(gate.waitForIdentify(2, AbortSignal.abort())).rejects.toThrow();
  });
});

describe('events', () => {
  async function dispatching(run: BotEvent['run']) {
    const { tools } = await testTools();
    const captured: unknown[] = [];
    const reporter = { capture: (error: unknown) => void captured.push(error), flush: async () => undefined };
    const dispatch = createDispatch({ tools, reporter: reporter as never, inFlight: createInFlight(), retriesMs: [5, 10] });
    const event: BotEvent = { on: GatewayDispatchEvents.GuildCreate, run };
    return { captured, tell: (data: unknown) => dispatch.handle(event, data) };
  }

  test('of one server are dealt with one after the other', async () => {
    const order: string[] = [];
    const { tell } = await dispatching(async (data) => {
      const { step } = data as unknown as { step: number };
      order.push(`begin ${step}`);
      await new Promise((resolve) => setTimeout(resolve, 10 - step * 5));
      order.push(`end ${step}`);
    });
    await Promise.all([tell({ id: guild, name: 'x', step: 1 }), tell({ guild_id: guild, step: 2 })]);
    expect(order).toEqual(['begin 1', 'end 1', 'begin 2', 'end 2']);
  });

  test('are tried again, and reported when that does not help', async () => {
    let calls = 0;
    const { tell, captured } = await dispatching(async () => {
      calls += 1;
      if (calls !== 3) throw new Error('not now');
    });
    await tell({ guild_id: guild });
    expect([calls, captured.length]).toEqual([3, 0]);
    await tell({ guild_id: guild });
    expect([calls, captured.length]).toEqual([6, 1]);
  });
});

describe('what Discord refuses for good', () => {
  test('is said in words that tell what to do', () => {
    expect(fatalClose(4004, [])).toMatchObject({ code: 78, message: expect.stringContaining('DISCORD_TOKEN') });
    expect(fatalClose(4014, [GatewayIntentBits.Guilds, GatewayIntentBits.MessageContent])?.message).toContain('"Message Content"');
    expect(fatalClose(4011, [])?.message).toContain('TOTAL_SHARDS');
    expect(fatalClose(4010, [])?.message).toContain('SHARD_LIST');
    expect([4000, 4009, 1006].map((code) => fatalClose(code, []))).toEqual([undefined, undefined, undefined]);
  });
});
