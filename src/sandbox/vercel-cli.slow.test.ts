/** Vercel's own command line client, pointed at the sandbox, sees what k77 made; and asks nobody else. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Secret } from '../core/secret.ts';
import { vercelHost } from '../hosts/vercel.ts';
import type { VercelState } from './vercel/model.ts';
import { openVercel, openWalk, type VercelDesk } from './vercel-fixture.ts';

const client = fileURLToPath(new URL('../../.ci/tools/node_modules/vercel/dist/vc.js', import.meta.url));
const absent = !existsSync(client);
const why = absent ? ` (skipped: ${client} is not there; cd .ci/tools && npm ci)` : '';

const { api } = vercelHost;
const repository = 'ann/shop';
const apex = 'kingdom77.test';
const project = 'kingdom77-dashboard';

/** Keeps a Node program and its children on this machine, and writes down whom else they wanted. */
const guard = (log: string): string => `
import { appendFileSync } from 'node:fs';
import dns from 'node:dns';
import net from 'node:net';
const local = (host) => host === undefined || ['127.0.0.1', '::1', 'localhost'].includes(host);
const refused = (host) => { appendFileSync(${JSON.stringify(log)}, host + '\\n'); return Object.assign(new Error('not on this machine: ' + host), { code: 'ENETUNREACH' }); };
const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  const about = Array.isArray(args[0]) ? args[0][0] : args[0];
  const host = typeof about === 'object' && about !== null ? about.host : typeof args[1] === 'string' ? args[1] : undefined;
  if (local(host)) return connect.apply(this, args);
  queueMicrotask(() => this.destroy(refused(host)));
  return this;
};
const lookup = dns.lookup;
dns.lookup = (host, options, done) => local(host) ? lookup(host, options, done) : (done ?? options)(refused(host));
`;

let desk: VercelDesk;
let home: string;
let outside: string;
let address: string;

/** As somebody who has just logged in: nothing of this machine's user reaches it. */
function run(...args: readonly string[]): Promise<{ code: number; said: string }> {
  const { projects } = desk.emulator.dump() as VercelState;
  const [one] = projects;
  const env = {
    PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
    HOME: home,
    XDG_DATA_HOME: join(home, 'data'),
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_CACHE_HOME: join(home, 'cache'),
    NODE_OPTIONS: `--import=${pathToFileURL(join(home, 'guard.mjs')).href}`,
    VERCEL_TELEMETRY_DISABLED: '1',
    NO_UPDATE_NOTIFIER: '1',
    NO_COLOR: '1',
    CI: '1',
    // Which project the folder is linked to, as `vercel link` would write it down; and the token, which has no business in `ps`.
    VERCEL_ORG_ID: one?.account ?? '',
    VERCEL_PROJECT_ID: one?.id ?? '',
    VERCEL_TOKEN: desk.token(),
  };
  return new Promise((resolve) =>
    execFile(process.execPath, [client, '--api', desk.endpoint, ...args], { cwd: home, env, timeout: 120_000 }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, said: `${stdout}\n${stderr}` }),
    ),
  );
}

/** What k77 does in phase 6.6, through its host. */
async function make(): Promise<void> {
  const { context, doors } = openWalk(desk);
  const place = await api.makePlace(context, { project: 'kingdom77', environment: 'production' });
  const connection = { repository, branch: 'main', autoDeploy: true };
  const settings = { root: 'dashboard-frontend', buildCommand: 'npm run build', framework: 'nextjs', region: 'iad1' } as const;
  const id = await api.makeService(context, place, 'dashboard', settings as never, connection);
  const set = {
    NEXT_PUBLIC_API_URL: 'https://api.kingdom77.test',
    SENTRY_AUTH_TOKEN: new Secret('SENTRY_AUTH_TOKEN', 'never-shown-again'),
  };
  await api.setVariables(context, place, id, { set, remove: [], target: 'production' });
  await api.connect(context, place, id, connection);
  const commit = desk.push(repository, 'main', 'second');
  await api.addDomain?.(context, place, id, apex);
  await api.addDomain?.(context, place, id, `www.${apex}`, apex);
  const [newest] = await api.deployments(context, place, id);
  expect(newest).toMatchObject({ commit, current: true });
  address = (newest?.url ?? '').replace('https://', '');
  await doors.close();
  // What k77 itself looked for before it was there.
  desk.log.length = 0;
}

