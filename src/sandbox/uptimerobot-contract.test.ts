/** Every call that phase 6.7 makes to UptimeRobot, and every answer of the emulator, against the document that UptimeRobot published. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Exchange } from '../core/doors.ts';
import { UptimeRobotClient } from '../vendors/uptimerobot-client.ts';
import type { MonitorWish } from '../vendors/uptimerobot-types.ts';
import { findings, type Spec } from './cloudflare-judge.ts';
import { expectOnlyKnown, recordingDoor, refusing } from './contract-fixture.ts';
import { testWorld } from './fixture.ts';
import type { World } from './world.ts';

const path = fileURLToPath(new URL('../../../shared/vendor-specs/uptimerobot.yaml', import.meta.url));
const absent = !existsSync(path);
const why = absent ? ` (skipped: ${path} is not there)` : '';

type Content = Record<string, unknown>;
type Document = { paths: Record<string, Record<string, { requestBody?: { content: Content }; responses: Record<string, unknown> }>> };

/**
 * Two things are not taken at their word. Status pages: the document has them as a form alone, and says beside it that a form is for pictures; UptimeRobot's own
 * Terraform provider sends JSON (internal/client/psp.go of uptimerobot/terraform-provider-uptimerobot), with the same fields. Refusals: it has no shapes for them.
 */
function published(): Spec {
  if (absent) return { base: '/v3', amendments: [], paths: {}, components: { schemas: {}, responses: {}, requestBodies: {} } };
  const document = parse(readFileSync(path, 'utf8'), todays) as Document & Pick<Spec, 'components'>;
  for (const operation of Object.values(document.paths).flatMap((one) => Object.values(one))) {
    const form = operation.requestBody?.content['multipart/form-data'];
    if (operation.requestBody && form !== undefined) operation.requestBody.content = { 'application/json': form };
    for (const status of ['400', '401', '403', '404']) operation.responses[status] ??= { content: { 'application/json': { schema: {} } } };
  }
  return { ...document, base: '/v3', amendments: [] } as unknown as Spec;
}
const spec = published();

/** OpenAPI 3.0 in the words of today's JSON Schema: `exclusiveMinimum: false` says nothing, and what is nullable may be null whatever else is said of it. */
function todays(key: unknown, value: unknown): unknown {
  if ((key === 'exclusiveMinimum' || key === 'exclusiveMaximum') && value === false) return undefined;
  const { nullable, enum: words, oneOf } = (value ?? {}) as { nullable?: unknown; enum?: unknown[]; oneOf?: unknown[] };
  if (nullable !== true) return value;
  return { ...(value as object), ...(words ? { enum: [...words, null] } : {}), ...(oneOf ? { oneOf: [...oneOf, { enum: [null] }] } : {}) };
}

let world: World;
beforeAll(async () => {
  world = await testWorld();
});
afterAll(() => world.close());

const exchanges: Exchange[] = [];
function client(key = 'apiKey'): UptimeRobotClient {
  const door = recordingDoor({
    vendor: 'uptimerobot',
    endpoint: world.endpoints.uptimerobot ?? '',
    record: (one) => void exchanges.push(one),
  });
  return new UptimeRobotClient(door, world.credentials()[`uptimerobot.${key}`] ?? 'u1-wrong');
}

