/**
 * What k77 wrote into `.env.sandbox.<service>` starts the service that it was written for, and every single variable is missed or refused when it is wrong; and
 * the services that emulated hosts run with these variables are what people meet: a login, a purchase, a webhook.
 */
import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../ports/clock.ts';
import { edgeInFile, edgeNetwork } from '../ports/network.ts';
import type { SandboxClient } from '../sandbox/client.ts';
import { place } from '../sandbox/place.ts';
import { serviceEnvironment } from '../sandbox/preload-environment.ts';
import { readDotenv } from '../workspace/dotenv.ts';
import type { Shop } from './command.ts';
import { type Consumers, consumersIn, folders, type Running } from './consumers.ts';
import { type Ended, freePort, runProgram, startService } from './project.ts';
import { openVisitor, type Visitor } from './visitor.ts';

const running = Object.keys(folders) as Running[];
const api = 'https://api.kingdom77.test';
const tries = 400;
const pauseMs = 50;
const nonsense = 'nonsense';
const placeholder =
  /^(null|undefined|NaN|none|\[object .*)$|\b(your|change_?me|placeholder|todo|fixme|dummy|insert|x{3,})\b|<[^>]*>|\.{3}|…/i;

type Variables = Record<string, string>;

/** A shop that is deployed, and the folder in which its hosts have built it. */
export interface Deployed {
  shop: Shop;
  sandbox: SandboxClient;
  built: string;
}

export function servicesTests(deployed: () => Deployed): void {
  const written = new Map<Running | 'dashboard', Variables>();
  const file = (service: Running | 'dashboard'): Variables => written.get(service) ?? {};
  const secretsOf = (service: Running): string[] =>
    Object.entries(file(service)).flatMap(([name, value]) =>
      /SECRET|TOKEN|PASSWORD|URI$|REDIS_(QUEUE_)?URL/.test(name) && name !== 'DISCORD_REDIRECT_URI' ? [value] : [],
    );

  /** Nothing but its own file and what an emulated host adds. */
  async function hosted(service: Running, port = '0'): Promise<Variables> {
    return { ...file(service), ...(await serviceEnvironment({ root: deployed().shop.root })), PORT: port };
  }

  beforeAll(async () => {
    for (const service of [...running, 'dashboard'] as const)
      written.set(service, Object.fromEntries(readDotenv(await readFile(join(deployed().shop.root, `.env.sandbox.${service}`), 'utf8'))));
  });

  describe('every variable in an env file', () => {
    test.each([...running, 'dashboard'] as const)('of the %s has a value, and none is a placeholder', (service) => {
      const poor = Object.entries(file(service)).filter(([, value]) => value.trim() === '' || placeholder.test(value));
      expect(Object.keys(file(service)).length).toBeGreaterThan(5);
      expect(poor.map(([name]) => name)).toEqual([]);
    });

    test('is read by its service, which does not start without it or with nonsense in it', async () => {
      const consumers = await consumersIn(deployed().built);
      const optional = (await readFile(join(deployed().built, 'docs/environment.md'), 'utf8')).split('## Optional')[1] ?? '';
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
      const start = async (env: Variables): Promise<Ended> => (await startService(deployed().built, service, env)).ended;
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
      const { code, said } = await runProgram(deployed().built, ['--input-type=module', '--eval', program], file('dashboard')).ended;
      expect([code, said.trim().split(' ')]).toEqual([0, expect.arrayContaining(Object.keys(file('dashboard')))]);
    });
  });

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
    const { code, said } = await runProgram(deployed().built, ['--input-type=module', '--eval', program], file(service)).ended;
    expect(code, said).toBe(0);
    const { whole, each } = JSON.parse(said) as { whole: string[]; each: [string[], string[]][] };
    expect(whole).toEqual([]);
    return names.map((name, at) => {
      const [without = [], wrong = []] = each[at] ?? [];
      return { service, name, missed: without.includes(name), refused: wrong.includes(name), read: consumers.of(service, name) };
    });
  }

  describe('the services at their hosts', () => {
    let visitor: Visitor;
    let castle: { id: string };

    beforeAll(async () => {
      visitor = openVisitor(edgeNetwork(edgeInFile(join(deployed().shop.root, place.world))), 'https://kingdom77.test');
      castle = (await deployed().sandbox.edit('discord', 'create-guild', { name: 'Castle', owner: 'alice' })) as { id: string };
    }, 60_000);

    test.each(['/health', '/health/ready', '/health/bot'])('answer 200 to %s of the API', async (path) => {
      await until(
        path,
        async () => (await visitor.send('GET', `${api}${path}`)).status,
        (status) => status === 200,
      );
    });

    test('have the bot online, with its commands, and people are answered', async () => {
      const { sandbox } = deployed();
      expect(await sandbox.edit('discord', 'sessions')).toEqual([expect.objectContaining({ shard: 0, shards: 1 })]);
      const commands = (await sandbox.edit('discord', 'commands')) as { name: string }[];
      expect(commands.map(({ name }) => name)).toEqual(expect.arrayContaining(['ping', 'premium', 'privacy', 'giveaway']));
      expect(await sandbox.edit('discord', 'run-command', { user: 'alice', name: 'ping', guild: castle.id })).toMatchObject({
        answered: true,
      });
    });

    test('what the host runs before the API finds every index there', async () => {
      const { code, said } = await runProgram(deployed().built, ['packages/data/dist/run-indexes.js', '--check'], await hosted('api'))
        .ended;
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
      await deployed().sandbox.settle();
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
          await visitor.raw('POST', `${api}/api/stripe/webhook`, body, {
            'content-type': 'application/json',
            'stripe-signature': signature,
          })
        ).status;
      };
      expect([await deliver('evt_by_hand', secret), await deliver('evt_forged', `${secret}x`)]).toEqual([200, 400]);
      const events = await until('stripe_events', inbox, (all) => all.some(({ id, status }) => id === 'evt_by_hand' && status === 'done'));
      expect(events.map(({ id }) => id)).not.toContain('evt_forged');
      expect(events.filter(({ status }) => status === 'failed')).toEqual([]);
      expect(events.filter(({ type, status }) => type === 'checkout.session.completed' && status === 'done')).toHaveLength(2);
    });

    test.each(['worker', 'api'] as const)(
      'a %s started by hand from its file ends in order when it is told to, and tells no secret',
      async (service) => {
        const started = await startService(deployed().built, service, await hosted(service, await freePort()));
        await until(
          `${service} is ready`,
          async () => started.said(),
          (said) => /"msg":"(worker|the API is) ready"/.test(said),
        );
        const { code, said } = await started.stop();
        expect(code).toBe(0);
        expect(secretsOf(service).filter((secret) => said.includes(secret))).toEqual([]);
      },
    );

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
      const { said } = await runProgram(deployed().built, ['--input-type=module', '--eval', program], await hosted('api')).ended;
      return JSON.parse(said) as { id: string; type: string; status: string }[];
    }
  });
}

interface Row {
  service: Running;
  name: string;
  /** It does not start without it. */
  missed: boolean;
  /** It does not start with nonsense in it. */
  refused: boolean;
  read: string | undefined;
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

async function until<T>(what: string, look: () => Promise<T>, right: (seen: T) => boolean): Promise<T> {
  let seen: T | undefined;
  for (let left = tries; left > 0; left--) {
    seen = await look().catch((error: unknown) => String(error) as T);
    if (right(seen)) return seen;
    await systemClock.sleep(pauseMs);
  }
  throw new Error(`${what}: ${JSON.stringify(seen)}`);
}

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
