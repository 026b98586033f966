/** The emulated UptimeRobot looks at servers of the world as a stranger does, and tells people what it saw. */
import { afterEach, describe, expect, test } from 'vitest';
import type { Door } from '../core/vendor.ts';
import { systemClock } from '../ports/clock.ts';
import { type Incoming, type Listener, listen, type Outgoing } from '../ports/listen.ts';
import { edgeNetwork } from '../ports/network.ts';
import { askWeb } from '../ports/web.ts';
import { UptimeRobotClient } from '../vendors/uptimerobot-client.ts';
import type { MonitorWish } from '../vendors/uptimerobot-types.ts';
import { recordingDoor } from './contract-fixture.ts';
import { testWorld } from './fixture.ts';
import type { UptimeRobotState } from './uptimerobot/model.ts';
import type { World } from './world.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

const healthy: Outgoing = { status: 200, body: '{"status":"healthy"}' };
const shop = 'api.kingdom77.test';
/** A minute passes in 60 ms. */
const factor = '1000';

interface Place {
  world: World;
  client: UptimeRobotClient;
  /** What the service answers from now on. */
  answer: Outgoing;
  seen: Incoming[];
  /** Bodies that Slack got. */
  slack: string[];
}

async function open({ watching = true } = {}): Promise<Place> {
  const world = await testWorld({ watching });
  opened.push(world);
  const place: Place = {
    world,
    client: new UptimeRobotClient(door(world), world.credentials()['uptimerobot.apiKey'] ?? ''),
    answer: healthy,
    seen: [],
    slack: [],
  };
  const serve = async (answer: (incoming: Incoming) => Outgoing): Promise<string> => {
    const listener: Listener = await listen(async (incoming) => answer(incoming));
    opened.push(listener);
    return `http://127.0.0.1:${listener.port}`;
  };
  await world.setHosts({
    [shop]: await serve((incoming) => {
      place.seen.push(incoming);
      return place.answer;
    }),
    'hooks.slack.com': await serve(({ body }) => {
      place.slack.push(body);
      return { status: 200, body: 'ok' };
    }),
  });
  await world.edit('uptimerobot', 'pace', { factor, heart: '1000' });
  return place;
}

function door(world: World): Door {
  return recordingDoor({ vendor: 'uptimerobot', endpoint: world.endpoints.uptimerobot ?? '', record: () => {} });
}

function wish(contacts: readonly number[], more: Partial<MonitorWish> = {}): MonitorWish {
  return {
    friendlyName: 'API',
    type: 'KEYWORD',
    url: `https://${shop}/health`,
    interval: 60,
    timeout: 30,
    httpMethodType: 'GET',
    keywordType: 'ALERT_NOT_EXISTS',
    keywordValue: '"status":"healthy"',
    checkSSLErrors: true,
    sslExpirationReminder: true,
    config: { applicationErrorRetries: 2, sslExpirationPeriodDays: [14, 7] },
    assignedAlertContacts: contacts.map((alertContactId) => ({ alertContactId, threshold: 0, recurrence: 0 })),
    ...more,
  };
}

const stateOf = async ({ world }: Place): Promise<UptimeRobotState> => (await world.snapshot()).vendors.uptimerobot as UptimeRobotState;

async function until<T>(look: () => Promise<T | undefined | false>): Promise<T> {
  for (let left = 300; left > 0; left--) {
    const found = await look();
    if (found) return found;
    await systemClock.sleep(20);
  }
  throw new Error('it never came');
}
const subjects = async (place: Place): Promise<string[]> =>
  (await stateOf(place)).outbox.map(({ channel, subject }) => `${channel}: ${subject}`);
const told = (place: Place, text: RegExp): Promise<string> => until(async () => (await subjects(place)).find((one) => text.test(one)));

