/** For tests of the runner: a tiny project in a repository of its own, and a desk that wants what it is told to want. */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { systemClock } from '../../ports/clock.ts';
import { systemRandom } from '../../ports/random.ts';
import type { HostingEvent, WantedDeployment } from './desk.ts';
import { openRepositories, type Repositories } from './repositories.ts';
import { openRunner, type Runner, type RunnerLimits } from './runner.ts';

export const repository = 'ann/shop';

/** Answers every path with what it knows of itself; its first argument says how it behaves. */
const server = `
import { createServer } from 'node:http';
const how = process.argv[2] ?? 'well';
if (how === 'missing') { console.error('DISCORD_TOKEN is missing'); process.exit(78); }
if (how === 'crash') { console.error('TypeError: nothing is something'); process.exit(1); }
let healthy = how !== 'ill';
const http = createServer((request, response) => {
  if (request.url === '/health') { response.writeHead(healthy ? 200 : 503); response.end(); return; }
  if (request.url === '/kill') process.kill(process.pid, 'SIGKILL');
  if (request.url === '/env') { response.end(JSON.stringify(process.env)); return; }
  if (request.url === '/eat') { globalThis.eaten = Buffer.alloc(300 * 1024 * 1024, 1); }
  const tell = () => response.end(JSON.stringify({ pid: process.pid, version: process.env.VERSION ?? '', cwd: process.cwd() }));
  if (request.url === '/slow') setTimeout(tell, 400); else tell();
});
if (how === 'deaf') setInterval(() => {}, 1000);
else http.listen(how === 'elsewhere' ? 0 : Number(process.env.PORT), '127.0.0.1', () => console.log('listening, the secret is ' + process.env.A_SECRET));
process.on('SIGTERM', () => { console.log('goes'); http.close(() => process.exit(0)); http.closeIdleConnections(); });
`;

export const project: Readonly<Record<string, string>> = { 'server.mjs': server };

/** A project with a workspace and a package beside it, which no registry needs to know. */
export const workspaces: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({ name: 'fixture', private: true, type: 'module', workspaces: ['app', 'lib'] }),
  'app/package.json': JSON.stringify({
    name: 'app',
    version: '1.0.0',
    type: 'module',
    scripts: { build: 'node build.js', start: 'node main.js' },
    dependencies: { '@fix/lib': '1.0.0', beside: 'file:../beside' },
  }),
  'lib/package.json': JSON.stringify({ name: '@fix/lib', version: '1.0.0', type: 'module', exports: './index.js' }),
  'lib/index.js': 'export const lib = "the library";',
  'beside/package.json': JSON.stringify({ name: 'beside', version: '1.0.0', type: 'module', exports: './index.js' }),
  'beside/index.js': 'export const beside = "the package beside";',
  'app/build.js': `import { writeFileSync } from 'node:fs'; import { lib } from '@fix/lib'; import { beside } from 'beside';
writeFileSync('built.txt', lib + ' and ' + beside + ' for ' + process.env.FOR);`,
  'app/main.js': `import { readFileSync } from 'node:fs'; import { createServer } from 'node:http';
createServer((_, response) => response.end(readFileSync('built.txt', 'utf8'))).listen(Number(process.env.PORT), '127.0.0.1');`,
  'package-lock.json': JSON.stringify({
    name: 'fixture',
    lockfileVersion: 3,
    requires: true,
    packages: {
      '': { name: 'fixture', workspaces: ['app', 'lib'] },
      app: { version: '1.0.0', dependencies: { '@fix/lib': '1.0.0', beside: 'file:../beside' } },
      beside: { version: '1.0.0' },
      lib: { name: '@fix/lib', version: '1.0.0' },
      'node_modules/@fix/lib': { resolved: 'lib', link: true },
      'node_modules/app': { resolved: 'app', link: true },
      'node_modules/beside': { resolved: 'beside', link: true },
    },
  }),
};

export interface Stand {
  root: string;
  runner: Runner;
  repositories: Repositories;
  events: HostingEvent[];
  /** Commits and pushes these files and nothing else. @returns the commit */
  push(files: Readonly<Record<string, string>>, branch?: string): Promise<string>;
  /** From now on these are wanted. */
  want(...wanted: readonly WantedDeployment[]): void;
  /** The next event of that kind that was not asked for yet. @throws when another end of the story comes first */
  event<W extends HostingEvent['what']>(what: W, deployment?: string): Promise<Extract<HostingEvent, { what: W }>>;
  /** The address of the deployment that went live last. */
  url(deployment: string): string;
  /** Another sandbox goes on where this one was stopped. */
  again(): Promise<void>;
  close(): Promise<void>;
}

