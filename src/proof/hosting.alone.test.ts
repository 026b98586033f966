/**
 * The rehearsal with real builds: one shop deployed from an empty folder by k77 as npm installs it, then killed, pushed to and deployed again. What the hosts build and
 * run is measured here; that they are asked for nothing twice is the kill test's business, which records instead of building.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Release } from '../core/release.ts';
import type { SandboxClient } from '../sandbox/client.ts';
import type { RailwayState } from '../sandbox/railway/model.ts';
import type { VercelState } from '../sandbox/vercel/model.ts';
import { alertingTests } from './alerting-tests.ts';
import { openShop, type Ran, type Shop } from './command.ts';
import { leaks, publicFiles, secretsOf } from './leaks.ts';
import { installPacked, type Packed } from './packed.ts';
import { servicesTests } from './services-tests.ts';

const deployment = ['deploy', '--sandbox', '--yes', '--json'];
let packed: Packed;
let shop: Shop;
let sandbox: SandboxClient;
let first: Ran & { seconds: number };

interface Deployed {
  writes: number;
}
const told = <Document>({ out, err }: Ran): Document => {
  if (!out.startsWith('{')) throw new Error(`no document: ${out.slice(0, 400)} ${err.slice(-2000)}`);
  return JSON.parse(out) as Document;
};

async function timed(words: readonly string[]): Promise<Ran & { seconds: number }> {
  const began = performance.now();
  const ran = await shop.k77(words);
  return { ...ran, seconds: (performance.now() - began) / 1000 };
}

function say(what: string, seconds: number): void {
  process.stdout.write(`  ${what}: ${seconds.toFixed(1)} s\n`);
}

/** @param pauseMs between two looks; a snapshot of the whole world is not to be had often. @throws Error after so many seconds */
async function until<T>(what: string, seconds: number, look: () => Promise<T | undefined | false>, pauseMs = 1000): Promise<T> {
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    const found = await look();
    if (found) return found;
    await sleep(pauseMs);
  }
  throw new Error(`not within ${seconds} s: ${what}`);
}

const railway = async (): Promise<RailwayState> => (await sandbox.snapshot()).vendors.railway as RailwayState;
const vercel = async (): Promise<VercelState> => (await sandbox.snapshot()).vendors.vercel as VercelState;

/** Deployments to production by service, of one commit. */
async function deploymentsOf(commit: string): Promise<Record<string, number>> {
  const [{ services, deployments }, front] = [await railway(), await vercel()];
  const counted = services.map(({ id, name }): [string, number] => [
    name,
    deployments.filter((one) => one.service === id && one.commit === commit).length,
  ]);
  return { ...Object.fromEntries(counted), dashboard: front.deployments.filter((one) => one.production && one.commit === commit).length };
}
const one = { api: 1, bot: 1, dashboard: 1, worker: 1 };

/** As a browser that knows the rehearsal's authority: by the real name, through the edge. */
async function get(url: string): Promise<{ status: number; location: string; body: string }> {
  const { hostname, pathname } = new URL(url);
  const { ports } = await sandbox.status();
  const ca = await readFile(join(shop.root, '.k77/sandbox/ca.pem'));
  return new Promise((done, failed) => {
    const asked = request(
      { host: '127.0.0.1', port: ports.https, servername: hostname, path: pathname, ca, agent: false, headers: { host: hostname } },
      (answer) => {
        let body = '';
        answer.setEncoding('utf8').on('data', (part: string) => {
          body += part;
        });
        answer.on('end', () => done({ status: answer.statusCode ?? 0, location: answer.headers.location ?? '', body }));
      },
    );
    asked.on('error', failed).end();
  });
}

function git(...args: readonly string[]): string {
  const identity = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com'];
  return execFileSync('git', [...identity, ...args], { cwd: shop.root, encoding: 'utf8', stdio: 'pipe' }).trim();
}

/** The operator changes a file. @returns the commit */
async function commit(text: string): Promise<string> {
  await writeFile(join(shop.root, 'docs', 'notes.md'), text);
  git('add', 'docs/notes.md');
  git('commit', '--quiet', '--message', text);
  return git('rev-parse', 'HEAD');
}