describe('what answers', () => {
  test('is up, is down once two more looks say so, and up again; mailbox and Slack are told of both', async () => {
    const place = await open();
    const [own] = await place.client.contacts();
    const slack = await place.client.createChat({ type: 'Slack', friendlyName: 'ops', webhook: 'https://hooks.slack.com/services/T/B/x' });
    const made = await place.client.createMonitor(wish([own?.id ?? 0, slack.id]));
    await until(async () => (await place.client.monitors())[0]?.status === 'UP');
    expect(place.seen[0]?.headers).toMatchObject({ host: shop, 'user-agent': expect.stringContaining('UptimeRobot/2.0') });
    const before = place.seen.length;
    place.answer = { status: 503, body: '{"status":"down"}' };
    expect(await told(place, /^Slack: API is DOWN: HTTP 503/)).toMatch(/^Slack: API is DOWN: HTTP 503/);
    expect(place.seen.length - before).toBeGreaterThanOrEqual(3);
    place.answer = healthy;
    expect(await told(place, /^Slack: API is UP/)).toMatch(/^Slack: API is UP/);
    expect((await subjects(place)).filter((one) => one.startsWith('Email'))).toEqual([
      'Email: API is DOWN: HTTP 503 Service Unavailable',
      expect.stringMatching(/^Email: API is UP/),
    ]);
    expect(place.slack).toHaveLength(2);
    const [incident] = await place.client.incidents('2020-01-01T00:00:00Z');
    expect(incident).toMatchObject({ monitor: made.id, resolvedAt: expect.any(String) });
    const alerts = await place.client.alerts(incident?.id ?? '');
    expect(alerts.map(({ channel, delivered }) => [channel, delivered])).toEqual([
      ['Email', true],
      ['Slack', true],
      ['Email', true],
      ['Slack', true],
    ]);
  });

  test('with 200 and "unhealthy" is an alarm; a single wrong answer is none', async () => {
    const place = await open();
    const [own] = await place.client.contacts();
    let wrong = 1;
    Object.defineProperty(place, 'answer', {
      get: () => (wrong-- > 0 ? { status: 200, body: '{"status":"unhealthy","error":"refused"}' } : healthy),
    });
    await place.client.createMonitor(wish([own?.id ?? 0]));
    await until(async () => (await stateOf(place)).monitors[0]?.looks === 12);
    const [once] = (await stateOf(place)).monitors;
    expect([once?.status, once?.misses, await subjects(place)]).toEqual(['UP', 1, []]);
    wrong = Number.POSITIVE_INFINITY;
    expect(await told(place, /API is DOWN: Keyword not found/)).toMatch(/API is DOWN: Keyword not found/);
  });

  test('not at all, or under a name that leads nowhere, is asked four times before it is an alarm', async () => {
    const place = await open();
    const [own] = await place.client.contacts();
    await place.client.createMonitor(wish([own?.id ?? 0], { friendlyName: 'Gone', url: 'https://gone.kingdom77.test/' }));
    expect(await told(place, /Gone is DOWN/)).toMatch(/Gone is DOWN/);
    expect((await stateOf(place)).monitors[0]?.misses).toBeGreaterThanOrEqual(4);
  });

  test('with a certificate that nobody renews is told of once for each threshold, before it ends', async () => {
    const place = await open();
    const [own] = await place.client.contacts();
    await place.client.tellEverything(own?.id ?? 0);
    await place.client.createMonitor(wish([own?.id ?? 0]));
    await until(async () => (await place.client.monitors())[0]?.certificateEnds);
    expect(await subjects(place)).toEqual([]);
    place.world.faults.set({ certificates: { [shop]: 6 } });
    expect(await told(place, /certificate of API ends in [56] days/)).toMatch(/certificate of API ends in [56] days/);
    const looks = (await stateOf(place)).monitors[0]?.looks ?? 0;
    await until(async () => ((await stateOf(place)).monitors[0]?.looks ?? 0) > looks + 5);
    expect(await subjects(place)).toHaveLength(1);
    expect((await place.client.monitors())[0]?.status).toBe('UP');
  });

  test('is nobody who uses the sandbox', async () => {
    let touched = 0;
    const world = await testWorld({ watching: true, touch: () => touched++ });
    opened.push(world);
    const client = new UptimeRobotClient(door(world), world.credentials()['uptimerobot.apiKey'] ?? '');
    const listener = await listen(async () => healthy);
    opened.push(listener);
    await world.setHosts({ [shop]: `http://127.0.0.1:${listener.port}` });
    await world.edit('uptimerobot', 'pace', { factor });
    await client.createMonitor(wish([]));
    const looks = async (): Promise<number> => ((await world.snapshot()).vendors.uptimerobot as UptimeRobotState).monitors[0]?.looks ?? 0;
    await until(async () => (await looks()) > 2);
    const before = touched;
    const from = await looks();
    await until(async () => (await looks()) > from + 3);
    expect(touched).toBe(before);
  });
});

