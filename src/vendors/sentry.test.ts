/** What k77 makes of Sentry's answers: pages, regions, refusals. */
import { describe, expect, test } from 'vitest';
import type { Door } from '../core/vendor.ts';
import { sentry } from './sentry.ts';
import { SentryClient } from './sentry-client.ts';
import { SentryRefusal } from './sentry-http.ts';

const organization = (slug: string, region: string) => ({
  id: '1',
  slug,
  name: slug,
  links: { organizationUrl: `https://${slug}.sentry.io`, regionUrl: `https://${region}.sentry.io` },
});

function answering(answers: Readonly<Record<string, () => Response>>): { client: SentryClient; asked: string[] } {
  const asked: string[] = [];
  const door: Door = async (url) => {
    asked.push(String(url));
    const answer = answers[String(url)];
    if (!answer) throw new Error(`nobody answers ${String(url)}`);
    return answer();
  };
  return { client: new SentryClient(door, 't77'), asked };
}

describe('organizations', () => {
  const usual = 'https://sentry.io/api/0/organizations/';
  const european = 'https://de.sentry.io/api/0/organizations/';

  test('are looked for in the European Union where sentry.io knows none, or not the token', async () => {
    for (const first of [() => Response.json([]), () => Response.json({ detail: 'Invalid token' }, { status: 401 })]) {
      const { client, asked } = answering({ [usual]: first, [european]: () => Response.json([organization('shop', 'de')]) });
      expect((await client.organizations()).map(({ slug }) => slug)).toEqual(['shop']);
      expect(asked).toEqual([usual, european]);
    }
  });

  test('are refused in the words of sentry.io where nobody knows the token', async () => {
    const refusing = (detail: string) => () => Response.json({ detail }, { status: 401 });
    const { client } = answering({ [usual]: refusing('Invalid token'), [european]: refusing('another') });
    await expect(client.organizations()).rejects.toThrow('Invalid token');
  });

  test('of several pages are all told, and every organization is the account', async () => {
    const link = (results: boolean, cursor: string) =>
      `<x>; rel="previous"; results="false"; cursor="0:0:1", <y>; rel="next"; results="${results}"; cursor="${cursor}"`;
    const { client } = answering({
      [usual]: () => Response.json([organization('zoo', 'us')], { headers: { link: link(true, '0:100:0') } }),
      [`${usual}?cursor=0%3A100%3A0`]: () => Response.json([organization('ant', 'us')], { headers: { link: link(false, '0:200:0') } }),
    });
    expect(await sentry.whoami(client)).toMatchObject({ account: 'ant, zoo' });
  });

  test('that a token opens none of is said, with where it is made', async () => {
    const none = () => Response.json([]);
    await expect(sentry.whoami(answering({ [usual]: none, [european]: none }).client)).rejects.toMatchObject({ see: sentry.token.page });
  });
});

describe('a refusal', () => {
  const told = (status: number, message: string, call = 'POST /api/0/organizations/shop/teams/') =>
    sentry.explain(new SentryRefusal({ status, message }), call);

  test('names the permission that is missing for just this call', () => {
    expect(told(403, 'You do not have permission')?.advice).toContain('here Team: Read & Write is missing');
    expect(told(403, 'no', 'PUT /api/0/organizations/shop/')?.advice).toContain('Organization: Read & Write');
    expect(told(403, 'no', 'POST /api/0/organizations/shop/projects/shop-bot/detectors/')?.advice).toContain('Alerts: Read & Write');
    expect(told(403, 'no', 'POST /api/0/organizations/shop/releases/')?.advice).toContain('Project: Read & Write');
  });

  test('for the plan says so, and is no lack of permission', () => {
    expect(told(403, 'Your plan does not include metric monitors: upgrade to use this feature.')).toMatchObject({
      code: 'plan',
      advice: sentry.advice.plan,
    });
  });

  test('of the rate says until when; what is not Sentry’s is left to others', async () => {
    const reset = String(Date.UTC(2026, 10, 23) / 1000);
    const door: Door = async () => Response.json({ detail: 'slow down' }, { status: 429, headers: { 'x-sentry-rate-limit-reset': reset } });
    const error = await new SentryClient(door, 't')
      .in('https://us.sentry.io', 'shop')
      .workflows()
      .catch((thrown: unknown) => thrown);
    expect(sentry.explain(error, 'GET /x')?.advice).toContain('2026-11-23T00:00:00.000Z');
    expect(sentry.explain(new Error('x'), 'GET /x')).toBeUndefined();
  });

  test('by field is told in its words', async () => {
    const door: Door = async () => Response.json({ slug: ['Enter a valid slug.'] }, { status: 400 });
    await expect(new SentryClient(door, 't').in('https://us.sentry.io', 'shop').createTeam('7', '7')).rejects.toThrow(
      'Enter a valid slug.',
    );
  });
});
