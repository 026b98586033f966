/** The emulated Heroku with processes: a web app of one file is fetched from the emulated GitHub, built, released, scaled, and given other variables. */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../ports/clock.ts';
import { systemRandom } from '../ports/random.ts';
import type { HerokuState } from './heroku/model.ts';
import { openWorld, type World } from './world.ts';

const repository = 'ann/shop';
const server = `import { createServer } from 'node:http';
const http = createServer((_, response) => response.end([process.env.WORD, process.env.DYNO, process.env.HEROKU_BUILD_COMMIT].join(' ').trim()));
http.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('the shop is open'));
process.on('SIGTERM', () => http.close(() => process.exit(0)));
`;

let root: string;
let world: World;
let commit: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'k77-heroku-runs-'));
  world = await openWorld({ clock: systemClock, random: systemRandom, certificateMs: 0, hosting: { mode: 'run', root } });
  await world.edit('internet', 'create-repository', { name: repository });
  const from = join(root, 'work');
  await mkdir(from);
  await writeFile(join(from, 'package.json'), '{ "name": "shop", "type": "module" }\n');
  await writeFile(join(from, 'main.js'), server);
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', ...args], {
      cwd: from,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: root },
    });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('commit', '--quiet', '--message', 'first');
  git('push', '--quiet', join(root, '.k77/sandbox/git', `${repository}.git`), 'main');
  commit = git('rev-parse', 'HEAD').trim();
  await world.edit('heroku', 'publish-repository', { repository });
}, 60_000);
afterAll(async () => {
  await world.close();
  await rm(root, { recursive: true, force: true });
});

async function ask(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const answer = await fetch(`${world.endpoints.heroku}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${world.credentials()['heroku.apiKey']}`,
      accept: 'application/vnd.heroku+json; version=3',
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : { text };
}

const state = async (): Promise<HerokuState> => (await world.snapshot()).vendors.heroku as HerokuState;
/** What a visitor reads, of whoever answers. */
async function said(): Promise<string | undefined> {
  const unit = (await state()).units.findLast((one) => one.state === 'up' && one.upstreams.length > 0);
  return unit?.upstreams[0] && (await (await fetch(unit.upstreams[0])).text());
}

async function until(word: string | undefined): Promise<void> {
  for (let now = await said(); now !== word; now = await said()) {
    await world.hosting.settle();
    await systemClock.sleep(20);
  }
}

test('what was built answers, with its variables; other variables, its commit, a rollback and scaling take effect by themselves', async () => {
  await ask('POST', '/apps', { name: 'shop-api' });
  await ask('PATCH', '/apps/shop-api/config-vars', { PROCFILE: 'deploy/heroku.web.Procfile', K77_START: 'node main.js', WORD: 'one' });
  await ask('POST', '/apps/shop-api/builds', {
    source_blob: { url: `https://github.com/${repository}/archive/${commit}.tar.gz`, version: commit },
  });
  await until('one web.1');
  for (const feature of ['runtime-dyno-metadata', 'runtime-dyno-build-metadata'])
    await ask('PATCH', `/apps/shop-api/features/${feature}`, { enabled: true });
  await ask('PATCH', '/apps/shop-api/config-vars', { WORD: 'two' });
  await until(`two web.1 ${commit}`);
  await world.edit('heroku', 'rollback', { service: 'shop-api', version: '3' });
  await until(`one web.1 ${commit}`);
  await ask('PATCH', '/apps/shop-api/formation/web', { quantity: 0 });
  await until(undefined);
  await ask('PATCH', '/apps/shop-api/formation/web', { quantity: 1 });
  await until(`one web.1 ${commit}`);
  const { logplex_url } = await ask('POST', '/apps/shop-api/log-sessions', { lines: 1500 });
  const { text } = await ask('GET', new URL(String(logplex_url)).pathname);
  expect(text).toMatch(/app\[web\.1\]: the shop is open/);
}, 60_000);

test('a worker waits until it is scaled, and goes on when a release command fails', async () => {
  await ask('POST', '/apps', { name: 'shop-bot' });
  await ask('PATCH', '/apps/shop-bot/config-vars', { PROCFILE: 'deploy/heroku.worker.Procfile', K77_START: 'node main.js' });
  const url = `https://github.com/${repository}/archive/${commit}.tar.gz`;
  await ask('POST', '/apps/shop-bot/builds', { source_blob: { url, version: commit } });
  const workers = async () => (await state()).units.filter(({ type }) => type === 'worker').map((one) => one.state);
  const reach = async (...wanted: string[]) => {
    while ((await workers()).join() !== wanted.join()) await systemClock.sleep(20);
  };
  await reach('down');
  await ask('PATCH', '/apps/shop-bot/formation/worker', { quantity: 1 });
  await reach('up');
  await ask('PATCH', '/apps/shop-bot/config-vars', { K77_RELEASE: 'exit 1' });
  await reach('up', 'failed');
  const newest = (await state()).releases.at(-1);
  expect([newest?.status, newest?.lines]).toEqual(['failed', [' !     Release command failed']]);
}, 60_000);
