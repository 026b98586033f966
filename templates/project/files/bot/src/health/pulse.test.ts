import { afterEach, describe, expect, test, vi } from 'vitest';
import { type PulseOptions, startPulse } from './pulse.ts';

const url = 'https://heartbeat.example.test/m1-the-secret';
const open: { stop(): void }[] = [];
afterEach(() => {
  for (const pulse of open.splice(0)) pulse.stop();
});

function start(change: Partial<PulseOptions> = {}) {
  const called: string[] = [];
  const told: unknown[][] = [];
  const pulse = startPulse({
    url,
    everyMs: 60_000,
    isMine: () => true,
    probe: async () => undefined,
    fetch: async (asked) => {
      called.push(String(asked));
      return new Response('ok');
    },
    logger: { info: (...words: unknown[]) => void told.push(words), warn: (...words: unknown[]) => void told.push(words) },
    ...change,
  });
  open.push(pulse);
  return { pulse, called, told };
}

describe('the monitor outside is called', () => {
  test('at once when asked to, and again and again', async () => {
    const { pulse, called } = start({ everyMs: 10 });
    await pulse.now();
    expect(called[0]).toBe(url);
    await vi.waitFor(() => expect(called.length).toBeGreaterThan(2));
    pulse.stop();
    const { length } = called;
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(called).toHaveLength(length);
  });

  test('only while every shard is ready, by the one process that has the first', async () => {
    const silent = async () => {
      throw new Error('1 of 2 shards are silent');
    };
    for (const change of [{ probe: silent }, { isMine: () => false }, { url: undefined }]) {
      const { pulse, called, told } = start(change);
      await pulse.now();
      expect([called, told]).toEqual([[], []]);
    }
  });

  test('and what goes wrong with it is said once, without the address, until it goes well again', async () => {
    const answers: (() => Promise<Response>)[] = [
      async () => Promise.reject(Object.assign(new TypeError(`fetch failed for ${url}`), { cause: { code: 'ECONNREFUSED' } })),
      async () => new Response(null, { status: 404 }),
      async () => new Response('ok'),
      async () => Promise.reject(new Error(url)),
    ];
    const { pulse, told } = start({ fetch: async () => (await answers.shift()?.()) ?? new Response('ok') });
    for (const _ of [1, 2, 3, 4, 5]) await pulse.now();
    expect(told.map(([first, second]) => second ?? first)).toEqual([
      'the monitor takes no heartbeats',
      'the monitor takes heartbeats again',
      'the monitor takes no heartbeats',
      'the monitor takes heartbeats again',
    ]);
    expect(told[0]?.[0]).toEqual({ why: 'ECONNREFUSED' });
    expect(JSON.stringify(told)).not.toContain('the-secret');
  });

  test('and not waited for longer than ten seconds', async () => {
    const { pulse, told } = start({
      timeoutMs: 20,
      fetch: (_url, init) => new Promise((_resolve, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason))),
    });
    await pulse.now();
    expect(told).toEqual([[{ why: 'no answer in time' }, 'the monitor takes no heartbeats']]);
  });
});