beforeAll(async () => {
  packed = await installPacked();
  shop = await openShop(packed.bin);
  // A bot that beats every second is missed sooner: what is measured is UptimeRobot's part.
  first = await timed([...deployment, '--set', 'HEARTBEAT_SECONDS=1']);
  sandbox = await shop.sandbox();
}, 400_000);
afterAll(async () => {
  await shop?.close();
  await packed?.close();
});

test('k77 is one package, which fetches nothing else', () => {
  expect(packed.packages).toEqual(['k77']);
  expect(packed.contents).toEqual(expect.arrayContaining(['README.md', 'bin', 'dist', 'package.json', 'templates']));
});

describe('k77 deploy --sandbox --yes in an empty folder', () => {
  test('passes all gates within three minutes', () => {
    say('from an empty folder to all gates', first.seconds);
    const { phases } = told<{ phases: { phase: string }[] }>(first);
    expect(phases.map(({ phase }) => phase)).toEqual(expect.arrayContaining(['6.5', '6.6']));
    expect(first.code, first.err.slice(-3000)).toBe(0);
    expect(first.seconds).toBeLessThan(180);
  });

  test('again: nothing to do, within ten seconds', async () => {
    // Another program on the machine can spoil a measurement, never improve it: the limit is broken when three say so.
    let seconds = Number.POSITIVE_INFINITY;
    for (let nth = 0; nth < 3 && seconds >= 10; nth++) {
      const again = await timed(deployment);
      say('again', again.seconds);
      expect(told<Deployed>(again).writes).toBe(0);
      expect(again.code, again.err.slice(-3000)).toBe(0);
      seconds = Math.min(seconds, again.seconds);
    }
    expect(seconds).toBeLessThan(10);
  });

  test('leaves an API and a dashboard that answer under their own names over TLS', async () => {
    expect(await get('https://api.kingdom77.test/health')).toMatchObject({ status: 200 });
    const page = await get('https://kingdom77.test/');
    expect([page.status, /<html/i.test(page.body)]).toEqual([200, true]);
    expect(await get('https://www.kingdom77.test/')).toMatchObject({ status: 308, location: 'https://kingdom77.test/' });
  });

  test('records one release, with the deployment of each service and their commit', async () => {
    const { releases } = told<{ releases: Release[] }>(await shop.k77(['releases', '--sandbox', '--json']));
    const [newest] = releases;
    const head = git('rev-parse', 'HEAD');
    expect([releases.length, newest?.id, newest?.commit]).toEqual([1, 'r-0001', head]);
    const ids = [...(await railway()).deployments, ...(await vercel()).deployments].map(({ id }) => id);
    for (const service of Object.values(newest?.services ?? {})) {
      expect(ids).toContain(service.deployment);
      expect(service.commit).toBe(head);
    }
    expect(await deploymentsOf(head)).toEqual(one);
  });
});

servicesTests(() => {
  const builds = join(shop.root, '.k77/sandbox/hosting/builds');
  const [built = ''] = readdirSync(builds)
    .map((name) => join(builds, name))
    .filter((folder) => existsSync(join(folder, 'worker/dist/main.js')));
  return { shop, sandbox, built };
});

test('no secret is found where it must not be: not in what was built, not in what services printed', async () => {
  const secrets = await secretsOf(shop);
  expect(secrets.length).toBeGreaterThan(12);
  const places = await publicFiles(shop.root);
  expect(places.map(([path]) => path)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/hosting\/builds\/.*\.next\//),
      expect.stringMatching(/hosting\/railway\/.*\.log/),
      expect.stringMatching(/releases\/r-0001\.json$/),
    ]),
  );
  expect(leaks(secrets, [...places, ['what was printed', first.out + first.err]])).toEqual([]);
}, 60_000);

