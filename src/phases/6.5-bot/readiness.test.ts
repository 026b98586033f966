/** What a service's log says of the process that runs now. */
import { describe, expect, test } from 'vitest';
import type { LogLine } from '../../core/host.ts';
import { isStandingBy, ofThisRun, readyNote } from './readiness.ts';

const lines = (...messages: readonly string[]): LogLine[] =>
  messages.map((msg, nth) => ({ at: `2026-11-23T17:00:0${nth}Z`, text: msg.startsWith('=') ? msg : JSON.stringify({ level: 30, msg }) }));

describe('a log', () => {
  test('of a deployment that was stopped and started again counts from there on', () => {
    const all = lines('bot ready', 'stopping', 'shard handed on', '==> Your service is live', 'bot stands by');
    expect(ofThisRun(all).some(({ text }) => text.includes('bot ready'))).toBe(false);
    expect(ofThisRun(all).some(isStandingBy)).toBe(true);
    expect(ofThisRun(lines('bot ready'))).toHaveLength(1);
  });

  test('says what was connected when it was ready', () => {
    expect(readyNote('bot ready', '{"guilds":1,"database":"connected","redis":"connected"}')).toBe(
      'bot ready: 1 server, database connected, Redis connected',
    );
    expect([readyNote('bot ready', 'bot ready'), readyNote('bot ready', '{}')]).toEqual(['bot ready', 'bot ready']);
  });
});
