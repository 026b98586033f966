/** The emulated Sentry: what it takes, what it hides, whom it tells. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { counted, frequent, monitor, newErrors, step } from '../phases/6.7-monitoring/errors/alert-shapes.ts';
import { SentryClient, type SentryPlace } from '../vendors/sentry-client.ts';
import type { SentryKey, SentryTeam } from '../vendors/sentry-types.ts';
import { recordingDoor } from './contract-fixture.ts';
import { testWorld } from './fixture.ts';
import { send } from './sentry/fixture.ts';
import type { SentryState } from './sentry/model.ts';
import type { World } from './world.ts';

let world: World;
let place: SentryPlace;
let team: SentryTeam;
let key: SentryKey;

beforeEach(async () => {
  world = await testWorld();
  place = client().in('https://us.sentry.io', 'kingdom77');
  team = await place.createTeam('shop', 'Shop');
  await place.createProject('shop', { slug: 'shop-bot', name: 'Shop bot', platform: 'node' });
  key = await place.createKey('shop-bot', 'production');
  await world.edit('sentry', 'join-team', { team: 'shop' });
});
afterEach(() => world.close());

function client(token = world.credentials()['sentry.token'] ?? ''): SentryClient {
  return new SentryClient(recordingDoor({ vendor: 'sentry', endpoint: world.endpoints.sentry ?? '', record: () => undefined }), token);
}

async function state(): Promise<SentryState> {
  return (await world.snapshot()).vendors.sentry as SentryState;
}

const naming = { team: 'shop', environment: 'production' };

async function own(): Promise<string[]> {
  return (await place.detectors([])).filter(({ type }) => type === 'error').map(({ id }) => id);
}

describe('an error', () => {
  test('arrives packed or not, once, and is found by its id with tags, release and environment', async () => {
    for (const packed of [false, true] as const)
      await send(world, key.dsn.public, { id: `${packed ? 1 : 2}`.padStart(32, '0'), release: 'bot@1a2b', ...(packed ? { packed } : {}) });
    await send(world, key.dsn.public, { id: '1'.padStart(32, '0'), release: 'bot@1a2b' });
    const events = await place.latestEvents('shop-bot');
    expect(events.map(({ eventID }) => eventID)).toEqual(['1', '2'].map((id) => id.padStart(32, '0')));
    expect(events[0]?.tags).toEqual(
      expect.arrayContaining([
        { key: 'release', value: 'bot@1a2b' },
        { key: 'environment', value: 'production' },
      ]),
    );
    expect((await place.release('bot@1a2b'))?.projects).toMatchObject([{ slug: 'shop-bot' }]);
    expect((await state()).issues).toMatchObject([{ count: 2, status: 'unresolved' }]);
  });

  test('with a wrong or disabled key is refused, and one without any, too', async () => {
    const wrong = key.dsn.public.replace(key.id, 'f'.repeat(32));
    expect((await send(world, wrong)).status).toBe(403);
    await place.updateKey('shop-bot', key.id, { isActive: false });
    expect((await send(world, key.dsn.public)).status).toBe(403);
    const bare = await fetch(`${world.endpoints.sentry}/api${new URL(key.dsn.public).pathname}/envelope/`, {
      method: 'POST',
      body: '{}\n',
    });
    expect(bare.status).toBe(401);
    expect(await place.latestEvents('shop-bot')).toEqual([]);
  });

  test('above the limit of its key is refused with the time to wait, where the plan has limits', async () => {
    const rateLimit = { window: 3600, count: 1 };
    expect((await place.updateKey('shop-bot', key.id, { rateLimit })).rateLimit).toBeNull();
    await world.edit('sentry', 'plan', { plan: 'business' });
    expect((await place.updateKey('shop-bot', key.id, { rateLimit })).rateLimit).toEqual(rateLimit);
    expect((await send(world, key.dsn.public)).status).toBe(200);
    const refused = await send(world, key.dsn.public);
    expect([refused.status, refused.headers.get('x-sentry-rate-limits')]).toEqual([429, '3600:error:key:key_quota']);
  });

  test('is scrubbed as the settings say: names that sound secret, names of our own, addresses of people', async () => {
    const more = { extra: { password: 'hush-1', ticket: 'hush-2', plan: 'yearly' }, user: { id: 'a1', ip_address: '203.0.113.9' } };
    await send(world, key.dsn.public, { more });
    await place.setProjectPrivacy('shop-bot', {
      dataScrubber: true,
      dataScrubberDefaults: true,
      scrubIPAddresses: true,
      sensitiveFields: ['ticket'],
    });
    await send(world, key.dsn.public, { more });
    const [after, before] = (await place.latestEvents('shop-bot')).map((one) => JSON.stringify(one));
    expect(before).not.toContain('hush-1');
    expect(before).toMatch(/hush-2.*203\.0\.113\.9|203\.0\.113\.9.*hush-2/);
    expect(after).not.toMatch(/hush|203\.0\.113\.9/);
    expect(after).toContain('yearly');
  });

  test('sent one by one as of old is taken, and a browser may send', async () => {
    const at = `${world.endpoints.sentry}/api${new URL(key.dsn.public).pathname}/store/`;
    const sent = await fetch(`${at}?sentry_key=${key.id}`, {
      method: 'POST',
      body: JSON.stringify({ event_id: 'c'.repeat(32), message: 'of old' }),
    });
    expect([sent.status, sent.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
    expect((await place.latestEvents('shop-bot')).map(({ title }) => title)).toEqual(['of old']);
  });
});

describe('alerts', () => {
  beforeEach(async () => {
    await send(world, key.dsn.public, { type: 'FirstError' });
  });

  test('mail the team of an error that is new or comes back, not of one that goes on, and nobody of another environment', async () => {
    await place.createWorkflow(newErrors(naming, team.id, await own()));
    await send(world, key.dsn.public);
    await send(world, key.dsn.public);
    await send(world, key.dsn.public, { type: 'RangeError', environment: 'staging' });
    expect((await state()).mails.map(({ to }) => to)).toEqual([['owner@kingdom77.test']]);
    await world.edit('sentry', 'resolve', {});
    // The first one was told of within the half hour; the other never was.
    await send(world, key.dsn.public);
    await send(world, key.dsn.public, { type: 'FirstError' });
    expect((await state()).mails).toHaveLength(2);
  });

  test('mail nobody where nobody belongs to the team', async () => {
    await world.edit('sentry', 'leave-team', { team: 'shop' });
    await place.createWorkflow(newErrors(naming, team.id, await own()));
    await send(world, key.dsn.public);
    expect((await state()).mails).toEqual([]);
  });

  test('tell once of many errors, where monitors count', async () => {
    const counting = await place.createDetector('shop-bot', monitor(naming, team.id));
    await place.createWorkflow(counted(naming, team.id, [counting.id]));
    for (let nth = 0; nth < step.errors + 3; nth++) await send(world, key.dsn.public);
    expect((await state()).mails.map(({ subject }) => subject)).toEqual([expect.stringContaining('many errors: 26 in 5 min')]);
  });

  test('tell of many errors issue by issue, where the plan has no monitors that count', async () => {
    await world.edit('sentry', 'plan', { plan: 'developer' });
    await expect(place.createDetector('shop-bot', monitor(naming, team.id))).rejects.toMatchObject({ status: 403 });
    await place.createWorkflow(frequent(naming, team.id, await own()));
    for (let nth = 0; nth < step.errors + 3; nth++) await send(world, key.dsn.public);
    expect((await state()).mails).toHaveLength(1);
  });

  test('of an environment that nobody has heard of are refused', async () => {
    const unheard = { ...naming, environment: 'nowhere' };
    await expect(place.createWorkflow(newErrors(unheard, team.id, await own()))).rejects.toMatchObject({ status: 400 });
  });
});

describe('the token', () => {
  test('opens nothing when it is wrong, and only what its permissions allow', async () => {
    await expect(client('sntryi_wrong').organizations()).rejects.toMatchObject({ status: 401 });
    await world.edit('sentry', 'scopes', { scopes: 'org:read project:read' });
    await place.organization();
    await expect(place.createTeam('other', 'Other')).rejects.toMatchObject({ status: 403 });
    await expect(place.setOrganizationPrivacy({ dataScrubber: true })).rejects.toMatchObject({ status: 403 });
    await expect(
      place.createRelease({ version: 'a@1', projects: ['shop-bot'], ref: '1', dateReleased: '2026-11-23' }),
    ).rejects.toMatchObject({ status: 403 });
  });

  test('finds an organization in the European Union where it lives', async () => {
    await world.edit('sentry', 'region', { region: 'de' });
    expect((await client().organizations()).map(({ links }) => links.regionUrl)).toEqual(['https://de.sentry.io']);
    const dsn = (await place.keys('shop-bot'))[0]?.dsn.public ?? '';
    expect(new URL(dsn).hostname).toMatch(/^o\d+\.ingest\.de\.sentry\.io$/);
  });
});