/** Every call of phase 6.7 and its checks, and what it may be refused. */
async function drive(): Promise<void> {
  const robot = client();
  await robot.account();
  const email = await robot.createEmail('k77', 'owner@mail.test');
  await robot.tellEverything(email.id);
  await robot.contacts();
  const discord = await robot.createChat({ type: 'Discord', friendlyName: 'logs', webhook: 'https://discord.com/api/webhooks/77/token' });
  const slack = await robot.createChat({ type: 'Slack', friendlyName: 'ops', webhook: 'https://hooks.slack.com/services/T/B/x' });
  await robot.updateChat(slack.id, { type: 'Slack', friendlyName: 'ops', webhook: 'https://hooks.slack.com/services/T/B/y' });
  await robot.integrations();
  const assignedAlertContacts = [email.id, discord.id].map((alertContactId) => ({ alertContactId, threshold: 0, recurrence: 0 }));
  const wish: MonitorWish = {
    friendlyName: 'API',
    type: 'KEYWORD',
    url: 'https://api.kingdom77.test/health',
    interval: 60,
    timeout: 30,
    httpMethodType: 'GET',
    keywordType: 'ALERT_NOT_EXISTS',
    keywordValue: '"status":"healthy"',
    followRedirections: true,
    checkSSLErrors: true,
    sslExpirationReminder: true,
    domainExpirationReminder: true,
    config: { applicationErrorRetries: 2, sslExpirationPeriodDays: [14, 7, 3, 1] },
    assignedAlertContacts,
  };
  const api = await robot.createMonitor(wish);
  const bot = await robot.createMonitor({ friendlyName: 'Bot', type: 'HEARTBEAT', interval: 60, gracePeriod: 120, assignedAlertContacts });
  await robot.updateMonitor(api.id, { ...wish, interval: 120 });
  await robot.updateMonitor(bot.id, { friendlyName: 'Bot', type: 'HEARTBEAT', interval: 120, gracePeriod: 240, assignedAlertContacts });
  await robot.tell(api.id, [email.id]);
  await world.edit('uptimerobot', 'pause', { monitor: 'API' });
  await robot.startMonitor(api.id);
  const page = {
    friendlyName: 'Status',
    status: 'ENABLED',
    monitorIds: [api.id, bot.id],
    homepageLink: 'https://kingdom77.test',
    noIndex: false,
    hideUrlLinks: false,
  } as const;
  const made = await robot.createPage({ ...page, customDomain: 'status.kingdom77.test' });
  await robot.updatePage(made.id, page, true);
  await robot.pages();
  await world.edit('uptimerobot', 'set-status', { monitor: 'API', status: 'DOWN' });
  await world.settle();
  const [incident] = await robot.incidents('2020-01-01T00:00:00Z');
  await robot.alerts(incident?.id ?? '');
  await world.edit('uptimerobot', 'set-status', { monitor: 'API', status: 'UP' });
  await robot.incidents('2020-01-01T00:00:00Z');
  await robot.monitors();
  await refusing(robot.createMonitor({ ...wish, interval: 30 }));
  await refusing(robot.alerts('none'));
  await refusing(client('nothing').monitors());
  await refusing(client('readOnlyKey').deleteMonitor(api.id));
  await robot.deletePage(made.id);
  await robot.deleteMonitor(api.id);
  await robot.deleteMonitor(bot.id);
  await robot.deleteIntegration(discord.id);
  await robot.deleteContact(email.id);
}

describe.skipIf(absent)(`the emulated UptimeRobot and the document that UptimeRobot published${why}`, () => {
  test('agree in every exchange', async () => {
    await drive();
    const valid = expectOnlyKnown(
      exchanges.map((one) => findings(one, spec)),
      [],
    );
    expect(valid).toBe(exchanges.length);
  });

  test('a request or an answer that is not in the document is seen', () => {
    const good = exchanges.find(({ method, path: at }) => method === 'POST' && at === '/v3/monitors');
    if (!good) throw new Error('nothing was recorded');
    const wrong = (more: Partial<Exchange>): string[] => findings({ ...good, ...more }, spec);
    expect(wrong({})).toEqual([]);
    expect(wrong({ path: '/v3/paint' })).toEqual([expect.stringContaining('no such operation')]);
    expect(wrong({ query: 'colour=1' })).toEqual([expect.stringContaining('query colour is unknown')]);
    expect(wrong({ requestBody: good.requestBody.replace('"interval":60', '"interval":"60"') })).not.toEqual([]);
    expect(wrong({ requestBody: good.requestBody.replace('"timeout"', '"time"') })).not.toEqual([]);
    expect(wrong({ responseBody: good.responseBody.replace('"interval":60', '"interval":5') })).not.toEqual([]);
  });
});
