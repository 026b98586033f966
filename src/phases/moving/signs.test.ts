/** Whose answer it is, told by what only one of two hosts adds. */
import { describe, expect, test } from 'vitest';
import type { WebOutcome } from '../../probes/http/ask.ts';
import { marksOf, signsIn, signsOf, whose } from './signs.ts';

type Headers = Extract<WebOutcome, { state: 'answered' }>['headers'];
const answered = (headers: Headers): WebOutcome => ({ state: 'answered', headers }) as unknown as WebOutcome;
const common: Headers = [
  ['content-type', 'application/json'],
  ['date', 'Mon, 23 Nov 2026 17:00:00 GMT'],
  ['strict-transport-security', 'max-age=300'],
];
const old: Headers = [...common, ['server', 'railway-edge'], ['x-railway-request-id', '1']];
const fresh: Headers = [...common, ['server', 'cloudflare'], ['x-render-origin-server', 'Render'], ['set-cookie', 'a=1']];
const silent = { state: 'failed' } as unknown as WebOutcome;

describe('an answer', () => {
  test('is known by what its host adds, not by what the code or the moment does', () => {
    expect(signsOf(answered(old), answered(fresh))).toEqual({
      old: ['server: railway-edge', 'x-railway-request-id'],
      new: ['server: cloudflare', 'x-render-origin-server'],
    });
    expect(marksOf(fresh)).not.toContain('set-cookie');
  });

  test('of either host is told apart', () => {
    const signs = signsOf(answered(old), answered(fresh));
    expect([whose(old, signs), whose(fresh, signs), whose(common, signs)]).toEqual(['old', 'new', undefined]);
  });

  test('of a host that was not seen before is what does not come from the other one', () => {
    const unseen = signsOf(answered(old), undefined);
    expect([whose(old, unseen), whose(fresh, unseen)]).toEqual(['old', 'new']);
    const outage = signsOf(silent, answered(fresh));
    expect([whose(old, outage), whose(fresh, outage)]).toEqual(['old', 'new']);
  });

  test('of two hosts that add the same is nobody’s to tell', () => {
    const same = signsOf(answered(fresh), answered(fresh));
    expect([whose(fresh, same), whose(fresh, signsIn(undefined)), whose(fresh, signsIn('{'))]).toEqual([undefined, undefined, undefined]);
  });
});
