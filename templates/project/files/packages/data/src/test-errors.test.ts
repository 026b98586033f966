import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Bus } from './ports/bus.ts';
import type { Locks } from './ports/locks.ts';
import { createBus, memoryBus } from './redis/bus.ts';
import { createLocks } from './redis/locks.ts';
import { memoryLocks } from './redis/memory-locks.ts';
import { openStores, type Stores } from './stores.fixture.ts';
import { answerTestErrors, createTestErrors, type SilentService } from './test-errors.ts';

let stores: Stores;
beforeAll(async () => {
  stores = await openStores();
});
afterAll(() => stores.close());

const logger = { warn: () => undefined };
const kinds: readonly [name: string, open: () => { bus: Bus; locks: Locks }][] = [
  ['in memory', () => ({ bus: memoryBus(), locks: memoryLocks() })],
  [
    'over Redis',
    () => ({
      bus: createBus({ publisher: stores.redis, subscriber: stores.subscriber, environment: 'test' }),
      locks: createLocks(stores.redis, 'test'),
    }),
  ],
];

describe.each(kinds)('a test error asked for %s', (_name, open) => {
  async function start(make: (service: SilentService, marker: string) => Promise<string | undefined>, ms = 3000) {
    const { bus, locks } = open();
    const made: string[] = [];
    const serve = (service: SilentService) =>
      answerTestErrors({
        ...{ service, bus, locks, logger },
        make: async (marker) => {
          made.push(`${service} ${marker}`);
          return make(service, marker);
        },
      });
    const stops = [await serve('bot'), await serve('bot'), await serve('worker')];
    const desk = await createTestErrors(bus, ms);
    const close = async () => {
      for (const stop of [...stops, desk.close]) await stop();
    };
    return { desk, made, bus, close };
  }

  test('is made by the service that is meant, by one of its processes, again and again', async () => {
    const { desk, made, close } = await start(async (service, marker) => `${service}-${marker}`);
    expect(await desk.ask('bot', 'first-one')).toBe('bot-first-one');
    expect(await Promise.all([desk.ask('bot', 'second-one'), desk.ask('worker', 'third-one')])).toEqual([
      'bot-second-one',
      'worker-third-one',
    ]);
    expect(made.sort()).toEqual(['bot first-one', 'bot second-one', 'worker third-one']);
    await close();
  });

  test('is nobody’s where errors are reported to nobody, and unanswered where nobody listens or it fails', async () => {
    const quiet = await start(async () => undefined);
    expect(await quiet.desk.ask('bot', 'to-nobody')).toBeNull();
    await quiet.close();
    const failing = await start(async () => {
      throw new Error('x');
    }, 200);
    expect(await failing.desk.ask('bot', 'it-fails')).toBeUndefined();
    await failing.close();
    expect(await failing.desk.ask('worker', 'nobody-there')).toBeUndefined();
  });

  test('is not disturbed by what somebody else says on the channel', async () => {
    const { desk, bus, close } = await start(async (service) => service);
    for (const channel of ['test-error', 'test-error-made']) for (const text of ['{', 'null', '{"id":1}']) await bus.publish(channel, text);
    expect(await desk.ask('worker', 'all-the-same')).toBe('worker');
    await close();
  });
});