describe('a heartbeat', () => {
  test('is waited for, heard under its secret name, and missed', async () => {
    const place = await open();
    const [own] = await place.client.contacts();
    const contacts = [{ alertContactId: own?.id ?? 0, threshold: 0, recurrence: 0 }];
    const made = await place.client.createMonitor({
      friendlyName: 'Bot',
      type: 'HEARTBEAT',
      interval: 60,
      gracePeriod: 120,
      assignedAlertContacts: contacts,
    });
    expect(made.url).toMatch(/^https:\/\/heartbeat\.uptimerobot\.com\/m\d+-[0-9a-f]{40}$/);
    const call = async (url: string): Promise<number> => {
      const seen = await askWeb(url, { clock: systemClock, timeoutMs: 5000, network: edgeNetwork(() => place.world.edge()) });
      return seen.state === 'answered' ? seen.status : 0;
    };
    expect((await place.client.monitors())[0]?.status).toBe('STARTED');
    expect([await call(made.url), await call(`${made.url}0`)]).toEqual([200, 404]);
    expect(await told(place, /Bot is DOWN: No heartbeat received/)).toMatch(/Bot is DOWN: No heartbeat received/);
    expect(await call(made.url)).toBe(200);
    expect(await told(place, /Bot is UP/)).toMatch(/Bot is UP/);
    expect(place.world.secrets()).toContain(made.url);
  });
});

describe('the plan', () => {
  test('free: no heartbeat, no minute, no name of its own, no reminder', async () => {
    const place = await open({ watching: false });
    await place.world.edit('uptimerobot', 'set-plan', { plan: 'Free' });
    const { client } = place;
    await expect(
      client.createMonitor({ friendlyName: 'Bot', type: 'HEARTBEAT', interval: 300, assignedAlertContacts: [] }),
    ).rejects.toThrow('not available');
    await expect(client.createMonitor(wish([]))).rejects.toThrow('interval');
    const made = await client.createMonitor(wish([], { interval: 300 }));
    expect([made.checksTls, made.certificateReminder, made.status]).toEqual([false, false, 'UP']);
    const page = {
      friendlyName: 'Status',
      status: 'ENABLED',
      monitorIds: [made.id],
      homepageLink: 'https://kingdom77.test',
      noIndex: false,
      hideUrlLinks: false,
    } as const;
    await expect(client.createPage({ ...page, customDomain: 'status.kingdom77.test' })).rejects.toThrow('Custom domains');
    await client.createPage(page);
    await expect(client.createPage(page)).rejects.toThrow('More status pages');
  });

  test('a key that only reads changes nothing; no key sees nothing', async () => {
    const { world } = await open({ watching: false });
    const reader = new UptimeRobotClient(door(world), world.credentials()['uptimerobot.readOnlyKey'] ?? '');
    expect(await reader.monitors()).toEqual([]);
    await expect(reader.createMonitor(wish([]))).rejects.toThrow('read-only');
    await expect(new UptimeRobotClient(door(world), 'u1-wrong').account()).rejects.toThrow('Unauthorized');
  });
});

test('a keyword monitor that is not told to ask by GET asks by HEAD, and never finds the keyword', async () => {
  const place = await open();
  const [own] = await place.client.contacts();
  const { httpMethodType: _get, ...head } = wish([own?.id ?? 0]);
  await place.client.createMonitor(head);
  expect(await told(place, /API is DOWN: Keyword not found/)).toMatch(/API is DOWN: Keyword not found/);
  expect(place.seen[0]?.method).toBe('HEAD');
});

test('lists of many pages are read whole', async () => {
  const { client } = await open({ watching: false });
  for (let nth = 0; nth < 60; nth++) await client.createEmail(`m${nth}`, `m${nth}@mail.test`);
  expect(new Set((await client.contacts()).map(({ id }) => id)).size).toBe(61);
});

test('a status page may be made by a form, too, and is seen under its own name once that leads there', async () => {
  const { client, world } = await open({ watching: false });
  const made = await client.createMonitor(wish([]));
  const body = [`friendlyName`, `status`, `monitorIds`]
    .map((name, nth) => `--xx\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${['Shop', 'ENABLED', made.id][nth]}\r\n`)
    .join('');
  const answer = await fetch(`${world.endpoints.uptimerobot}/v3/psps`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${world.credentials()['uptimerobot.apiKey']}`,
      'content-type': 'multipart/form-data; boundary=xx',
    },
    body: `${body}--xx--\r\n`,
  });
  expect(answer.status).toBe(201);
  const [page] = await client.pages();
  expect(page).toMatchObject({ friendlyName: 'Shop', monitors: [made.id], status: 'ENABLED' });
  const look = { clock: systemClock, timeoutMs: 5000, network: edgeNetwork(() => world.edge()) };
  const seen = await askWeb(`https://stats.uptimerobot.com/${page?.urlKey}`, look);
  expect(seen).toMatchObject({ status: 200, body: expect.stringContaining('All systems operational') });
  expect(seen.state === 'answered' && seen.body.includes(made.url)).toBe(false);
});
