/**
 * The whole generated business on this machine, as a visitor meets it: a shop that k77 deployed into its rehearsal, bot, worker, API and dashboard built and
 * running from their own env files, behind their own names over TLS.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../ports/clock.ts';
import type { SandboxClient } from '../../sandbox/client.ts';
import { serviceEnvironment } from '../../sandbox/preload-environment.ts';
import { readDotenv } from '../../workspace/dotenv.ts';
import { openShop, type Shop } from '../command.ts';
import { freePort, installPackages, npmRun, runProgram, type Service, startService } from '../project.ts';

export const home = 'https://kingdom77.test';
export const api = 'https://api.kingdom77.test';
/** Makes the dashboard ask for consent; nothing of Google's can be reached from here. */
export const gaId = 'G-REHEARSAL7';

export interface Site {
  shop: Shop;
  sandbox: SandboxClient;
  /** A server that Alice owns, with the bot. */
  castle: string;
  /** The community's server and its role for those who pay. */
  support: { guild: string; role: string };
  /** Everything secret that stands in an env file, by name. */
  secrets: ReadonlyMap<string, string>;
  /** Stops what no page needs, so that it does not take part in what is measured. */
  rest(): Promise<void>;
  said(): string;
  /** Of the services' database, as the API reaches it. */
  documents(collection: string, filter: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

type Variables = Record<string, string>;

/** @returns why it cannot be had here. @throws Error when something of ours is broken */
export async function openSite(): Promise<Site | string> {
  const shop = await openShop();
  const running: Service[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(running.map((service) => service.stop()));
    await shop.close();
  };
  try {
    // Its services are started here, and not by the emulated hosts: with Google Analytics, and so that they can be stopped one by one.
    const { code, out, err } = await shop.k77(['deploy', '6.1', '6.2', '6.3', '6.4', '--sandbox', '--yes']);
    if (code !== 0) throw new Error(`k77 deploy --sandbox: ${code}\n${out}${err}`);
    const lacking = await installPackages(shop.root);
    if (lacking !== undefined) {
      await close();
      return lacking;
    }
    const sandbox = await shop.sandbox();
    const castle = ((await sandbox.edit('discord', 'create-guild', { name: 'Castle', owner: 'alice' })) as { id: string }).id;
    const support = await supportServer(sandbox);
    const files = new Map<string, Variables>();
    for (const service of ['bot', 'worker', 'api', 'dashboard'])
      files.set(service, Object.fromEntries(readDotenv(await readFile(join(shop.root, `.env.sandbox.${service}`), 'utf8'))));
    const about = { SUPPORT_GUILD_ID: support.guild, PREMIUM_ROLE_ID: support.role };
    const shared = { ...(await serviceEnvironment({ root: shop.root })), HOST: '127.0.0.1' };
    const own = (service: string): Variables => ({ ...files.get(service), ...shared });

    await npmRun(shop.root, 'build');
    const dashboard = { ...files.get('dashboard'), NEXT_PUBLIC_GA_ID: gaId, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' };
    await build(shop.root, dashboard);
    const [apiPort, webPort] = [await freePort(), await freePort()];
    running.push(
      await startService(shop.root, 'bot', { ...own('bot'), ...about, PORT: await freePort() }),
      await startService(shop.root, 'worker', { ...own('worker'), ...about, PORT: await freePort() }),
      await startService(shop.root, 'api', { ...own('api'), PORT: apiPort }),
      runProgram(join(shop.root, 'dashboard-frontend'), [next(shop.root), 'start', '-p', webPort, '-H', '127.0.0.1'], {
        ...dashboard,
        ...shared,
      }),
    );
    await answers(`http://127.0.0.1:${apiPort}/health/ready`, running);
    await answers(`http://127.0.0.1:${webPort}/faq`, running);
    await sandbox.setHosts({ 'api.kingdom77.test': `http://127.0.0.1:${apiPort}`, 'kingdom77.test': `http://127.0.0.1:${webPort}` });
    return {
      shop,
      sandbox,
      castle,
      support,
      secrets: secretsIn(files),
      rest: async () => void (await Promise.all(running.slice(0, 2).map((one) => one.stop()))),
      said: () => running.map((one) => one.said()).join('\n'),
      documents: (collection, filter) => documents(shop.root, own('api'), collection, filter),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Where the premium role is given: the bot may give it, and Alice is a member. */
async function supportServer(sandbox: SandboxClient): Promise<Site['support']> {
  const [support] = (await sandbox.edit('discord', 'guilds')) as { id: string }[];
  const guild = support?.id ?? '';
  const role = String(await sandbox.edit('discord', 'create-role', { guild, name: 'Premium', position: '1' }));
  return { guild, role };
}

async function documents(root: string, env: Variables, collection: string, filter: object): Promise<Record<string, unknown>[]> {
  const program = `
    import { createRequire } from 'node:module';
    const { MongoClient } = createRequire(process.cwd() + '/packages/data/')('mongodb');
    const client = await new MongoClient(process.env.MONGODB_URI).connect();
    const found = await client.db(process.env.MONGODB_DATABASE).collection('${collection}').find(${JSON.stringify(filter)}).toArray();
    console.log(JSON.stringify(found));
    await client.close();
  `;
  const { code, said } = await runProgram(root, ['--input-type=module', '--eval', program], env).ended;
  if (code !== 0) throw new Error(said);
  return JSON.parse(said) as Record<string, unknown>[];
}

function next(root: string): string {
  return join(root, 'node_modules', 'next', 'dist', 'bin', 'next');
}

async function build(root: string, env: Variables): Promise<void> {
  const { PATH = '', HOME = '' } = process.env;
  const { code, said } = await runProgram(join(root, 'dashboard-frontend'), [next(root), 'build'], { ...env, PATH, HOME }).ended;
  if (code !== 0) throw new Error(`next build: ${said}`);
}

async function answers(url: string, running: readonly Service[]): Promise<void> {
  for (let left = 600; left > 0; left--) {
    if (
      await fetch(url).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return;
    if (running.some((service) => !service.isRunning())) break;
    await systemClock.sleep(100);
  }
  throw new Error(`${url} does not answer:\n${running.map((service) => service.said()).join('\n')}`);
}

function secretsIn(files: ReadonlyMap<string, Variables>): Map<string, string> {
  const secret = /SECRET|TOKEN|PASSWORD|URI$|REDIS_(QUEUE_)?URL/;
  const entries = [...files.values()].flatMap((file) => Object.entries(file));
  return new Map(entries.filter(([name, value]) => secret.test(name) && name !== 'DISCORD_REDIRECT_URI' && value.length >= 8));
}
