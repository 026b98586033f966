/**
 * What k77 wrote into `.env.sandbox.<service>` starts the service that it was written for: unmodified programs, each with its own file and with what a host adds,
 * in a world that they reach by its real names. And every single variable is missed or refused when it is wrong.
 */
import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../ports/clock.ts';
import { edgeInFile, edgeNetwork } from '../ports/network.ts';
import type { SandboxClient } from '../sandbox/client.ts';
import { place } from '../sandbox/place.ts';
import { serviceEnvironment } from '../sandbox/preload-environment.ts';
import { readDotenv } from '../workspace/dotenv.ts';
import { openShop, type Shop } from './command.ts';
import { type Consumers, consumersIn, folders, type Running } from './consumers.ts';
import { type Ended, freePort, installPackages, npmRun, runProgram, type Service, startService } from './project.ts';
import { openVisitor, type Visitor } from './visitor.ts';

const running = Object.keys(folders) as Running[];
const api = 'https://api.kingdom77.test';
const tries = 400;
const pauseMs = 50;
const nonsense = 'nonsense';
const placeholder =
  /^(null|undefined|NaN|none|\[object .*)$|\b(your|change_?me|placeholder|todo|fixme|dummy|insert|x{3,})\b|<[^>]*>|\.{3}|…/i;

type Variables = Record<string, string>;
let shop: Shop;
let sandbox: SandboxClient;
/** Why nothing can be proved here; undefined: it can. */
let lacking: string | undefined;
const written = new Map<Running | 'dashboard', Variables>();
const started = new Map<Running, Service & { url: string }>();

beforeAll(async () => {
  shop = await openShop();
  const { code, out, err } = await shop.k77(['deploy', '--sandbox', '--yes']);
  expect(code, out + err).toBe(0);
  for (const service of [...running, 'dashboard'] as const)
    written.set(service, Object.fromEntries(readDotenv(await readFile(join(shop.root, `.env.sandbox.${service}`), 'utf8'))));
  lacking = await installPackages(shop.root);
  if (lacking === undefined) await npmRun(shop.root, 'build');
  sandbox = await shop.sandbox();
}, 240_000);
afterAll(async () => {
  await Promise.all([...started.values()].map((service) => service.stop()));
  await shop?.close();
}, 60_000);
beforeEach(({ skip }) => {
  if (lacking !== undefined) skip(lacking);
});

const file = (service: Running | 'dashboard'): Variables => written.get(service) ?? {};
const secretsOf = (service: Running): string[] =>
  Object.entries(file(service)).flatMap(([name, value]) =>
    /SECRET|TOKEN|PASSWORD|URI$|REDIS_(QUEUE_)?URL/.test(name) && name !== 'DISCORD_REDIRECT_URI' ? [value] : [],
  );

/** Nothing but its own file and what an emulated host adds. */
async function hosted(service: Running, port = '0'): Promise<Variables> {
  return { ...file(service), ...(await serviceEnvironment({ root: shop.root })), PORT: port };
}

async function until<T>(what: string, look: () => Promise<T>, right: (seen: T) => boolean): Promise<T> {
  let seen: T | undefined;
  for (let left = tries; left > 0 && [...started.values()].every((service) => service.isRunning()); left--) {
    seen = await look().catch((error: unknown) => String(error) as T);
    if (right(seen)) return seen;
    await systemClock.sleep(pauseMs);
  }
  throw new Error(
    `${what}: ${JSON.stringify(seen)}\n${[...started].map(([name, service]) => `${name}: ${service.said().slice(-2000)}`).join('\n')}`,
  );
}

describe('every variable in an env file', () => {
  test.each([...running, 'dashboard'] as const)('of the %s has a value, and none is a placeholder', (service) => {
    const poor = Object.entries(file(service)).filter(([, value]) => value.trim() === '' || placeholder.test(value));
    expect(Object.keys(file(service)).length).toBeGreaterThan(5);
    expect(poor.map(([name]) => name)).toEqual([]);
  });

  test('is read by its service, which does not start without it or with nonsense in it', async () => {
    const consumers = await consumersIn(shop.root);
    const optional = (await readFile(join(shop.root, 'docs/environment.md'), 'utf8')).split('## Optional')[1] ?? '';
    const rows = (await Promise.all(running.map((service) => judge(service, consumers)))).flat();
    process.stdout.write(`${table(rows)}\n`);
    for (const { service, name, missed, refused, read } of rows) {
      const where = `${service} ${name}`;
      expect(read, `${where} is read nowhere`).toBeDefined();
      expect(missed || refused, `${where} may be anything`).toBe(true);
      expect(missed || optional.includes(`| \`${name}\` |`), `${where} is optional, and docs/environment.md does not say so`).toBe(true);
    }
  });

  test.each(running)('is named by the %s itself, which ends with 78', async (service) => {
    const names = Object.keys(file(service));
    const start = async (env: Variables): Promise<Ended> => (await startService(shop.root, service, env)).ended;
    const [empty, wrong] = await Promise.all([start({}), start(Object.fromEntries(names.map((name) => [name, nonsense])))]);
    const namedBy = ({ said }: Ended): string[] => names.filter((name) => new RegExp(`^  ${name} `, 'm').test(said));
    expect([empty.code, wrong.code]).toEqual([78, 78]);
    expect(namedBy(empty)).toEqual(expect.arrayContaining(['ENVIRONMENT', 'MONGODB_URI', 'REDIS_URL', 'REDIS_QUEUE_URL']));
    expect(namedBy(wrong)).toEqual(expect.arrayContaining(['ENVIRONMENT', 'MONGODB_URI', 'CACHE_TTL']));
    expect(empty.said).not.toContain(nonsense);
    expect(wrong.said).not.toContain(nonsense);
  });

  test('of the dashboard is one that its schema takes', async () => {
    const program = `import { readEnv } from '@k77/config'; console.log(Object.keys(readEnv('dashboard')).join(' '))`;
    const { code, said } = await runProgram(shop.root, ['--input-type=module', '--eval', program], file('dashboard')).ended;
    expect([code, said.trim().split(' ')]).toEqual([0, expect.arrayContaining(Object.keys(file('dashboard')))]);
  });
});

interface Row {
  service: Running;
  name: string;
  /** It does not start without it. */
  missed: boolean;
  /** It does not start with nonsense in it. */
  refused: boolean;
  read: string | undefined;
}

/** One variable at a time, by the reader with which the service starts; its names are told, its values stay in the environment. */
async function judge(service: Running, consumers: Consumers): Promise<Row[]> {
  const names = Object.keys(file(service));
  const program = `
    import { EnvError, readEnv } from '@k77/config';
    const [service, names] = [${JSON.stringify(service)}, ${JSON.stringify(names)}];
    const own = Object.fromEntries(names.map((name) => [name, process.env[name]]));
    const names_ = (source) => { try { readEnv(service, source); return []; } catch (error) { if (error instanceof EnvError) return error.problems.map(({ name }) => name); throw error; } };
    console.log(JSON.stringify({ whole: names_(own), each: names.map((name) => [names_({ ...own, [name]: undefined }), names_({ ...own, [name]: '${nonsense}' })]) }));
  `;
  const { code, said } = await runProgram(shop.root, ['--input-type=module', '--eval', program], file(service)).ended;
  expect(code, said).toBe(0);
  const { whole, each } = JSON.parse(said) as { whole: string[]; each: [string[], string[]][] };
  expect(whole).toEqual([]);
  return names.map((name, at) => {
    const [without = [], wrong = []] = each[at] ?? [];
    return { service, name, missed: without.includes(name), refused: wrong.includes(name), read: consumers.of(service, name) };
  });
}

function table(rows: readonly Row[]): string {
  const cells = rows.map(({ service, name, missed, refused, read }) => [
    service,
    name,
    missed ? 'required' : 'optional',
    refused ? 'nonsense refused' : '',
    read ?? 'READ NOWHERE',
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')).join('\n');
}

describe('each service starts from its own file alone', () => {
  let visitor: Visitor;
  let castle: { id: string };

  beforeAll(async () => {
    if (lacking !== undefined) return;
    visitor = openVisitor(edgeNetwork(edgeInFile(join(shop.root, place.world))), 'https://kingdom77.test');
    castle = (await sandbox.edit('discord', 'create-guild', { name: 'Castle', owner: 'alice' })) as { id: string };
    for (const service of running) {
      const port = await freePort();
      started.set(service, { ...(await startService(shop.root, service, await hosted(service, port))), url: `http://127.0.0.1:${port}` });
    }
    await sandbox.setHosts({ 'api.kingdom77.test': started.get('api')?.url ?? null });
  }, 60_000);

  test.each([
    ['bot', '/health'],
    ['worker', '/health'],
    ['api', '/health/ready'],
    ['api', '/health/bot'],
  ] as const)('the %s answers 200 to %s', async (service, path) => {
    const look = async (): Promise<number> => (await fetch(`${started.get(service)?.url}${path}`)).status;
    await until(`${service} ${path}`, look, (status) => status === 200);
  });

  test('Discord has the bot online, with its commands, and people are answered', async () => {
    expect(await sandbox.edit('discord', 'sessions')).toEqual([expect.objectContaining({ shard: 0, shards: 1 })]);
    const { code, said } = await runProgram(shop.root, ['bot/dist/deploy-commands.js'], await hosted('bot')).ended;
    expect([code, said]).toEqual([0, expect.stringMatching(/commands, registered/)]);
    const commands = (await sandbox.edit('discord', 'commands')) as { name: string }[];
    expect(commands.map(({ name }) => name)).toEqual(expect.arrayContaining(['ping', 'premium', 'privacy', 'giveaway']));
    expect(await sandbox.edit('discord', 'run-command', { user: 'alice', name: 'ping', guild: castle.id })).toMatchObject({
      answered: true,
    });
  });

  test('what the host runs before the API finds every index there', async () => {
    const { code, said } = await runProgram(shop.root, ['packages/data/dist/run-indexes.js', '--check'], await hosted('api')).ended;
    expect(code, said).toBe(0);
  });

  test('a login at Discord, a purchase at Stripe: the webhook arrives, the worker gives Premium', async () => {
    await logIn(visitor);
    const { url } = JSON.parse(
      (await visitor.send('POST', `${api}/api/stripe/checkout`, { guildId: castle.id, plan: 'monthly' })).body,
    ) as { url: string };
    expect(url).toMatch(/^https:\/\/checkout\.stripe\.com\/c\/pay\/cs_test_/);
    const paid = await visitor.form(url, {
      action: 'pay',
      card: '4242424242424242',
      email: 'alice@example.test',
      name: 'Alice',
      terms: 'on',
    });
    expect([paid.status, paid.location]).toEqual([303, expect.stringContaining('https://kingdom77.test/payment/success')]);
    await sandbox.settle();
    const look = async () =>
      JSON.parse((await visitor.send('GET', `${api}/api/servers/${castle.id}/subscription`)).body) as { premium?: { active: boolean } };
    const seen = await until('Premium', look, ({ premium }) => premium?.active === true);
    expect(seen).toMatchObject({ premium: { source: 'stripe' }, subscription: { plan: 'monthly', status: 'active', mine: true } });
  });

  test('an event through the edge, signed with the secret in the file, lands in the database; a forged one does not', async () => {
    const { STRIPE_SECRET_KEY: key = '', STRIPE_WEBHOOK_SECRET: secret = '' } = file('api');
    const bought = await visitor.send('GET', 'https://api.stripe.com/v1/events?type=checkout.session.completed', undefined, {
      authorization: `Bearer ${key}`,
    });
    const [event] = (JSON.parse(bought.body) as { data: object[] }).data;
    const deliver = async (id: string, by: string): Promise<number> => {
      const body = JSON.stringify({ ...event, id });
      const at = Math.floor(systemClock.now().getTime() / 1000);
      const signature = `t=${at},v1=${createHmac('sha256', by).update(`${at}.${body}`).digest('hex')}`;
      return (
        await visitor.raw('POST', `${api}/api/stripe/webhook`, body, { 'content-type': 'application/json', 'stripe-signature': signature })
      ).status;
    };
    expect([await deliver('evt_by_hand', secret), await deliver('evt_forged', `${secret}x`)]).toEqual([200, 400]);
    const events = await until('stripe_events', inbox, (all) => all.some(({ id, status }) => id === 'evt_by_hand' && status === 'done'));
    expect(events.map(({ id }) => id)).not.toContain('evt_forged');
    expect(events.filter(({ status }) => status === 'failed')).toEqual([]);
    expect(events.filter(({ type, status }) => type === 'checkout.session.completed' && status === 'done')).toHaveLength(2);
  });

  test('they end in order when the host says so, and none has told a secret', async () => {
    for (const service of running) {
      const { code, said } = (await started.get(service)?.stop()) ?? { code: undefined, said: '' };
      started.delete(service);
      expect([service, code]).toEqual([service, 0]);
      expect(
        secretsOf(service).filter((secret) => said.includes(secret)),
        service,
      ).toEqual([]);
    }
  });

  /** Through the names that the API's own file has. */
  async function inbox(): Promise<{ id: string; type: string; status: string }[]> {
    const program = `
      import { createRequire } from 'node:module';
      const { MongoClient } = createRequire(process.cwd() + '/packages/data/')('mongodb');
      const client = await new MongoClient(process.env.MONGODB_URI).connect();
      const all = await client.db(process.env.MONGODB_DATABASE).collection('stripe_events').find().toArray();
      console.log(JSON.stringify(all.map(({ _id, type, status }) => ({ id: _id, type, status }))));
      await client.close();
    `;
    const { said } = await runProgram(shop.root, ['--input-type=module', '--eval', program], await hosted('api')).ended;
    return JSON.parse(said) as { id: string; type: string; status: string }[];
  }
});

/** As a browser does it: to Discord, where Alice presses "Authorize", and back. */
async function logIn(visitor: Visitor): Promise<void> {
  const begun = await visitor.send('GET', `${api}/api/auth/login`);
  expect(begun.location).toMatch(/^https:\/\/discord\.com\//);
  const allowed = await visitor.form(begun.location, { user: 'alice', action: 'authorize' });
  expect(allowed.location).toMatch(`${api}/api/auth/callback?code=`);
  expect((await visitor.send('GET', allowed.location)).location).toMatch(/^https:\/\/kingdom77\.test\//);
  const { user, csrfToken } = JSON.parse((await visitor.send('GET', `${api}/api/auth/me`)).body) as {
    user: { name: string };
    csrfToken: string;
  };
  expect(user.name).toBe('alice');
  visitor.token = csrfToken;
}