test('a bot whose process is killed is online again by itself within 30 seconds', async () => {
  const bot = async () => (await sandbox.status()).services.find(({ name, state }) => name === 'bot' && state === 'live');
  const { endpoints } = await sandbox.status();
  const isOnline = async (): Promise<boolean> => (await (await fetch(`${endpoints.discord}/dashboard`)).text()).includes('online, ');
  await until('the bot is online', 10, isOnline, 100);
  const [pid = 0] = (await bot())?.pids ?? [];
  expect(pid).toBeGreaterThan(0);
  process.kill(pid, 'SIGKILL');
  const began = performance.now();
  await until('Discord sees that it is gone', 10, async () => !(await isOnline()), 100);
  await until(
    'Discord sees it again',
    30,
    async () => (await isOnline()) && ((await bot())?.pids ?? []).some((other) => other !== pid),
    100,
  );
  const seconds = (performance.now() - began) / 1000;
  say('bot online again after SIGKILL', seconds);
  expect(seconds).toBeLessThan(30);
}, 60_000);

alertingTests(() => sandbox);

/** The same command, ended without warning as soon as the world is so far. */
async function killedWhen(what: string, isSoFar: () => Promise<boolean>): Promise<string | null> {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [packed.bin, ...deployment], { cwd: shop.root, env: { PATH, HOME }, stdio: 'ignore' });
  const ended = once(child, 'close') as Promise<[number | null, string | null]>;
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  await until(what, 150, async () => isOver || isSoFar());
  child.kill('SIGKILL');
  return (await ended)[1];
}

describe('while a preview is built', () => {
  /** The commit on another branch. */
  let other: string;
  beforeAll(() => {
    const before = git('rev-parse', 'HEAD');
    other = git('commit-tree', `${before}^{tree}`, '-p', before, '-m', 'an idea');
    git('push', '--quiet', join(shop.root, '.k77/sandbox/git/kingdom77/kingdom77.git'), `${other}:refs/heads/idea`);
  });

  test('k77 that is killed while hosts build follows what they began: no second deployment of a commit', async () => {
    const made = await commit('a change of the operator');
    const statusOf = async (name: string): Promise<string | undefined> => {
      const { services, deployments } = await railway();
      const id = services.find((service) => service.name === name)?.id;
      return deployments.find(({ service, commit: its }) => service === id && its === made)?.status;
    };
    const front = async (): Promise<string | undefined> =>
      (await vercel()).deployments.find((its) => its.production && its.commit === made)?.state;
    const points: readonly (readonly [string, () => Promise<boolean>])[] = [
      ['the bot is being built', async () => (await statusOf('bot')) === 'BUILDING'],
      ['the dashboard is built or being built', async () => ['BUILDING', 'READY'].includes((await front()) ?? '')],
    ];
    for (const [what, isSoFar] of points) expect(await killedWhen(what, isSoFar), what).toBe('SIGKILL');
    const last = await timed(deployment);
    say('the rest, after two kills', last.seconds);
    expect(last.code, last.err.slice(-3000)).toBe(0);
    expect(await deploymentsOf(made)).toEqual(one);
    expect((await railway()).services.map(({ name }) => name).sort()).toEqual(['api', 'bot', 'worker']);
    expect(await shop.k77(['plan', '--sandbox'])).toMatchObject({ code: 0 });
    const { releases } = told<{ releases: Release[] }>(await shop.k77(['releases', '--sandbox', '--json']));
    expect(releases.map(({ commit: its }) => its)).toEqual([made, git('rev-parse', 'HEAD~1')]);
  }, 400_000);

  test('the push to another branch became a preview: strangers are sent to log in, and it has test keys only', async () => {
    const preview = await until('the preview is built', 150, async () => {
      const found = (await vercel()).deployments.find((one) => !one.production && one.commit === other);
      if (found?.state === 'ERROR') throw new Error(found.error?.message);
      return found?.state === 'READY' ? found : undefined;
    });
    const stranger = await get(`https://${preview.url}/`);
    expect([stranger.status >= 300 && stranger.status < 500, stranger.body.includes('Kingdom')]).toEqual([true, false]);
    expect(preview.$variables).toMatchObject({ ENVIRONMENT: 'preview', NEXT_PUBLIC_ENVIRONMENT: 'preview' });
    expect(preview.$variables.NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY).toMatch(/^pk_test_/);
    expect(JSON.stringify(preview.$variables)).not.toMatch(/_live_|sk_|whsec_|mongodb|rediss/);
    // Production went on with what it had.
    expect(await deploymentsOf(other)).toEqual({ api: 0, bot: 0, dashboard: 0, worker: 0 });
  }, 200_000);
});
