/** Our score against MDN's HTTP Observatory 1.4.8, which runs in a process of its own, on many deliberately different servers. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../ports/clock.ts';
import { explained } from '../../proof/http-zoo/differences.ts';
import { hasObservatory, type Scanned, scanWithObservatory } from '../../proof/http-zoo/observatory.ts';
import { openZoo, type Zoo } from '../../proof/http-zoo/serve.ts';
import { agreed } from '../../proof/http-zoo/sites.ts';
import { type HeaderScore, scoreHeaders } from './score.ts';

const sites = { ...agreed, ...Object.fromEntries(Object.entries(explained).map(([host, { site }]) => [host, site])) };
let zoo: Zoo;
let theirs: Record<string, Scanned>;

const ask = (host: string): Promise<HeaderScore> => scoreHeaders(host, { clock: systemClock, timeoutMs: 5_000, network: zoo.network });
const resultsOf = (score: HeaderScore): Record<string, string> =>
  Object.fromEntries(score.tests.map(({ test, result }) => [test, `${result} ${points(score, test)}`]));
const points = (score: HeaderScore, name: string): number => score.tests.find(({ test }) => test === name)?.modifier ?? Number.NaN;
const theirResults = (scanned: Scanned): Record<string, string> =>
  Object.fromEntries(Object.entries(scanned.tests).map(([test, { result, modifier }]) => [test, `${result} ${modifier}`]));

describe.skipIf(!hasObservatory)('agreement with the HTTP Observatory (skipped unless .ci/run installed .ci/tools)', () => {
  beforeAll(async () => {
    zoo = await openZoo(sites);
    theirs = await scanWithObservatory(zoo, Object.keys(sites));
  });
  afterAll(() => zoo?.close());

  test('the zoo holds at least 20 different servers', () => {
    expect(Object.keys(agreed).length).toBeGreaterThanOrEqual(20);
    expect(new Set(Object.keys(agreed).map((host) => JSON.stringify(theirs[host]?.tests))).size).toBeGreaterThanOrEqual(20);
  });

  test.each(Object.keys(agreed))('%s: the same score, grade and ten results', async (host) => {
    const ours = await ask(host);
    const scanned = theirs[host];
    expect(scanned?.error ?? null).toBeNull();
    expect({ score: ours.score, grade: ours.grade, tests: resultsOf(ours) }).toEqual({
      score: scanned?.score,
      grade: scanned?.grade,
      tests: scanned && theirResults(scanned),
    });
  });

  test.each(Object.entries(explained))(
    '%s: differs in one result only, as explained',
    async (host, { test: name, ours: expected, theirs: seen }) => {
      const ours = resultsOf(await ask(host));
      const scanned = theirs[host];
      if (name === 'scan') return void expect(scanned?.error).toBe(seen);
      const different = Object.keys(ours).filter((test) => ours[test] !== (scanned && theirResults(scanned)[test]));
      expect(different).toEqual([name]);
      expect([ours[name]?.split(' ')[0], scanned?.tests[name]?.result]).toEqual([expected, seen]);
    },
  );

  test('a site that does not answer at all is scored by neither', async () => {
    const dead = await openZoo({ 'dead.test': {} });
    const error = await scoreHeaders('dead.test', { clock: systemClock, timeoutMs: 2_000, network: dead.network }).catch(
      (thrown: Error) => thrown.message,
    );
    expect(error).toContain('dead.test does not answer: https://dead.test/ ECONNREFUSED, http://dead.test/ ECONNREFUSED');
    expect((await scanWithObservatory(dead, ['dead.test']))['dead.test']?.error).toBe('The site seems to be down.');
    await dead.close();
  });
});
