import { describe, expect, test } from 'vitest';
import { salesWatch } from './sales.ts';

const answer = (body: unknown, status = 200): Response => Response.json(body, { status });

/** A clock and an API in the hand of the test. */
function world(answers: (() => Promise<Response>)[]) {
  let time = 0;
  const asked: string[] = [];
  const watch = salesWatch('https://api.crown.example', {
    ask: (url) => {
      asked.push(String(url));
      return answers.shift()?.() ?? Promise.reject(new Error('nobody there'));
    },
    now: () => time,
    sleep: () => new Promise((done) => setTimeout(done, 0, undefined)),
  });
  return { watch, asked, pass: (ms: number) => (time += ms), settled: () => new Promise((done) => setTimeout(done, 10)) };
}

describe('whether anything is sold', () => {
  test('is what the API says', async () => {
    expect(await world([async () => answer({ enabled: false })]).watch()).toBe(false);
    expect(await world([async () => answer({ enabled: true })]).watch()).toBe(true);
  });

  test.each([
    ['does not answer', () => Promise.reject(new Error('away'))],
    ['is broken', async () => answer({}, 503)],
    ['says something else', async () => answer({ enabled: 'yes' })],
    ['sends no JSON', async () => new Response('<html>')],
  ])('is unknown when the API %s', async (_what, reply) => {
    expect(await world([reply]).watch()).toBeUndefined();
  });

  test('keeps no page waiting for an API that hangs', async () => {
    expect(await world([() => new Promise(() => {})]).watch()).toBeUndefined();
  });

  test('is asked again after a minute, behind the scenes, and one question at a time', async () => {
    const { watch, asked, pass, settled } = world([async () => answer({ enabled: true }), async () => answer({ enabled: false })]);
    expect(await watch()).toBe(true);
    expect(await watch()).toBe(true);
    expect(asked).toEqual(['https://api.crown.example/api/billing/plans']);
    pass(61_000);
    expect(await Promise.all([watch(), watch()])).toEqual([true, true]);
    await settled();
    expect([asked.length, await watch()]).toEqual([2, false]);
  });

  test('does not change because the API fell silent', async () => {
    const { watch, pass, settled } = world([async () => answer({ enabled: false })]);
    expect(await watch()).toBe(false);
    pass(61_000);
    await watch();
    await settled();
    expect(await watch()).toBe(false);
  });
});
