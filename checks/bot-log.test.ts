import { describe, expect, test } from 'vitest';
import type { LogLine } from '../src/core/host.ts';
import { comebacksIn, saidIn } from './bot-log.ts';

const at = (seconds: number, text: string | object): LogLine => ({
  at: new Date(1_800_000_000_000 + seconds * 1000).toISOString(),
  text: typeof text === 'string' ? text : JSON.stringify(text),
});
const ready = { msg: 'bot ready' };

describe('how long a process needed to come back', () => {
  test('is counted from the word of the host that it ended', () => {
    expect(comebacksIn([at(0, ready), at(60, 'Container exited with code 1'), at(61, 'Restarting'), at(64.5, ready)], 'bot ready')).toEqual(
      [4.5],
    );
  });

  test('or from its own word that it stops, each time anew', () => {
    const lines = [at(0, ready), at(10, { msg: 'stopping' }), at(50, ready), at(90, 'killed: out of memory'), at(92, ready)];
    expect(comebacksIn(lines, 'bot ready')).toEqual([40, 2]);
  });

  test('is unknown where nobody logged an end, and while it has not come back', () => {
    expect(comebacksIn([at(0, ready), at(30, ready)], 'bot ready')).toEqual([]);
    expect(comebacksIn([at(0, ready), at(30, 'Restarting bot in 1 s (signal SIGKILL, restart 1)')], 'bot ready')).toEqual([]);
  });

  test('is not begun by a program that writes such a word into its own log', () => {
    expect(comebacksIn([at(0, { msg: 'a member was killed in a game' }), at(30, ready)], 'bot ready')).toEqual([]);
  });
});

test('only lines of JSON with a message are what the program said', () => {
  expect(saidIn([at(0, 'npm start'), at(1, '{broken'), at(2, { level: 30 }), at(3, { msg: 'bot ready', guilds: 3 })])).toEqual([
    { at: 1_800_000_003_000, msg: 'bot ready', fields: { msg: 'bot ready', guilds: 3 } },
  ]);
});
