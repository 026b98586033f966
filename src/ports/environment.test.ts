import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { systemClock } from './clock.ts';
import { alive, environment, processFacts, startTimeOf } from './environment.ts';
import { systemRandom } from './random.ts';

describe('the process and its neighbours', () => {
  test('a process is alive until it ends, and its start time tells it from the next with its id', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const pid = child.pid ?? 0;
    expect(alive(pid)).toBe(true);
    const started = startTimeOf(pid);
    expect(started).toMatch(/./);
    expect(startTimeOf(pid)).toBe(started);
    expect(startTimeOf(process.pid)).not.toBe(started);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(alive(pid)).toBe(false);
    expect(startTimeOf(pid)).toBeUndefined();
  });

  test('an empty variable counts as unset', () => {
    process.env.K77_TEST_EMPTY = '';
    process.env.K77_TEST_FULL = 'x';
    expect([environment('K77_TEST_EMPTY'), environment('K77_TEST_FULL'), environment('K77_TEST_NEVER')]).toEqual([
      undefined,
      'x',
      undefined,
    ]);
  });

  test('CI=false is no continuous integration', () => {
    const before = process.env.CI;
    const said = ['true', '1', 'false', '0', ''].map((value) => {
      process.env.CI = value;
      return processFacts().ci;
    });
    if (before === undefined) delete process.env.CI;
    else process.env.CI = before;
    expect(said).toEqual([true, true, false, false, false]);
  });
});

describe('the clock', () => {
  test('an aborted sleep throws the reason that was given, at once', async () => {
    const stop = new AbortController();
    const before = systemClock.tick();
    const sleeping = systemClock.sleep(10_000, stop.signal);
    stop.abort(new Error('enough'));
    await expect(sleeping).rejects.toThrow('enough');
    expect(systemClock.tick() - before).toBeLessThan(1000);
  });
});

describe('randomness', () => {
  test('tokens are URL-safe, as long as their bytes need, and never the same', () => {
    const tokens = Array.from({ length: 200 }, () => systemRandom.token(32));
    expect(tokens.every((token) => /^[\w-]{43}$/.test(token))).toBe(true);
    expect(new Set(tokens).size).toBe(200);
  });
});