beforeAll(async () => {
  desk = await openVercel();
  home = mkdtempSync(join(tmpdir(), 'k77-vercel-cli-'));
  outside = join(home, 'outside.log');
  writeFileSync(outside, '');
  writeFileSync(join(home, 'guard.mjs'), guard(outside));
  desk.push(repository, 'main', 'first');
  desk.edit('open-repository', { repository });
  await make();
});
afterAll(async () => {
  await desk.close();
  await rm(home, { recursive: true, force: true });
});

describe.skipIf(absent)(`the command line client of Vercel${why}`, () => {
  test.each<[what: string, args: readonly string[], shows: readonly (string | RegExp)[]]>([
    ['the account', ['whoami'], ['owner-77']],
    ['the team', ['teams', 'ls'], ['Kingdom-77', 'pro']],
    ['the project', ['project', 'ls'], [project, `https://${apex}`]],
    ['its settings', ['project', 'inspect', project], ['dashboard-frontend', 'Next.js']],
    ['the variables', ['env', 'ls'], [/NEXT_PUBLIC_API_URL.*https:\/\/api\.kingdo.*Production/, /SENTRY_AUTH_TOKEN.*Secret.*Production/]],
    ['the domain', ['domains', 'ls'], [apex]],
    ['what it leads to', ['domains', 'inspect', apex], [`www.${apex}`, project]],
    ['the addresses', ['alias', 'ls'], [`${project}.vercel.app`]],
    ['the certificates', ['certs', 'ls'], ['No certificates found']],
  ])('sees %s', async (_what, args, shows) => {
    const { code, said } = await run(...args);
    for (const text of shows) expect(said).toMatch(typeof text === 'string' ? new RegExp(text.replaceAll('.', '\\.')) : text);
    expect(said).not.toContain('never-shown-again');
    expect(code).toBe(0);
  });

  test('sees the deployment, and what its build said', async () => {
    expect((await run('list', project)).said).toMatch(new RegExp(`${address}.*Ready.*Production`));
    const inspected = await run('inspect', address);
    expect(inspected.said).toMatch(/status\s+● Ready/);
    expect(inspected.said).toContain(`https://${apex}`);
    expect((await run('inspect', address, '--logs')).said).toContain(`Cloning github.com/${repository}`);
  });

  test('takes production back and forth', async () => {
    desk.push(repository, 'main', 'third');
    const state = () => desk.emulator.dump() as VercelState;
    const newest = state().projects[0]?.current;
    expect((await run('rollback', address, '--yes')).said).toContain('was rolled back to');
    const older = state().projects[0]?.current;
    expect(older).not.toBe(newest);
    expect((await run('promote', newest ?? '', '--yes')).said).toContain('was promoted to');
    expect(state().projects[0]?.current).toBe(newest);
  });

  test('is told what is wrong in words of Vercel', async () => {
    const { code, said } = await run('project', 'inspect', 'nobody-made-this');
    expect(code).not.toBe(0);
    expect(said).toMatch(/no project for/i);
  });

  test('asked for nothing that the sandbox does not have, and nobody but the sandbox', () => {
    expect(desk.log.filter((line) => / (404|500)$/.test(line) && !line.includes('nobody-made-this'))).toEqual([]);
    expect(readFileSync(outside, 'utf8')).toBe('');
  });

  test('would have been seen if it had asked somebody else', async () => {
    const log = join(home, 'seen.log');
    writeFileSync(join(home, 'seen.mjs'), guard(log));
    const program = "fetch('http://192.0.2.1/').catch(() => fetch('http://telemetry.vercel.test/')).catch(() => {})";
    await new Promise<void>((resolve) =>
      execFile(process.execPath, ['--import', pathToFileURL(join(home, 'seen.mjs')).href, '-e', program], () => resolve()),
    );
    expect(readFileSync(log, 'utf8').trim().split('\n')).toEqual(['192.0.2.1', 'telemetry.vercel.test']);
  });
});