/** Fast enough for tests. */
const quick: Partial<RunnerLimits> = { pauseMs: 20, longestPauseMs: 40, gaugeMs: 50, tryMs: 10, portMs: 5000, drainMs: 3000 };

export async function openStand(limits: Partial<RunnerLimits> = {}): Promise<Stand> {
  const root = await mkdtemp(join(tmpdir(), 'k77-runner-'));
  const repositories = openRepositories(join(root, '.k77/sandbox/git'));
  repositories.create(repository);
  const events: HostingEvent[] = [];
  const heard: (() => void)[] = [];
  let read = 0;
  let wanted: readonly WantedDeployment[] = [];
  const open = (): Runner =>
    openRunner('run', {
      clock: systemClock,
      random: systemRandom,
      root,
      limits: { ...quick, ...limits },
      report: (_, event) => {
        events.push(event);
        for (const hear of heard.splice(0)) hear();
      },
      changed: async () => void stand.runner.follow('railway', wanted),
      repository: (name) => repositories.folder(name),
      environment: async () => ({}),
      touch: () => undefined,
      log: () => undefined,
    });
  const stand: Stand = {
    root,
    runner: open(),
    repositories,
    events,
    async push(files, branch = 'main') {
      const work = join(root, 'work');
      await rm(work, { recursive: true, force: true });
      await mkdir(work);
      for (const [path, text] of Object.entries(files)) {
        await mkdir(dirname(join(work, path)), { recursive: true });
        await writeFile(join(work, path), text);
      }
      return commitAndPush(work, repositories.folder(repository) ?? '', branch);
    },
    want(...next) {
      wanted = next;
      stand.runner.follow('railway', wanted);
    },
    async event(what, deployment) {
      for (;;) {
        const at = events.findIndex((one, nth) => nth >= read && one.what === what && (deployment ?? one.deployment) === one.deployment);
        if (at >= 0) {
          read = at + 1;
          return events[at] as Extract<HostingEvent, { what: typeof what }>;
        }
        const end = events.slice(read).find((one) => ['build-failed', 'start-failed', 'crashed'].includes(one.what));
        if (end) throw new Error(`no "${what}": ${JSON.stringify(end)}`);
        await new Promise<void>((resolve) => heard.push(resolve));
      }
    },
    url: (deployment) => {
      const live = events.findLast((one) => one.what === 'live' && one.deployment === deployment);
      return (live?.what === 'live' && live.upstreams[0]) || '';
    },
    async again() {
      await stand.runner.close();
      const memory = JSON.stringify(stand.runner.dump());
      stand.runner = open();
      stand.runner.load(JSON.parse(memory));
    },
    async close() {
      await stand.runner.close();
      await rm(root, { recursive: true, force: true });
    },
  };
  return stand;
}

function commitAndPush(work: string, bare: string, branch: string): string {
  const env = {
    PATH: process.env.PATH,
    HOME: work,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Ann',
    GIT_AUTHOR_EMAIL: 'ann@example.test',
    GIT_COMMITTER_NAME: 'Ann',
    GIT_COMMITTER_EMAIL: 'ann@example.test',
  };
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: work, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
  git('init', '-q', '-b', branch);
  git('add', '-A', '-f');
  git('commit', '-q', '-m', 'a change\n\nwith a body');
  git('push', '-q', '-f', bare, `HEAD:refs/heads/${branch}`);
  return git('rev-parse', 'HEAD');
}

/** A web service that behaves well, unless told. */
export function wanted(commit: string, more: Partial<WantedDeployment> = {}): WantedDeployment {
  return {
    id: 'd1',
    service: 's1',
    name: 'shop-api',
    repository,
    commit,
    root: '',
    buildCommand: undefined,
    preDeployCommand: undefined,
    startCommand: 'node server.mjs',
    variables: {},
    instances: 1,
    restart: { policy: 'on-failure', retries: 3 },
    health: { path: '/health', timeoutSeconds: 10 },
    web: true,
    memoryMb: undefined,
    state: 'run',
    ...more,
  };
}

export async function ask(url: string, path = '/'): Promise<{ pid: number; version: string; cwd: string }> {
  return (await (await fetch(url + path)).json()) as { pid: number; version: string; cwd: string };
}
